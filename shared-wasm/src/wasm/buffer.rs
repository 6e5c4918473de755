//! The buffer that texts and results pass through.

use alloc::vec;
use alloc::vec::Vec;

use spin::Mutex;

use super::response::Response;

/// A number as it is stored in the buffer.
pub(super) type Word = [u8; 4];

/// Stored instead of a length if a text was not given.
const ABSENT: Word = [0xFF; 4];

/// Bytes for the findings. Invariant: they are enough for two findings in each of six texts and the picture, one more
/// than the accepted entries in each of two lists, and the year.
const FINDINGS: usize = 32 * size_of::<[Word; 2]>();

/// A text, and the word that stores what becomes of it.
pub(super) type Text<'buf> = (&'buf mut [u8], &'buf mut Word);

pub(super) static BUFFER: Mutex<Buffer> = Mutex::new(Buffer { memory: Vec::new() });

pub(super) struct Buffer {
    /// Findings, then in equal parts the lengths of the texts, their bytes and the bytes of the result.
    memory: Vec<u8>,
}

impl Buffer {
    pub(super) fn new(texts: usize) -> Buffer {
        let memory = vec![0; FINDINGS + texts * size_of::<Word>() * 3];
        Buffer { memory }
    }

    pub(super) fn address(&self) -> usize {
        self.memory.as_ptr().addr()
    }

    /// Splits the buffer into the result and the texts.
    pub(super) fn parts(&mut self, texts: usize) -> Option<(Response<'_>, Texts<'_>)> {
        let (findings, rest) = self.memory.split_at_mut_checked(FINDINGS)?;
        let third = rest.len() / 3;
        let (words, rest) = rest.split_at_mut_checked(third)?;
        let (bytes, out) = rest.split_at_mut_checked(third)?;
        let findings = findings.as_chunks_mut().0.as_chunks_mut().0;
        let words = words.as_chunks_mut().0.get_mut(..texts)?;
        let words = words.iter_mut();
        Some((Response::new(findings, out), Texts { words, bytes }))
    }
}

/// The texts that have not been read yet.
pub(super) struct Texts<'buf> {
    words: core::slice::IterMut<'buf, Word>,
    bytes: &'buf mut [u8],
}

impl<'buf> Texts<'buf> {
    /// The number of texts, given or not.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The next text, if it was given.
    pub(super) fn next(&mut self) -> Option<Text<'buf>> {
        let word = self.words.next().filter(|word| **word != ABSENT)?;
        let length = u32::from_le_bytes(*word) as usize;
        let bytes = core::mem::take(&mut self.bytes);
        let (text, rest) = bytes.split_at_mut_checked(length).unwrap_or_default();
        self.bytes = rest;
        Some((text, word))
    }
}
