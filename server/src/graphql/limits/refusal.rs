//! How the query limits says no.

use async_graphql::{ErrorExtensionValues, Pos, ServerError, parser};

/// A refusal of the document, with a sentence for the person who wrote it.
pub(super) fn refusal(message: impl Into<String>) -> ServerError {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", "BAD_USER_INPUT");
    extensions.set("status", 400);
    let mut error = ServerError::new(message, None);
    error.extensions = Some(extensions);
    error
}

/// A refusal that points to a place in the document.
pub(super) fn refusal_at(position: Pos, message: impl Into<String>) -> ServerError {
    let mut refusal = refusal(message);
    refusal.locations = vec![position];
    refusal
}

/// A fault in the syntax, with its place.
///
/// The parser's own message quotes the whole line, which may be the whole document; only its last line,
/// the one that says what was expected, is passed on.
pub(super) fn syntax(error: parser::Error) -> ServerError {
    let message = error.to_string();
    let last_line = message.lines().last().unwrap_or_default();
    let fault = last_line.trim_start_matches([' ', '=']);
    let mut refusal = refusal(format!("Syntax error: {fault}"));
    refusal.locations = error.positions().collect();
    refusal
}
