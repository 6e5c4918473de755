//! Helpers for text: length, refused characters, case and normalisation.

use alloc::string::String;

/// Whether there are more characters than `max`.
pub(crate) fn is_longer_than(text: &str, max: u32) -> bool {
    length(text) > max as usize
}

/// Whether there are fewer characters than `min`.
pub(crate) fn is_shorter_than(text: &str, min: u32) -> bool {
    length(text) < min as usize
}

/// Characters, counted by their first bytes: `chars().count()` is as fast and six times as large.
fn length(text: &str) -> usize {
    text.bytes().filter(|byte| byte & 0xC0 != 0x80).count()
}

/// What is before and after the first such ASCII character.
///
/// This and its mirror image look at bytes because the searchers of core's `split_once` would be
/// among the largest functions of the WASM; with ASCII the cut is always between two characters.
pub(crate) fn split_once(text: &str, separator: u8) -> Option<(&str, &str)> {
    cut_out(text, text.bytes().position(|byte| byte == separator)?)
}

/// What is before and after the last such ASCII character.
pub(crate) fn rsplit_once(text: &str, separator: u8) -> Option<(&str, &str)> {
    cut_out(text, text.bytes().rposition(|byte| byte == separator)?)
}

fn cut_out(text: &str, position: usize) -> Option<(&str, &str)> {
    Some((text.get(..position)?, text.get(position + 1..)?))
}

/// Whether no text may have the character; a line break counts, and is the caller's exception.
///
/// Besides the control characters (PostgreSQL cannot store NUL; the others forge lines in logs and
/// mails) these are the two separators that some readers take for line breaks, and the overrides
/// and isolates of direction, with which a name can rearrange the text around it on another's
/// screen. The plain direction marks U+200E and U+200F stay: names in Arabic and Hebrew need them.
pub(crate) fn is_refused(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether there is nothing but visible ASCII and spaces, as nearly all text in these forms is: it needs
/// no second look, and has as many characters as bytes.
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// The text with one character for each line break, as browsers count them in a form, though they
/// send two.
///
/// `str::replace` would bring a searcher for any text into the WASM.
pub(crate) fn with_plain_line_breaks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\r' || characters.peek() != Some(&'\n') {
            plain.push(character);
        }
    }
    plain
}

/// Equality that ignores case in Latin, Greek and Cyrillic.
///
/// The full tables of Unicode would be the largest part of the WASM, and the browser's count of
/// distinct entries must be the server's, so both use this.
pub(crate) fn eq_ignoring_case(one: &str, other: &str) -> bool {
    one.chars().map(small).eq(other.chars().map(small))
}

fn small(character: char) -> char {
    let step = match character {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => 32,
        'Ѐ'..='Џ' => 80,
        _ => 0,
    };
    char::from_u32(u32::from(character) + step).unwrap_or(character)
}

/// The text in normalisation form KC, so that a password is the same from every keyboard.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn nfkc(raw: &str) -> String {
    use unicode_normalization::UnicodeNormalization;

    if raw.is_ascii() {
        return String::from(raw);
    }
    // Sized first, for a buffer that grew would leave copies of a password behind.
    let bytes = raw.nfkc().map(char::len_utf8).sum();
    let mut normalised = String::with_capacity(bytes);
    normalised.extend(raw.nfkc());
    normalised
}

/// The text as it is: in the browser the caller has normalised it with
/// `String.prototype.normalize("NFKC")`, whose tables would be a hundred times this crate.
#[cfg(target_arch = "wasm32")]
pub(crate) fn nfkc(normalised: &str) -> String {
    String::from(normalised)
}
