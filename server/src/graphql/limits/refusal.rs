//! The errors of the query limits.

use async_graphql::{ErrorExtensionValues, Pos, ServerError, parser};

/// An error that refuses the document, with a message for its author.
pub(super) fn refusal(message: impl Into<String>) -> ServerError {
    coded(message, "BAD_USER_INPUT", 400)
}

/// An error with another code.
pub(super) fn coded(message: impl Into<String>, code: &str, status: i32) -> ServerError {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code);
    extensions.set("status", status);
    let mut error = ServerError::new(message, None);
    error.extensions = Some(extensions);
    error
}

/// An error with a position in the document.
pub(super) fn refusal_at(position: Pos, message: impl Into<String>) -> ServerError {
    let mut refusal = refusal(message);
    refusal.locations = vec![position];
    refusal
}

/// A syntax error, with its position.
///
/// The parser's own message quotes the whole line, which may be the whole document. Only its last line, which says what
/// was expected, is returned.
pub(super) fn syntax(error: parser::Error) -> ServerError {
    let message = error.to_string();
    let last_line = message.lines().last().unwrap_or_default();
    let fault = last_line.trim_start_matches([' ', '=']);
    let mut refusal = refusal(format!("Syntax error: {fault}"));
    refusal.locations = error.positions().collect();
    refusal
}
