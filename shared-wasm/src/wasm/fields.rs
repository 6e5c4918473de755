//! Reading fields out of the one text that they travel in.
//!
//! The four separators are control characters, which every rule refuses alike; the caller writes another
//! one (U+001B) where a person's text has one of them, and so the verdict stays the same.

use alloc::string::String;
use alloc::vec::Vec;

use crate::Domains;
use crate::text::split_once;

/// Stands between fields.
pub(super) const FIELD: char = '\u{1F}';
/// Stands before each entry of a list.
pub(super) const ENTRY: char = '\u{1E}';
/// A field that was not given.
pub(super) const ABSENT: &str = "\u{1D}";
/// A field that was given as null.
pub(super) const NULL: &str = "\u{1C}";

/// The fields that have not been read yet.
pub(super) struct Fields<'text>(&'text str);

impl<'text> Fields<'text> {
    pub(super) fn of(text: &'text str) -> Fields<'text> {
        Fields(text)
    }

    /// The next field; empty after the last.
    pub(super) fn next(&mut self) -> &'text str {
        let (field, rest) = split_once(self.0, FIELD as u8).unwrap_or((self.0, ""));
        self.0 = rest;
        field
    }

    /// The accepted domains, with those that are left in the fields. A wrong name adds none, as the
    /// server would not have started with it.
    pub(super) fn domains(&mut self) -> Domains {
        let names = core::iter::from_fn(|| (!self.0.is_empty()).then(|| self.next()));
        Domains::with_extra(names).unwrap_or_default()
    }
}

/// The field, unless it was not given.
pub(super) fn given(field: &str) -> Option<&str> {
    (field != ABSENT).then_some(field)
}

/// The entries of a list, each behind its separator.
pub(super) fn entries(list: &str) -> Vec<String> {
    let mut rest = list.get(1..).unwrap_or_default();
    let mut entries = Vec::new();
    if list.is_empty() {
        return entries;
    }
    while let Some((entry, others)) = split_once(rest, ENTRY as u8) {
        entries.push(String::from(entry));
        rest = others;
    }
    entries.push(String::from(rest));
    entries
}
