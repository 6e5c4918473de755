//! What becomes of the texts, or what is wrong with them.

use core::slice::IterMut;

use super::room::Word;
use crate::fault::Fault;
use crate::finding::{Field, Findings};
use crate::text::rsplit_once;

/// Every text is accepted as it was given.
pub(super) const ACCEPTED: i32 = 0;
/// Accepted with changes: each word says of its text how many bytes it has now, or one of the two below.
const CHANGED: i32 = -1;
/// The text stays as it was given.
const KEPT: Word = [0xFF; 4];
/// There is no such text any more.
const DROPPED: Word = [0xFE, 0xFF, 0xFF, 0xFF];

/// What becomes of a text.
#[derive(Clone, Copy)]
pub(super) enum Becomes {
    /// It stays, without the white space around it.
    Trimmed,
    /// It has other characters now.
    Other,
    /// It is left out.
    Nothing,
}

pub(super) struct Answer<'room> {
    out: IterMut<'room, u8>,
    findings: IterMut<'room, [Word; 2]>,
    found: i32,
    has_changes: bool,
}

impl<'room> Answer<'room> {
    pub(super) fn new(findings: &'room mut [[Word; 2]], out: &'room mut [u8]) -> Answer<'room> {
        Answer {
            out: out.iter_mut(),
            findings: findings.iter_mut(),
            found: 0,
            has_changes: false,
        }
    }

    /// Gives the text back, without copying it if it is as it was given.
    pub(super) fn settle(&mut self, word: &mut Word, raw: &[u8], text: &[u8], becomes: Becomes) {
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

    /// The address with another domain; says how many bytes that is.
    pub(super) fn write_suggestion(&mut self, address: &[u8], domain: &[u8]) -> u32 {
        let (local, _mistyped) = rsplit_once(address, b'@').unwrap_or_default();
        let mut length = 0;
        for part in [local, b"@", domain] {
            length += self.write(part);
        }
        length
    }

    /// Writes line breaks as one character: no accepted text has the other one elsewhere.
    fn write(&mut self, text: &[u8]) -> u32 {
        let mut length = 0;
        for byte in text {
            if *byte != b'\r'
                && let Some(place) = self.out.next()
            {
                *place = *byte;
                length += 1;
            }
        }
        length
    }

    /// How it went.
    pub(super) fn finish(self) -> i32 {
        if self.found == 0 && self.has_changes {
            CHANGED
        } else {
            self.found
        }
    }
}

impl Findings for Answer<'_> {
    fn add(&mut self, fault: Fault, field: Field, entry: Option<u32>) {
        if let Some([what, at]) = self.findings.next() {
            *what = [fault as u8, field as u8, 0, 0];
            *at = entry.map_or(KEPT, u32::to_le_bytes);
            self.found += 1;
        }
    }
}
