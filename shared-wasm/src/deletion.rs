//! The confirmation asked of someone who is about to delete their account.

use crate::email::Email;
use crate::violation::{Code, Violation};

/// Whether the text is the account's e-mail, but for white space around it (requirement V4).
///
/// # Errors
/// `CONFIRMATION_MISMATCH` at "confirmation".
pub fn confirm(text: &str, email: &Email) -> Result<(), Violation> {
    if text.trim() == email.as_str() {
        Ok(())
    } else {
        Err(Violation::at(Code::ConfirmationMismatch, "confirmation"))
    }
}
