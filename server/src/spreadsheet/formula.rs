//! Keeps what people typed from being run as a formula: an apostrophe in front makes it plain text.
//!
//! A formula could send the contents of the table elsewhere. The list of characters is OWASP's ("CSV Injection"), and
//! the wide forms of the visible ones, which some programs take for the narrow ones.

use std::borrow::Cow;

/// The characters that begin a formula, or that are skipped before one.
const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Returns the text for a cell of an export.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    match is_formula(text) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

/// Returns the text of an exported cell, as it was before the export.
pub(super) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text) => text,
        _ => cell,
    }
}

/// Whether a text needs the guard. A text that looks guarded already does, too, so that an import restores it.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(BEGINNINGS)
}
