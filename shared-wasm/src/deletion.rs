//! The confirmation asked of someone who is about to delete their account.

use crate::email::Email;
use crate::fault::Fault;
use crate::violation::Violation;

/// Whether the text is the account's e-mail, but for white space around it (requirement V4).
///
/// # Errors
/// `CONFIRMATION_MISMATCH` at "confirmation".
pub fn confirm(text: &str, email: &Email) -> Result<(), Violation> {
    judge(text.trim().as_bytes(), email.as_str().as_bytes())
        .map_err(|fault| fault.violation().under("confirmation"))
}

/// Judges a trimmed text.
pub(crate) fn judge(text: &[u8], email: &[u8]) -> Result<(), Fault> {
    if text == email {
        Ok(())
    } else {
        Err(Fault::ConfirmationMismatch)
    }
}
