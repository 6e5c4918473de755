//! Helpers for text: white space, length, refused characters and case.
//!
//! They work on the bytes of well-formed UTF-8, where the first byte of a character never occurs inside another
//! character. In the WASM a text arrives as bytes, and turning them into a `str` would cost more than the rules do.

use alloc::string::String;

/// Returns the text without surrounding white space and blank characters; empty if no character can be seen.
///
/// Joiners, direction marks and other invisible characters inside words and emoji stay, because they change how the
/// characters next to them look.
pub(crate) fn trim(text: &[u8]) -> &[u8] {
    let trimmed = trim_by(text, blank);
    if trim_address(trimmed).is_empty() {
        &[]
    } else {
        trimmed
    }
}

/// Returns the text without surrounding white space and invisible characters. Programs put them around addresses, which
/// have no use for any of them.
pub(crate) fn trim_address(text: &[u8]) -> &[u8] {
    trim_by(text, invisible)
}

/// The same for a `str`.
pub(crate) fn trim_str(text: &str) -> &str {
    as_str(trim(text.as_bytes()))
}

/// The text without the white space and the invisible characters around it: contact lists and chat programs put those
/// around addresses.
#[must_use]
pub fn trimmed(text: &str) -> &str {
    as_str(trim_address(text.as_bytes()))
}

/// Invariant: only whole characters were removed from the text, so it is well-formed.
fn as_str(text: &[u8]) -> &str {
    core::str::from_utf8(text).unwrap_or_default()
}

/// Removes the characters at both ends whose length in bytes `unwanted` returns.
fn trim_by(mut text: &[u8], unwanted: fn(&[u8]) -> usize) -> &[u8] {
    loop {
        // Nearly every text begins and ends like this.
        if let [b'!'..=b'~', .., b'!'..=b'~'] = text {
            return text;
        }
        let before = unwanted(text);
        text = text.get(before..).unwrap_or_default();
        let after = at_end(text, unwanted);
        text = text.get(..text.len() - after).unwrap_or_default();
        if before + after == 0 {
            return text;
        }
    }
}

/// The length in bytes of an unwanted character at the end of the text.
fn at_end(text: &[u8], unwanted: fn(&[u8]) -> usize) -> usize {
    for bytes in 1..=4 {
        let end = text
            .len()
            .checked_sub(bytes)
            .and_then(|start| text.get(start..));
        if end.map(unwanted) == Some(bytes) {
            return bytes;
        }
    }
    0
}

/// The length in bytes of the character at the start of the text, if it is white space or looks like a space or like
/// nothing, wherever it is.
fn blank(text: &[u8]) -> usize {
    match text {
        [b'\t'..=b'\r' | b' ', ..] => 1,
        // U+0085, U+00A0 and the soft hyphen U+00AD
        [0xC2, 0x85 | 0xA0 | 0xAD, ..] => 2,
        // U+1680
        [0xE1, 0x9A, 0x80, ..]
        // U+2000 to the zero-width space U+200B, U+2028, U+2029 and U+202F
        | [0xE2, 0x80, 0x80..=0x8B | 0xA8 | 0xA9 | 0xAF, ..]
        // U+205F and the word joiner U+2060
        | [0xE2, 0x81, 0x9F | 0xA0, ..]
        // The blank of Braille U+2800
        | [0xE2, 0xA0, 0x80, ..]
        // U+3000
        | [0xE3, 0x80, 0x80, ..]
        // The fillers of Hangul U+3164 and U+FFA0
        | [0xE3, 0x85, 0xA4, ..] | [0xEF, 0xBE, 0xA0, ..]
        // The byte order mark U+FEFF
        | [0xEF, 0xBB, 0xBF, ..] => 3,
        _ => 0,
    }
}

