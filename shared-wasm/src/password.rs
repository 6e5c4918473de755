//! The password: long enough, not guessable at once, and never printed.

use alloc::string::String;
use core::fmt;

use crate::email::Email;
use crate::fault::Fault;
use crate::finding::{Field, Findings};
use crate::limits::{PASSWORD_MAX, PASSWORD_MIN, PASSWORD_RAW_MAX};
use crate::text::{is_longer_than, is_shorter_than, nfkc, rsplit_once, split_once};
use crate::violation::{Violation, Violations};

/// Passwords of eight characters and more that are tried first, in lower case, one a line.
///
/// The head of the frequency list in zxcvbn 4.4.2 (npm; © 2012-2016 Dan Wheeler and Dropbox, Inc.,
/// MIT licence) without its vulgar and cut-off entries, and our own: newer favourites and words of
/// this campus. `secret123` is left out on purpose (decision D5). The browser gets them with the sentences,
/// because they would be a fourth of the WASM.
pub const COMMON_PASSWORDS: &[u8] = include_bytes!("common_passwords.txt");

/// A password after NFKC, on its way to the hash.
pub struct Password(String);

impl Password {
    /// Parses a password that someone chooses (decision D5); `field` is the name in the input.
    ///
    /// # Errors
    /// Everything that is wrong with it.
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

    /// A password to be compared with a stored hash: normalised, and held to no rule, for it may
    /// be older than the rule. None if it is so long that it is wrong without looking.
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
    /// Wipes the buffer, as well as safe code can: `black_box` keeps today's compilers from
    /// dropping the write, which nothing guarantees, and the request the password came in is not
    /// ours to wipe.
    fn drop(&mut self) {
        let mut bytes = core::mem::take(&mut self.0).into_bytes();
        bytes.fill(0);
        core::hint::black_box(&bytes);
    }
}

/// Judges a password in normalisation form KC; the e-mail is the account's, the common passwords stand one a line.
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

/// ASCII is enough to ignore case by: the list and every e-mail are ASCII, and NFKC has turned
/// look-alikes such as full-width letters into it.
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
