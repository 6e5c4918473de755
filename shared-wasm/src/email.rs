//! Email addresses: the login, in an accepted domain, in the form that is stored.

use alloc::string::String;

use crate::email_domains::{Domains, Names};
use crate::email_suggestion::suggest;
use crate::fault::Fault;
use crate::host_name::is_host_name;
use crate::limits::{EMAIL_LOCAL_MAX, EMAIL_MAX};
use crate::text::{rsplit_once, trimmed};
use crate::violation::{Param, Violation};

/// An accepted address, trimmed and in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Parses an address as typed (decisions D1 and D2).
    ///
    /// # Errors
    /// The first problem, at "email": `EMAIL_INVALID` with a `reason`, or `EMAIL_NOT_UCLA`, with a `suggestion` if
    /// there is a likely one.
    pub fn parse(raw: &str, domains: &Domains) -> Result<Email, Violation> {
        let address = trimmed(raw).to_ascii_lowercase();
        let Err(fault) = judge(address.as_bytes(), domains.as_names()) else {
            return Ok(Email(address));
        };
        let violation = fault.violation().under("email");
        let suggestion = may_be_mistyped(fault).then(|| suggest(&address, domains));
        Err(match suggestion.flatten() {
            Some(suggestion) => violation.with("suggestion", Param::Text(suggestion)),
            None => violation,
        })
    }

    /// Parses the address of an account that may be older than the current rule: before the "@" it may have the "%" and
    /// "!" that `parse` refuses. Use it to find an account, never to create one or to send to an unverified one.
    ///
    /// # Errors
    /// As `parse`.
    pub fn parse_existing(raw: &str, domains: &Domains) -> Result<Email, Violation> {
        Email::parse(raw, domains).or_else(|violation| {
            let address = trimmed(raw).to_ascii_lowercase();
            match judge(without_routing(&address).as_bytes(), domains.as_names()) {
                Ok(()) => Ok(Email(address)),
                Err(_) => Err(violation),
            }
        })
    }

    /// Whether a text is a well-formed address, in any public domain. This decides what logs keep of unchecked input:
    /// a password that was typed into the wrong field may contain an "@", but is unlikely to have a domain after it.
    #[must_use]
    pub fn is_well_formed(raw: &str) -> bool {
        let address = without_routing(&trimmed(raw).to_ascii_lowercase());
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        let top_label = domain.rsplit_once('.').map_or("", |(_, label)| label);
        let is_public =
            top_label.len() > 1 && top_label.bytes().all(|byte| byte.is_ascii_lowercase());
        let judged = judge(address.as_bytes(), Domains::default().as_names());
        is_public && matches!(judged, Ok(()) | Err(Fault::EmailNotUcla))
    }

    /// Wraps an address that was validated before it was stored; for database rows only.
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

    /// The address without its "+tag", which is the same for the same person (decision D3).
    ///
    /// It is a key for comparisons, not an address to send to.
    #[must_use]
    pub fn base(&self) -> String {
        let (local, domain) = self.parts();
        match local.split_once('+') {
            Some((person, _tag)) if !person.is_empty() => [person, "@", domain].concat(),
            _ => self.0.clone(),
        }
    }

    fn parts(&self) -> (&str, &str) {
        self.0.rsplit_once('@').unwrap_or((&self.0, ""))
    }
}

/// Checks an address that is trimmed and in lower case.
pub(crate) fn judge(address: &[u8], domains: Names<'_>) -> Result<(), Fault> {
    // Accepted addresses are ASCII, so only refused ones need this check.
    check(address, domains).map_err(|fault| match address.is_ascii() {
        true => fault,
        false => Fault::EmailNotAscii,
    })
}

fn check(address: &[u8], domains: Names<'_>) -> Result<(), Fault> {
    if address.is_empty() {
        return Err(Fault::EmailRequired);
    }
    if address.len() > EMAIL_MAX as usize {
        return Err(Fault::EmailTooLong);
    }
    let (local, domain) = rsplit_once(address, b'@').ok_or(Fault::EmailNoAt)?;
    check_local(local)?;
    for name in domains {
        if name == domain {
            return Ok(());
        }
    }
    Err(if is_host_name(domain) {
        Fault::EmailNotUcla
    } else {
        Fault::EmailDomain
    })
}

/// Whether to look for a suggestion after this fault.
pub(crate) fn may_be_mistyped(fault: Fault) -> bool {
    matches!(fault, Fault::EmailDomain | Fault::EmailNotUcla)
}

/// Checks the part before the "@": a dot-atom of RFC 5321. A quoted one is legal, practically unused, and interpreted
/// differently by different mail servers.
pub(crate) fn check_local(local: &[u8]) -> Result<(), Fault> {
    if local.is_empty() {
        return Err(Fault::EmailLocalEmpty);
    }
    if local.len() > EMAIL_LOCAL_MAX as usize {
        return Err(Fault::EmailLocalTooLong);
    }
    let mut before = b'.';
    let (mut has_wrong_dot, mut has_wrong_byte) = (false, false);
    for &byte in local {
        has_wrong_dot |= byte == b'.' && before == b'.';
        has_wrong_byte |= !is_local_byte(byte);
        before = byte;
    }
    if has_wrong_dot || before == b'.' {
        return Err(Fault::EmailLocalDot);
    }
    if has_wrong_byte {
        return Err(Fault::EmailLocalCharacter);
    }
    Ok(())
}

/// Visible ASCII without `"(),:;<>@[\]`, which only a quoted part may have, and without "%" and "!": some mail servers
/// still read `kay%evil.example@ucla.edu` and `evil.example!kay@ucla.edu` as a route to a mailbox elsewhere (RFC
/// 1123, section 5.2.16), so a stranger would receive the verification link of an address at UCLA.
fn is_local_byte(byte: u8) -> bool {
    matches!(byte, b'#' | b'$' | b'&' | b'\'' | b'*' | b'+' | b'-'..=b'9' | b'=' | b'?' | b'A'..=b'Z' | b'^'..=b'~')
}

/// The same address with the characters that only the current rule refuses replaced by an accepted one.
fn without_routing(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    [&*local.replace(['%', '!'], "-"), "@", domain].concat()
}
