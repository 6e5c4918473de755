//! Messages between matched partners.

use alloc::string::String;

use crate::limits::MESSAGE_MAX;
use crate::text::{has_refused, length, nfc, trim_str, with_plain_breaks_of_all_kinds};
use crate::violation::{Code, Param, Violation};

/// A valid message: trimmed, 1 to 4000 characters, in normalization form C; line breaks and tabs are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message(String);

impl Message {
    /// Parses a message as typed.
    ///
    /// # Errors
    /// At "body": `MESSAGE_EMPTY`, `TEXT_TOO_LONG` or `CONTROL_CHARACTER`.
    pub fn parse(raw: &str) -> Result<Message, Violation> {
        let text = with_plain_breaks_of_all_kinds(trim_str(&nfc(raw)));
        if text.is_empty() {
            return Err(Violation::at(Code::MessageEmpty, "body"));
        }
        if length(text.as_bytes()) > MESSAGE_MAX as usize {
            let max = Param::Number(MESSAGE_MAX);
            return Err(Violation::at(Code::TextTooLong, "body").with("max", max));
        }
        let mut parts = text.split('\t');
        if parts.any(|part| has_refused(part.as_bytes(), true)) {
            return Err(Violation::at(Code::ControlCharacter, "body"));
        }
        Ok(Message(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
