//! The result of a check: what becomes of the texts, or what is wrong with them.

use core::slice::IterMut;

use super::buffer::Word;
use crate::fault::Fault;
use crate::finding::{Field, Findings};
use crate::text::rsplit_once;

/// Every text is accepted unchanged.
pub(super) const ACCEPTED: i32 = 0;
/// Accepted with changes: each text's word is the new length of the text in bytes, or one of the two below.
const CHANGED: i32 = -1;
/// The text is unchanged.
const KEPT: Word = [0xFF; 4];
/// The text is removed.
const DROPPED: Word = [0xFE, 0xFF, 0xFF, 0xFF];

/// What becomes of a text.
#[derive(Clone, Copy)]
pub(super) enum Becomes {
    /// It is kept, without surrounding white space.
    Trimmed,
    /// Its characters changed.
    Other,
    /// It is removed.
    Nothing,
}

pub(super) struct Response<'buf> {
    out: IterMut<'buf, u8>,
    findings: IterMut<'buf, [Word; 2]>,
    found: i32,
    has_changes: bool,
}

impl<'buf> Response<'buf> {
    pub(super) fn new(findings: &'buf mut [[Word; 2]], out: &'buf mut [u8]) -> Response<'buf> {
        Response {
            out: out.iter_mut(),
            findings: findings.iter_mut(),
            found: 0,
            has_changes: false,
        }
    }

    /// Stores what becomes of a text, and copies the text only if it changed.
    pub(super) fn set_text(&mut self, word: &mut Word, raw: &[u8], text: &[u8], becomes: Becomes) {
        *word = match becomes {
            Becomes::Trimmed if text.len() == raw.len() => KEPT,
            Becomes::Nothing => {
                self.has_changes = true;
                DROPPED
            }
            _ => {
                self.has_changes = true;
                self.write(text).to_le_bytes()
            }
        };
    }

    /// Writes the address with another domain, and returns its length in bytes.
    pub(super) fn write_suggestion(&mut self, address: &[u8], domain: &[u8]) -> u32 {
        let (local, _mistyped) = rsplit_once(address, b'@').unwrap_or_default();
        let mut length = 0;
        for part in [local, b"@", domain] {
            length += self.write(part);
        }
        length
    }

    /// Writes line breaks as one character, without `\r`: accepted texts have that character nowhere else.
    fn write(&mut self, text: &[u8]) -> u32 {
        let mut length = 0;
        for byte in text {
            if *byte != b'\r'
                && let Some(slot) = self.out.next()
            {
                *slot = *byte;
                length += 1;
            }
        }
        length
    }

    /// Returns the result as a number.
    pub(super) fn finish(self) -> i32 {
        if self.found == 0 && self.has_changes {
            CHANGED
        } else {
            self.found
        }
    }
}

impl Findings for Response<'_> {
    fn add(&mut self, fault: Fault, field: Field, entry: Option<u32>) {
        if let Some([what, at]) = self.findings.next() {
            *what = [fault as u8, field as u8, 0, 0];
            *at = entry.map_or(KEPT, u32::to_le_bytes);
            self.found += 1;
        }
    }
}
