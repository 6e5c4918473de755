//! Messages between matched partners, the notes of requests, and concerns.

use alloc::string::String;

use crate::limits::{CONCERN_MAX, MESSAGE_MAX, NOTE_MAX};
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
        let text = plain(raw, "body", MESSAGE_MAX)?;
        if text.is_empty() {
            return Err(Violation::at(Code::MessageEmpty, "body"));
        }
        Ok(Message(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A valid note of a request: trimmed, at most 500 characters, in normalization form C; line breaks and tabs are allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note(String);

impl Note {
    /// Parses a note as typed; it may be empty.
    ///
    /// # Errors
    /// At "note": `TEXT_TOO_LONG` or `CONTROL_CHARACTER`.
    pub fn parse(raw: &str) -> Result<Note, Violation> {
        plain(raw, "note", NOTE_MAX).map(Note)
    }

    /// The text.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// A valid text of a concern: trimmed, 1 to 2000 characters, in normalization form C; line breaks and tabs are allowed.
#[derive(Clone, PartialEq, Eq)]
pub struct ConcernText(String);

impl ConcernText {
    /// Parses a text as typed.
    ///
    /// # Errors
    /// At "text": `CONCERN_EMPTY`, `TEXT_TOO_LONG` or `CONTROL_CHARACTER`.
    pub fn parse(raw: &str) -> Result<ConcernText, Violation> {
        let text = plain(raw, "text", CONCERN_MAX)?;
        if text.is_empty() {
            return Err(Violation::at(Code::ConcernEmpty, "text"));
        }
        Ok(ConcernText(text))
    }

    /// The text.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Returns a text as it is stored, if it is not too long and has no refused character.
fn plain(raw: &str, field: &'static str, max: u32) -> Result<String, Violation> {
    let text = with_plain_breaks_of_all_kinds(trim_str(&nfc(raw)));
    if length(text.as_bytes()) > max as usize {
        return Err(Violation::at(Code::TextTooLong, field).with("max", Param::Number(max)));
    }
    let mut parts = text.split('\t');
    if parts.any(|part| has_refused(part.as_bytes(), true)) {
        return Err(Violation::at(Code::ControlCharacter, field));
    }
    Ok(text)
}
