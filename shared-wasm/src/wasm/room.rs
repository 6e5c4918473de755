//! The memory that texts and answers pass through.

use alloc::vec;
use alloc::vec::Vec;

use spin::Mutex;

use super::answer::Answer;

/// A number as it lies in the memory.
pub(super) type Word = [u8; 4];

/// Says in place of a length that a text was not given.
const ABSENT: Word = [0xFF; 4];

/// Bytes for the findings. Invariant: there is room for two findings in each of six texts and the picture, one more than accepted
/// entries in each of two lists, and the year.
const FINDINGS: usize = 32 * size_of::<[Word; 2]>();

/// A text, and the word that takes what becomes of it.
pub(super) type Text<'room> = (&'room mut [u8], &'room mut Word);

pub(super) static ROOM: Mutex<Room> = Mutex::new(Room { memory: Vec::new() });

pub(super) struct Room {
    /// Findings, then in equal parts the lengths of the texts, their bytes and the bytes of an answer.
    memory: Vec<u8>,
}

impl Room {
    pub(super) fn new(texts: usize) -> Room {
        let memory = vec![0; FINDINGS + texts * size_of::<Word>() * 3];
        Room { memory }
    }

    pub(super) fn address(&self) -> usize {
        self.memory.as_ptr().addr()
    }

    /// Findings, and the texts in front of the bytes for an answer.
    pub(super) fn parts(&mut self, texts: usize) -> Option<(Answer<'_>, Texts<'_>)> {
        let (findings, rest) = self.memory.split_at_mut_checked(FINDINGS)?;
        let third = rest.len() / 3;
        let (words, rest) = rest.split_at_mut_checked(third)?;
        let (bytes, out) = rest.split_at_mut_checked(third)?;
        let findings = findings.as_chunks_mut().0.as_chunks_mut().0;
        let words = words.as_chunks_mut().0.get_mut(..texts)?;
        let words = words.iter_mut();
        Some((Answer::new(findings, out), Texts { words, bytes }))
    }
}

/// The texts that have not been read yet.
pub(super) struct Texts<'room> {
    words: core::slice::IterMut<'room, Word>,
    bytes: &'room mut [u8],
}

impl<'room> Texts<'room> {
    /// How many there are, given or not.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The next text, if it was given.
    pub(super) fn next(&mut self) -> Option<Text<'room>> {
        let word = self.words.next().filter(|word| **word != ABSENT)?;
        let length = u32::from_le_bytes(*word) as usize;
        let bytes = core::mem::take(&mut self.bytes);
        let (text, rest) = bytes.split_at_mut_checked(length).unwrap_or_default();
        self.bytes = rest;
        Some((text, word))
    }
}
