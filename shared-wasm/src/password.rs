//! The password: long enough, not guessable at once, and never printed.

use alloc::string::String;
use core::fmt;

use crate::email::Email;
use crate::limits::{PASSWORD_MAX, PASSWORD_MIN, PASSWORD_RAW_MAX};
use crate::text::{is_longer_than, is_shorter_than, nfkc};
use crate::violation::{Code, Param, Violation, Violations};

/// Passwords of eight characters and more that are tried first, in lower case, one a line.
///
/// The head of the frequency list in zxcvbn 4.4.2 (npm; © 2012-2016 Dan Wheeler and Dropbox, Inc.,
/// MIT licence) without its vulgar and cut-off entries, and our own: newer favourites and words of
/// this campus. `secret123` is left out on purpose (decision D5). The browser gets them as a file
/// of their own, because they would be a fifth of the WASM.
#[cfg(not(target_arch = "wasm32"))]
const COMMON: &[u8] = include_bytes!("common_passwords.txt");

/// A password after NFKC, on its way to the hash.
pub struct Password(String);

impl Password {
    /// Parses a password that someone chooses (decision D5); `field` is the name in the input.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn parse(
        raw: &str,
        email: Option<&Email>,
        field: &'static str,
    ) -> Result<Password, Violations> {
        Password::parse_against(COMMON, raw, email, field)
    }

    /// The same with the common passwords given, one a line.
    pub(crate) fn parse_against(
        common: &[u8],
        raw: &str,
        email: Option<&Email>,
        field: &'static str,
    ) -> Result<Password, Violations> {
        if raw.is_empty() {
            return Err([Violation::at(Code::PasswordRequired, field)].into());
        }
        let Some(password) = Password::for_login(raw) else {
            return Err([too_long(field)].into());
        };
        let violations = violations(common, password.expose(), email, field);
        if violations.is_empty() {
            Ok(password)
        } else {
            Err(violations)
        }
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

fn violations(
    common: &[u8],
    password: &str,
    email: Option<&Email>,
    field: &'static str,
) -> Violations {
    let mut violations = Violations::new();
    if is_shorter_than(password, PASSWORD_MIN) {
        let min = Param::Number(PASSWORD_MIN);
        violations.push(Violation::at(Code::PasswordTooShort, field).with("min", min));
    }
    if is_longer_than(password, PASSWORD_MAX) {
        violations.push(too_long(field));
    }
    if is_common(password, common) {
        violations.push(Violation::at(Code::PasswordTooCommon, field));
    }
    if email.is_some_and(|email| is_email(password, email)) {
        violations.push(Violation::at(Code::PasswordMatchesEmail, field));
    }
    violations
}

fn too_long(field: &'static str) -> Violation {
    Violation::at(Code::PasswordTooLong, field).with("max", Param::Number(PASSWORD_MAX))
}

/// ASCII is enough to ignore case by: the list and every e-mail are ASCII, and NFKC has turned
/// look-alikes such as full-width letters into it.
fn is_common(password: &str, common: &[u8]) -> bool {
    common
        .split(|byte| *byte == b'\n')
        .any(|common| common.eq_ignore_ascii_case(password.as_bytes()))
}

fn is_email(password: &str, email: &Email) -> bool {
    password.eq_ignore_ascii_case(email.as_str()) || password.eq_ignore_ascii_case(email.local())
}
