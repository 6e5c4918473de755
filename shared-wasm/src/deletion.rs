//! The text that confirms the deletion of an account.

use crate::email::Email;
use crate::fault::Fault;
use crate::violation::Violation;

/// Checks that the text is the account's email address; case and surrounding white space are ignored (requirement V4).
///
/// # Errors
/// `CONFIRMATION_MISMATCH` at "confirmation".
pub fn confirm(text: &str, email: &Email) -> Result<(), Violation> {
    judge(text.trim().as_bytes(), email.as_str().as_bytes())
        .map_err(|fault| fault.violation().under("confirmation"))
}

/// Checks a trimmed text.
pub(crate) fn judge(text: &[u8], email: &[u8]) -> Result<(), Fault> {
    if text.eq_ignore_ascii_case(email) {
        Ok(())
    } else {
        Err(Fault::ConfirmationMismatch)
    }
}
