//! Passwords: long enough, hard to guess, and never printed.

use alloc::string::String;
use core::fmt;

use crate::email::Email;
use crate::fault::Fault;
use crate::finding::{Field, Findings};
use crate::limits::{PASSWORD_MAX, PASSWORD_MIN, PASSWORD_RAW_MAX};
use crate::text::{is_longer_than, is_shorter_than, nfkc, rsplit_once, split_once};
use crate::violation::{Violation, Violations};

/// Passwords of eight characters and more that attackers try first, in lower case, one per line.
///
/// They are the head of the frequency list in zxcvbn 4.4.2 (npm; © 2012-2016 Dan Wheeler and Dropbox, Inc., MIT
/// license) without its vulgar and cut-off entries, and our additions: newer favorites and words of this campus.
/// `secret123` is left out on purpose (decision D5). The browser gets them with the sentences, because they would be a
/// fourth of the WASM.
pub const COMMON_PASSWORDS: &[u8] = include_bytes!("common_passwords.txt");

/// A password after NFKC, on its way to the hash.
pub struct Password(String);

impl Password {
    /// Parses a password that someone chooses (decision D5); `field` is the name in the input.
    ///
    /// # Errors
    /// Every problem of the password.
    pub fn parse(
        raw: &str,
        email: Option<&Email>,
        field: &'static str,
    ) -> Result<Password, Violations> {
        let Some(password) = Password::for_login(raw) else {
            return Err([Fault::PasswordTooLong.violation().under(field)].into());
        };
        let mut found = Violations::new();
        let email = email.map(|email| email.as_str().as_bytes());
        judge(
            password.expose().as_bytes(),
            email,
            COMMON_PASSWORDS,
            &mut found,
        );
        if found.is_empty() {
            return Ok(password);
        }
        let moved = |violation: Violation| violation.moved_to(field);
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
    /// Wipes the buffer, as well as safe code can: `black_box` keeps current compilers from removing the write, though
    /// nothing guarantees that, and the request that contained the password is not ours to wipe.
    fn drop(&mut self) {
        let mut bytes = core::mem::take(&mut self.0).into_bytes();
        bytes.fill(0);
        core::hint::black_box(&bytes);
    }
}

/// Checks a password in normalization form KC. `email` is the account's address; `common` has one password per line.
pub(crate) fn judge(
    password: &[u8],
    email: Option<&[u8]>,
    common: &[u8],
    found: &mut impl Findings,
) {
    if password.is_empty() {
        return found.add(Fault::PasswordRequired, Field::Password, None);
    }
    if is_shorter_than(password, PASSWORD_MIN) {
        found.add(Fault::PasswordTooShort, Field::Password, None);
    }
    if is_longer_than(password, PASSWORD_MAX) {
        found.add(Fault::PasswordTooLong, Field::Password, None);
    }
    if is_common(password, common) {
        found.add(Fault::PasswordTooCommon, Field::Password, None);
    }
    if email.is_some_and(|email| is_email(password, email)) {
        found.add(Fault::PasswordMatchesEmail, Field::Password, None);
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