/// The length in bytes of the character at the start of the text, if it is blank or cannot be seen by itself: Unicode's
/// property Default_Ignorable_Code_Point, and the annotation characters U+FFF9 to U+FFFB.
fn invisible(text: &[u8]) -> usize {
    match text {
        // U+034F and U+061C
        [0xCD, 0x8F, ..] | [0xD8, 0x9C, ..] => 2,
        // U+115F and U+1160
        [0xE1, 0x85, 0x9F | 0xA0, ..]
        // U+17B4 and U+17B5
        | [0xE1, 0x9E, 0xB4 | 0xB5, ..]
        // U+180B to U+180F
        | [0xE1, 0xA0, 0x8B..=0x8F, ..]
        // U+200C to U+200F, and U+202A to U+202E
        | [0xE2, 0x80, 0x8C..=0x8F | 0xAA..=0xAE, ..]
        // U+2061 to U+206F
        | [0xE2, 0x81, 0xA1..=0xAF, ..]
        // U+FE00 to U+FE0F
        | [0xEF, 0xB8, 0x80..=0x8F, ..]
        // U+FFF0 to U+FFFB
        | [0xEF, 0xBF, 0xB0..=0xBB, ..] => 3,
        // U+1BCA0 to U+1BCA3
        [0xF0, 0x9B, 0xB2, 0xA0..=0xA3, ..]
        // U+1D173 to U+1D17A
        | [0xF0, 0x9D, 0x85, 0xB3..=0xBA, ..]
        // U+E0000 to U+E0FFF
        | [0xF3, 0xA0, _, _, ..] => 4,
        _ => blank(text),
    }
}

/// Whether a character cannot be seen by itself. White space counts.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    invisible(character.encode_utf8(&mut [0; 4]).as_bytes()) > 0
}

/// Whether there are more characters than `max`.
pub(crate) fn is_longer_than(text: &[u8], max: u32) -> bool {
    length(text) > max as usize
}

/// Whether there are fewer characters than `min`.
pub(crate) fn is_shorter_than(text: &[u8], min: u32) -> bool {
    length(text) < min as usize
}

/// The number of characters, counted by their first bytes.
pub(crate) fn length(text: &[u8]) -> usize {
    let mut length = 0;
    for byte in text {
        length += usize::from(byte & 0xC0 != 0x80);
    }
    length
}

/// The text before and after the first occurrence of an ASCII character.
pub(crate) fn split_once(text: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    split_at(text, text.iter().position(|byte| *byte == separator)?)
}

/// The text before and after the last occurrence of an ASCII character.
pub(crate) fn rsplit_once(text: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    split_at(text, text.iter().rposition(|byte| *byte == separator)?)
}

fn split_at(text: &[u8], position: usize) -> Option<(&[u8], &[u8])> {
    Some((text.get(..position)?, text.get(position + 1..)?))
}

/// Whether there is a character that is not allowed in any text; line breaks count, unless `has_lines`.
///
/// These are the control characters (PostgreSQL cannot store NUL; the others can forge lines in logs and emails), the
/// two separators that some programs treat as line breaks, and the overrides and isolates of direction, with which a
/// name can rearrange the text around it on another user's screen. The plain direction marks U+200E and U+200F are
/// allowed: names in Arabic and Hebrew need them.
pub(crate) fn has_refused(mut text: &[u8], has_lines: bool) -> bool {
    loop {
        text = match text {
            [] => return false,
            [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..] if has_lines => rest,
            [0..=0x1F | 0x7F, ..]
            // U+0080 to U+009F
            | [0xC2, 0x80..=0x9F, ..]
            // U+2028 to U+202E
            | [0xE2, 0x80, 0xA8..=0xAE, ..]
            // U+2066 to U+2069
            | [0xE2, 0x81, 0xA6..=0xA9, ..] => return true,
            [_, rest @ ..] => rest,
        }
    }
}

/// Whether the text has only visible ASCII and spaces, and line breaks if it `has_lines`, as nearly all text in these
/// forms does: it needs no further checks, and has as many characters as bytes.
pub(crate) fn is_plain(text: &[u8], has_lines: bool) -> bool {
    let (eights, rest) = text.as_chunks::<8>();
    for eight in eights {
        if !is_visible(*eight) && !is_plain_bytewise(eight, has_lines) {
            return false;
        }
    }
    is_plain_bytewise(rest, has_lines)
}

fn is_plain_bytewise(text: &[u8], has_lines: bool) -> bool {
    for byte in text {
        let is_line_break = has_lines && *byte == b'\n';
        if !is_line_break && !matches!(byte, b' '..=b'~') {
            return false;
        }
    }
    true
}

