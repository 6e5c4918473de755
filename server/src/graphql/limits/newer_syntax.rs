//! Rewrites what the specification's edition of September 2025 added and async-graphql's parser does not know:
//! descriptions of operations, fragments and variables, `\u{…}`, and surrogate pairs.
//!
//! A description becomes white space and an escape becomes its character, so the positions of errors stay right, except
//! behind an escape in its line.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

use async_graphql::ServerError;

use super::refusal::refusal;
use super::scan;

/// Returns the document in the syntax that the parser knows.
pub(super) fn rewritten(text: &str) -> Result<Cow<'_, str>, ServerError> {
    if !text.contains('"') {
        return Ok(Cow::Borrowed(text));
    }
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    // The brackets that are open, and the last token.
    let mut open: Vec<u8> = Vec::new();
    let mut previous = b' ';
    while let Some((token, after)) = next(rest) {
        rest = after;
        let first = token.as_bytes().first().copied().unwrap_or_default();
        match first {
            b'"' if is_description(&open, previous) => written.extend(token.chars().map(blank)),
            b'"' if token.starts_with("\"\"\"") => written.push_str(token),
            b'"' => write_string(token, &mut written)?,
            _ => written.push_str(token),
        }
        match first {
            b'{' | b'(' | b'[' => open.push(first),
            b'}' | b')' | b']' => drop(open.pop()),
            _ => {}
        }
        if !first.is_ascii_whitespace() && !matches!(first, b'#' | b',') {
            previous = first;
        }
    }
    Ok(Cow::Owned(written))
}

/// Splits the next token, or what is ignored before it, from a text.
fn next(text: &str) -> Option<(&str, &str)> {
    let (_, after) = scan::next(text.as_bytes())?;
    // Tokens end at ASCII characters, so this is always a boundary.
    text.split_at_checked(text.len() - after.len())
}

/// Whether a string here describes what follows: at the top, or among the definitions of variables. A default comes after
/// an equals sign, and an argument of a directive after a colon.
fn is_description(open: &[u8], previous: u8) -> bool {
    match open {
        [] => true,
        [b'('] => !matches!(previous, b'=' | b':'),
        _ => false,
    }
}

fn blank(character: char) -> char {
    match character {
        '\n' | '\r' => character,
        _ => ' ',
    }
}

fn write_string(token: &str, written: &mut String) -> Result<(), ServerError> {
    let mut characters = token.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' {
            written.push(character);
            continue;
        }
        match characters.next() {
            Some('u') => {
                let escaped = escaped(&mut characters).ok_or_else(invalid_escape)?;
                write_character(escaped, written);
            }
            Some(other) => written.extend(['\\', other]),
            None => written.push('\\'),
        }
    }
    Ok(())
}

/// Reads a character behind `\u`.
fn escaped(characters: &mut Peekable<Chars<'_>>) -> Option<char> {
    let unit = code(characters)?;
    if !(0xD800..0xDC00).contains(&unit) {
        return char::from_u32(unit);
    }
    // The first half of a surrogate pair.
    let is_pair = characters.next() == Some('\\') && characters.next() == Some('u');
    let second = code(characters).filter(|second| (0xDC00..0xE000).contains(second));
    let second = second.filter(|_| is_pair)?;
    char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00))
}

/// Reads four hexadecimal digits, or any number of them in braces.
fn code(characters: &mut Peekable<Chars<'_>>) -> Option<u32> {
    if characters.next_if_eq(&'{').is_none() {
        return (0..4).try_fold(0, |code, _| {
            Some(code * 16 + characters.next()?.to_digit(16)?)
        });
    }
    let mut code = 0_u32;
    let mut digits = 0;
    loop {
        match characters.next()? {
            '}' => return (digits > 0).then_some(code),
            digit => code = code.checked_mul(16)?.checked_add(digit.to_digit(16)?)?,
        }
        digits += 1;
    }
}

/// Writes a character, escaped if a string cannot contain it as it is.
fn write_character(character: char, written: &mut String) {
    if character.is_control() || matches!(character, '"' | '\\') {
        written.push_str(&format!("\\u{:04X}", u32::from(character)));
    } else {
        written.push(character);
    }
}

fn invalid_escape() -> ServerError {
    refusal(
        "Syntax error: a string has an invalid Unicode escape: write \\u{1F600}, \\u00E9 or a pair of surrogates.",
    )
}
