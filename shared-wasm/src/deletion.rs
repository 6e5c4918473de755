//! The text that confirms the deletion of an account.

use crate::email::Email;
use crate::fault::Fault;
use crate::text::trimmed;
use crate::violation::Violation;

/// Checks that the text is the account's email address; case, surrounding white space and invisible characters are
/// ignored (requirement V4).
///
/// # Errors
/// `CONFIRMATION_MISMATCH` at "confirmation".
pub fn confirm(text: &str, email: &Email) -> Result<(), Violation> {
    let text = trimmed(text).as_bytes();
    judge(text, email.as_str().as_bytes()).map_err(|fault| fault.violation().under("confirmation"))
}

/// Checks a trimmed text.
pub(crate) fn judge(text: &[u8], email: &[u8]) -> Result<(), Fault> {
    if text.eq_ignore_ascii_case(email) {
        Ok(())
    } else {
        Err(Fault::ConfirmationMismatch)
    }
}
