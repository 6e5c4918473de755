//! The e-mail address: the login, of an accepted domain, in the one form that is stored.

use alloc::string::String;

use crate::email_domains::Domains;
use crate::email_suggestion::suggest;
use crate::host_name::is_host_name;
use crate::limits::{EMAIL_LOCAL_MAX, EMAIL_MAX};
use crate::text::{rsplit_once, split_once};
use crate::violation::{Code, Param, Violation};

/// An accepted address, trimmed and in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Parses what a person typed (decisions D1 and D2).
    ///
    /// # Errors
    /// The first thing that is wrong, at "email": `EMAIL_INVALID` with a `reason`,
    /// `EMAIL_NOT_UCLA` with a `suggestion` where there is a likely one.
    pub fn parse(raw: &str, domains: &Domains) -> Result<Email, Violation> {
        let address = raw.trim();
        if address.is_empty() {
            return Err(refusal(Code::EmailRequired));
        }
        if !address.is_ascii() {
            return Err(invalid("not_ascii"));
        }
        if address.len() > EMAIL_MAX as usize {
            return Err(too_long(EMAIL_MAX, "address"));
        }
        let address = address.to_ascii_lowercase();
        let (local, domain) = rsplit_once(&address, b'@').ok_or_else(|| invalid("no_at"))?;
        check_local(local)?;
        if !is_host_name(domain) {
            return Err(suggesting(invalid("domain"), &address, domains));
        }
        if !domains.contains(domain) {
            let not_ucla = refusal(Code::EmailNotUcla);
            return Err(suggesting(not_ucla, &address, domains));
        }
        Ok(Email(address))
    }

    /// Takes an address that was validated before it was stored; for rows of the database only.
    #[must_use]
    pub fn from_stored(address: String) -> Email {
        Email(address)
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the "@", with its "+tag".
    #[must_use]
    pub fn local(&self) -> &str {
        self.parts().0
    }

    /// The part after the "@".
    #[must_use]
    pub fn domain(&self) -> &str {
        self.parts().1
    }

    /// The address without its "+tag": the same for the same person (decision D3).
    ///
    /// A key to compare by, not an address to send to.
    #[must_use]
    pub fn base(&self) -> String {
        let (local, domain) = self.parts();
        match split_once(local, b'+') {
            Some((person, _tag)) if !person.is_empty() => [person, "@", domain].concat(),
            _ => self.0.clone(),
        }
    }

    fn parts(&self) -> (&str, &str) {
        rsplit_once(&self.0, b'@').unwrap_or((&self.0, ""))
    }
}

/// The part before the "@": a dot-atom of RFC 5321. A quoted one is legal, used by nobody, and
/// read differently by different mail servers.
pub(crate) fn check_local(local: &str) -> Result<(), Violation> {
    if local.is_empty() {
        return Err(invalid("local_empty"));
    }
    if local.len() > EMAIL_LOCAL_MAX as usize {
        return Err(too_long(EMAIL_LOCAL_MAX, "local"));
    }
    if has_misplaced_dot(local.as_bytes()) {
        return Err(invalid("local_dot"));
    }
    if !local.bytes().all(is_local_byte) {
        return Err(invalid("local_character"));
    }
    Ok(())
}

/// A dot at the beginning, at the end or after another one.
fn has_misplaced_dot(local: &[u8]) -> bool {
    local.split(|byte| *byte == b'.').any(<[u8]>::is_empty)
}

fn is_local_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn refusal(code: Code) -> Violation {
    Violation::at(code, "email")
}

fn invalid(reason: &str) -> Violation {
    refusal(Code::EmailInvalid).with("reason", Param::Text(String::from(reason)))
}

fn too_long(max: u32, part: &str) -> Violation {
    refusal(Code::EmailTooLong)
        .with("max", Param::Number(max))
        .with("part", Param::Text(String::from(part)))
}

fn suggesting(violation: Violation, address: &str, domains: &Domains) -> Violation {
    match suggest(address, domains) {
        Some(suggestion) => violation.with("suggestion", Param::Text(suggestion)),
        None => violation,
    }
}
