//! Rewrites what the specification's edition of September 2025 added and async-graphql's parser does not know:
//! descriptions of operations, fragments and variables, `\u{…}`, and surrogate pairs.
//!
//! A description becomes white space and an escape becomes its character, so the positions of errors stay right, except
//! after an escape in its line.

use std::borrow::Cow;
use std::fmt::Write;
use std::iter::Peekable;
use std::str::Chars;

use async_graphql::{Pos, ServerError};

use super::refusal::refusal_at;
use super::scan;

/// What a definition can begin with, if it has a description.
const DEFINITIONS: [&str; 4] = ["query", "mutation", "subscription", "fragment"];

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
            b'"' if is_description(&open, previous, token, after) => {
                written.extend(token.chars().map(blank));
            }
            b'"' if token.starts_with("\"\"\"") => written.push_str(token),
            b'"' => write_string(token, &mut written).ok_or_else(|| {
                let start = text.len() - after.len() - token.len();
                invalid_escape(position(text, start))
            })?,
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
    Some(
        text.split_at_checked(text.len() - after.len())
            .unwrap_or((text, "")),
    )
}

/// Whether a string describes what follows it: a definition, or a variable among the definitions of variables.
fn is_description(open: &[u8], previous: u8, token: &str, after: &str) -> bool {
    let is_terminated = token.len() > 1 && token.ends_with('"');
    let mut following = after;
    while let Some((token, rest)) = next(following)
        && (token.starts_with('#') || token.trim_matches(is_ignored).is_empty())
    {
        following = rest;
    }
    let is_at_place = match open {
        [] => {
            let keyword = next(following).map(|(token, _)| token);
            let is_definition = keyword.is_some_and(|keyword| DEFINITIONS.contains(&keyword));
            is_definition && matches!(previous, b' ' | b'}')
        }
        [b'('] => following.starts_with('$') && !matches!(previous, b'=' | b':'),
        _ => false,
    };
    is_terminated && is_at_place
}

fn is_ignored(character: char) -> bool {
    character.is_ascii_whitespace() || matches!(character, ',' | '\u{feff}')
}

fn blank(character: char) -> char {
    match character {
        '\n' | '\r' => character,
        _ => ' ',
    }
}

/// Writes a string with its escapes; `None` if one of them is no character.
fn write_string(token: &str, written: &mut String) -> Option<()> {
    let mut characters = token.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' {
            written.push(character);
            continue;
        }
        match characters.next() {
            Some('u') => write_character(escaped(&mut characters)?, written),
            Some(other) => written.extend(['\\', other]),
            None => written.push('\\'),
        }
    }
    Some(())
}

/// Reads a character behind `\u`.
fn escaped(characters: &mut Peekable<Chars<'_>>) -> Option<char> {
    if characters.next_if_eq(&'{').is_some() {
        return char::from_u32(code_in_braces(characters)?);
    }
    let unit = four_digits(characters)?;
    if !(0xD800..0xDC00).contains(&unit) {
        return char::from_u32(unit);
    }
    // The first half of a surrogate pair.
    let is_pair = characters.next() == Some('\\') && characters.next() == Some('u');
    let second = is_pair.then(|| four_digits(characters)).flatten();
    let second = second.filter(|second| (0xDC00..0xE000).contains(second))?;
    char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00))
}

fn four_digits(characters: &mut Peekable<Chars<'_>>) -> Option<u32> {
    (0..4).try_fold(0, |code, _| {
        Some(code * 16 + characters.next()?.to_digit(16)?)
    })
}

fn code_in_braces(characters: &mut Peekable<Chars<'_>>) -> Option<u32> {
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
        let _ = write!(written, "\\u{:04X}", u32::from(character));
    } else {
        written.push(character);
    }
}

fn invalid_escape(position: Pos) -> ServerError {
    let message = "Syntax error: a string has an invalid Unicode escape. Write \\u00E9, \\u{1F600} or a pair of surrogates.";
    refusal_at(position, message)
}

/// The position of a byte in a document.
fn position(text: &str, byte: usize) -> Pos {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    Pos {
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
    }
}
