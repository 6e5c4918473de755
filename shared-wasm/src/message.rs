//! What partners may write to each other.

use alloc::string::String;

use crate::limits::MESSAGE_MAX;
use crate::text::{is_longer_than, is_refused, with_plain_line_breaks};
use crate::violation::{Code, Param, Violation};

/// A message that may be sent: stripped, of 1 to 4000 characters, with line breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message(String);

impl Message {
    /// Parses what somebody typed.
    ///
    /// # Errors
    /// At "body": `MESSAGE_EMPTY`, `TEXT_TOO_LONG` or `CONTROL_CHARACTER`.
    pub fn parse(raw: &str) -> Result<Message, Violation> {
        let text = with_plain_line_breaks(raw.trim());
        if text.is_empty() {
            return Err(Violation::at(Code::MessageEmpty, "body"));
        }
        if is_longer_than(&text, MESSAGE_MAX) {
            let max = Param::Number(MESSAGE_MAX);
            return Err(Violation::at(Code::TextTooLong, "body").with("max", max));
        }
        if text
            .chars()
            .any(|character| character != '\n' && is_refused(character))
        {
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
