//! Scans a document's text before the recursive parser runs: counts tokens and open brackets.
//!
//! Invariant: as far as the parser can get, this scan sees the same strings and comments as the parser, so that it
//! counts every bracket that makes the parser recurse. The parser refuses text that is not GraphQL; here it is only
//! counted.

use async_graphql::ServerError;

use super::refusal::refusal;
use crate::config::limits::DocumentLimits;

/// Refuses a document that has too many tokens, or too many brackets open at once.
pub(super) fn within_limits(text: &str, limits: &DocumentLimits) -> Result<(), ServerError> {
    let mut rest = text.as_bytes();
    let mut tokens = 0_usize;
    let mut open = 0_usize;
    while let Some((token, after)) = next(rest) {
        rest = after;
        tokens += usize::from(token != Token::Nothing);
        match token {
            Token::Open => open += 1,
            Token::Close => open = open.saturating_sub(1),
            Token::Other | Token::Nothing => {}
        }
        if tokens > limits.tokens {
            return Err(refusal(format!(
                "The document has more than {} tokens.",
                limits.tokens
            )));
        }
        if open > limits.nesting {
            return Err(refusal(format!(
                "The document nests more than {} brackets within each other.",
                limits.nesting
            )));
        }
    }
    Ok(())
}

/// A kind of token, or what is ignored between tokens.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Token {
    Open,
    Close,
    Other,
    Nothing,
}

/// Returns the next token and the text after it.
pub(super) fn next(text: &[u8]) -> Option<(Token, &[u8])> {
    let (&first, after) = text.split_first()?;
    Some(match first {
        b'{' | b'(' | b'[' => (Token::Open, after),
        b'}' | b')' | b']' => (Token::Close, after),
        b'#' => (
            Token::Nothing,
            skip_while(after, |byte| byte != b'\n' && byte != b'\r'),
        ),
        b'"' => (Token::Other, after_string(after)),
        b'.' => (Token::Other, skip_while(after, |byte| byte == b'.')),
        byte if is_ignored(byte) => (Token::Nothing, skip_while(after, is_ignored)),
        byte if is_word(byte) => (Token::Other, skip_while(after, is_word)),
        _ => (Token::Other, after),
    })
}

fn is_ignored(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn skip_while(text: &[u8], skipped: impl Fn(u8) -> bool) -> &[u8] {
    let end = text
        .iter()
        .position(|&byte| !skipped(byte))
        .unwrap_or(text.len());
    text.get(end..).unwrap_or_default()
}

/// Returns the text after a string whose first quote has been read.
fn after_string(text: &[u8]) -> &[u8] {
    let Some(block) = text.strip_prefix(b"\"\"") else {
        return after_line_string(text);
    };
    // To the parser, an unterminated block string is the empty string `""` and one more quote.
    after_block_string(block).unwrap_or_else(|| text.get(1..).unwrap_or_default())
}

fn after_line_string(mut text: &[u8]) -> &[u8] {
    while let Some((&byte, after)) = text.split_first() {
        text = after;
        match byte {
            b'"' | b'\n' | b'\r' => return text,
            b'\\' => text = text.get(1..).unwrap_or_default(),
            _ => {}
        }
    }
    text
}

fn after_block_string(mut text: &[u8]) -> Option<&[u8]> {
    loop {
        if let Some(after) = text.strip_prefix(b"\\\"\"\"") {
            text = after;
        } else if let Some(after) = text.strip_prefix(b"\"\"\"") {
            return Some(after);
        } else {
            text = text.get(1..)?;
        }
    }
}
