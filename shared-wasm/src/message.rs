//! Messages between matched partners.

use alloc::string::String;

use crate::limits::MESSAGE_MAX;
use crate::text::{count_long_line_breaks, has_refused, length, with_plain_line_breaks};
use crate::violation::{Code, Param, Violation};

/// A valid message: trimmed, 1 to 4000 characters, line breaks allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message(String);

impl Message {
    /// Parses a message as typed.
    ///
    /// # Errors
    /// At "body": `MESSAGE_EMPTY`, `TEXT_TOO_LONG` or `CONTROL_CHARACTER`.
    pub fn parse(raw: &str) -> Result<Message, Violation> {
        let text = raw.trim();
        if text.is_empty() {
            return Err(Violation::at(Code::MessageEmpty, "body"));
        }
        let characters = length(text.as_bytes()) - count_long_line_breaks(text.as_bytes());
        if characters > MESSAGE_MAX as usize {
            let max = Param::Number(MESSAGE_MAX);
            return Err(Violation::at(Code::TextTooLong, "body").with("max", max));
        }
        if has_refused(text.as_bytes(), true) {
            return Err(Violation::at(Code::ControlCharacter, "body"));
        }
        Ok(Message(with_plain_line_breaks(text)))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