/// Checks eight bytes at a time. A byte below the space borrows and one above the tilde carries into its highest bit;
/// unless a highest bit is set already, neither reaches a byte next to it that is visible.
fn is_visible(eight: [u8; 8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let bytes = u64::from_le_bytes(eight);
    let below = bytes.wrapping_sub(ONES * 0x20);
    let above = bytes.wrapping_add(ONES);
    (bytes | below | above) & (ONES * 0x80) == 0
}

/// The number of line breaks that are written as two characters; browsers send two and count one.
pub(crate) fn count_long_line_breaks(text: &[u8]) -> usize {
    text.windows(2).filter(|pair| *pair == b"\r\n").count()
}

/// The text with one character for each line break.
pub(crate) fn with_plain_line_breaks(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// The text with one character for each line break, however a program wrote it.
pub(crate) fn with_plain_breaks_of_all_kinds(text: &str) -> String {
    with_plain_line_breaks(text).replace(
        ['\r', '\u{0B}', '\u{0C}', '\u{85}', '\u{2028}', '\u{2029}'],
        "\n",
    )
}

/// Compares texts and ignores case in Latin, Greek and Cyrillic.
///
/// The full tables of Unicode would be the largest part of the WASM, and the browser must count the same distinct
/// entries as the server, so both use this function.
pub(crate) fn eq_ignoring_case(one: &[u8], other: &[u8]) -> bool {
    let mut before = (0, 0);
    for pair in one.iter().zip(other) {
        if small(before.0, *pair.0) != small(before.1, *pair.1) {
            return false;
        }
        before = (*pair.0, *pair.1);
    }
    // None of these characters changes its length with its case.
    one.len() == other.len()
}

/// A number for the byte that ignores case: the lowercase letter for the last byte of an ASCII or two-byte character.
/// Longer characters have no case here.
fn small(before: u8, byte: u8) -> u32 {
    let character = match (before, byte) {
        (0xC2..=0xDF, _) => u32::from(before & 0x1F) << 6 | u32::from(byte & 0x3F),
        (_, 0xC2..=0xDF) => 0,
        (_, 0x80..) => u32::from(byte) << 16,
        _ => u32::from(byte),
    };
    character + step(character)
}

/// The distance from a capital letter to its lowercase letter; 0 for other characters.
fn step(character: u32) -> u32 {
    match character {
        // A to Z, À to Þ without the multiplication sign, Α to Ϋ without a gap, А to Я
        0x41..=0x5A | 0xC0..=0xD6 | 0xD8..=0xDE | 0x391..=0x3A1 | 0x3A3..=0x3AB | 0x410..=0x42F => {
            32
        }
        // Ѐ to Џ
        0x400..=0x40F => 80,
        // Ā to Ŷ, where each capital letter is followed by its lowercase letter, except İ
        0x100..=0x12F | 0x132..=0x137 | 0x14A..=0x177 => !character & 1,
        // Ĺ to Ň, and Ź to Ž
        0x139..=0x148 | 0x179..=0x17E => character & 1,
        _ => 0,
    }
}

/// Returns the text in normalization form C, so that equal texts have equal characters, whatever keyboard they come
/// from.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn nfc(raw: &str) -> String {
    use unicode_normalization::UnicodeNormalization;

    match unicode_normalization::is_nfc(raw) {
        true => String::from(raw),
        false => raw.nfc().collect(),
    }
}

/// Returns the text unchanged: in the browser the caller has normalized it with `String.prototype.normalize`, whose
/// tables would be a hundred times the size of this crate.
#[cfg(target_arch = "wasm32")]
pub(crate) fn nfc(normalized: &str) -> String {
    String::from(normalized)
}

/// Returns the text in normalization form KC, so that a password is the same from every keyboard.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn nfkc(raw: &str) -> String {
    use unicode_normalization::UnicodeNormalization;

    if raw.is_ascii() {
        return String::from(raw);
    }
    // Sized first, because a buffer that grows would leave copies of a password in memory.
    let bytes = raw.nfkc().map(char::len_utf8).sum();
    let mut normalized = String::with_capacity(bytes);
    normalized.extend(raw.nfkc());
    normalized
}

/// Returns the text unchanged, as `nfc` does there.
#[cfg(target_arch = "wasm32")]
pub(crate) fn nfkc(normalized: &str) -> String {
    String::from(normalized)
}
