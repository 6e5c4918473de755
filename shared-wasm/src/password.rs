//! Passwords: long enough, hard to guess, and never printed.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::email::Email;
use crate::fault::Fault;
use crate::finding::{Field, Findings};
use crate::limits::{PASSWORD_MAX, PASSWORD_RAW_MAX};
use crate::own_words::{self, CAMPUS_WORDS, IN_A_ROW, is_row};
use crate::text::{is_longer_than, is_shorter_than, nfkc, rsplit_once, split_once};
use crate::violation::{Code, Param, Violation, Violations};

/// Passwords of eight characters and more that attackers try first, in lower case, one per line.
///
/// They are the head of the frequency list in zxcvbn 4.4.2 (npm; © 2012-2016 Dan Wheeler and Dropbox, Inc., MIT
/// license) without its vulgar and cut-off entries, and our additions: newer favorites and words of this campus.
/// `secret123` is left out on purpose (decision D5). The browser gets them with the sentences, because they would be a
/// fourth of the WASM.
pub const COMMON_PASSWORDS: &[u8] = include_bytes!("common_passwords.txt");

/// A password after NFKC, on its way to the hash.
pub struct Password(String);

/// Whose password it is, as far as that is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Owner<'a> {
    /// The account's address.
    pub email: Option<&'a Email>,
    /// First name; empty if there is none.
    pub first_name: &'a str,
    /// Last name; empty if there is none.
    pub last_name: &'a str,
}

impl Password {
    /// Parses a password that someone chooses (decision D5). `min` is the fewest characters; `field` is the name in the
    /// input.
    ///
    /// # Errors
    /// Every problem of the password.
    pub fn parse(
        raw: &str,
        owner: &Owner<'_>,
        min: u32,
        field: &'static str,
    ) -> Result<Password, Violations> {
        let Some(password) = Password::for_login(raw) else {
            return Err([Fault::PasswordTooLong.violation().under(field)].into());
        };
        let mut found = Violations::new();
        let core = own_words::core(password.expose());
        let email = owner.email.map(Email::as_str);
        let email_words = email.map(own_words::email_words).unwrap_or_default();
        let name_words = own_words::name_words(owner.first_name, owner.last_name);
        let guesses = Guesses {
            common: COMMON_PASSWORDS,
            campus: CAMPUS_WORDS,
            email_words: email_words.as_bytes(),
            name_words: name_words.as_bytes(),
            email: email.map(str::as_bytes),
        };
        judge(
            password.expose().as_bytes(),
            core.as_bytes(),
            min,
            &guesses,
            &mut found,
        );
        wipe(core.into_bytes());
        if found.is_empty() {
            return Ok(password);
        }
        let moved = |violation: Violation| match violation.code {
            Code::PasswordTooShort => {
                Violation::at(Code::PasswordTooShort, field).with("min", Param::Number(min))
            }
            _ => violation.moved_to(field),
        };
        Err(found.into_iter().map(moved).collect())
    }

    /// A password to compare with a stored hash: normalized, but not checked, because it may be older than the rules.
    /// `None` if it is too long to be correct.
    #[must_use]
    pub fn for_login(raw: &str) -> Option<Password> {
        (raw.len() <= PASSWORD_RAW_MAX as usize).then(|| Password(nfkc(raw)))
    }

    /// The password itself; for the hash only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

impl Drop for Password {
    fn drop(&mut self) {
        wipe(core::mem::take(&mut self.0).into_bytes());
    }
}

/// Wipes a buffer, as well as safe code can: `black_box` keeps current compilers from removing the write, though nothing
/// guarantees that, and the request that contained the password is not ours to wipe.
fn wipe(mut bytes: Vec<u8>) {
    bytes.fill(0);
    core::hint::black_box(&bytes);
}

/// What a new password is compared with.
pub(crate) struct Guesses<'a> {
    /// Common passwords, one per line.
    pub(crate) common: &'a [u8],
    /// Words of the campus, one per line.
    pub(crate) campus: &'a [u8],
    /// Words of the address, one per line.
    pub(crate) email_words: &'a [u8],
    /// Names of the person, one per line.
    pub(crate) name_words: &'a [u8],
    /// The account's address.
    pub(crate) email: Option<&'a [u8]>,
}

/// Checks a password in normalization form KC. `core` is what it consists of, as `own_words` says.
pub(crate) fn judge(
    password: &[u8],
    core: &[u8],
    min: u32,
    guesses: &Guesses<'_>,
    found: &mut impl Findings,
) {
    if password.is_empty() {
        return found.add(Fault::PasswordRequired, Field::Password, None);
    }
    if is_shorter_than(password, min) {
        found.add(Fault::PasswordTooShort, Field::Password, Some(min));
    }
    if is_longer_than(password, PASSWORD_MAX) {
        return found.add(Fault::PasswordTooLong, Field::Password, None);
    }
    if is_common(password, guesses.common) || is_row(core, guesses.campus, IN_A_ROW) {
        found.add(Fault::PasswordTooCommon, Field::Password, None);
    }
    let is_email = |email| is_email(password, email) || is_row(core, guesses.email_words, 1);
    if guesses.email.is_some_and(is_email) {
        found.add(Fault::PasswordMatchesEmail, Field::Password, None);
    } else if is_row(core, guesses.name_words, 1) {
        found.add(Fault::PasswordMatchesName, Field::Password, None);
    }
}

/// Ignores case in ASCII only, which is enough: the list is ASCII, and NFKC has turned look-alikes such as full-width
/// letters into ASCII.
fn is_common(password: &[u8], common: &[u8]) -> bool {
    let mut rest = common;
    while let Some((common, others)) = split_once(rest, b'\n') {
        if common.eq_ignore_ascii_case(password) {
            return true;
        }
        rest = others;
    }
    false
}

fn is_email(password: &[u8], email: &[u8]) -> bool {
    let (local, _domain) = rsplit_once(email, b'@').unwrap_or((email, &[]));
    password.eq_ignore_ascii_case(email) || password.eq_ignore_ascii_case(local)
}
