//! Limits what the log keeps of unchecked input: never what may be a password that was typed into the wrong field.

use rules::{Email, Username};
use serde_json::Value;

/// Characters of unchecked input that the log keeps. No address of a member is longer: 64 before the "@", and a domain.
const KEPT: usize = 128;
/// Characters of one profile field, and entries of one list; no valid one is longer.
const KEPT_TEXT: usize = 500;
const KEPT_ENTRIES: usize = 5;
/// Characters of a token that the log may show.
const TOKEN_PREFIX: usize = 10;

/// Marks text that was longer.
const TRUNCATED: char = '…';

const NOT_AN_ADDRESS: &str = "[not an address]";
const NOT_A_USERNAME: &str = "[not a username]";
const UNKNOWN_USERNAME: &str = "[unknown username]";

/// The input of an email address field.
pub(super) fn address(text: &str) -> Value {
    match Email::is_well_formed(text) {
        true => kept(text),
        false => NOT_AN_ADDRESS.into(),
    }
}

/// The username chosen for an administrator.
pub(super) fn username(text: &str) -> Value {
    match Username::parse(text) {
        Ok(_) => kept(text),
        Err(_) => NOT_A_USERNAME.into(),
    }
}

/// The address or username of a sign-in as an administrator. A password may look like a username, so only the usernames
/// of administrators are kept.
pub(super) fn administrator(text: &str, is_known: bool) -> Value {
    match is_known || Email::is_well_formed(text) {
        true => kept(text),
        false => UNKNOWN_USERNAME.into(),
    }
}

/// Unchecked input, without control characters and cut to a maximum length. What surrounds an address is left out, so
/// that the deletion of an account finds its address in the log.
pub(super) fn kept(text: &str) -> Value {
    let is_kept = |character: &char| !character.is_control();
    truncated(rules::trimmed(text).chars().filter(is_kept), KEPT)
}

fn truncated(mut characters: impl Iterator<Item = char>, length: usize) -> Value {
    let mut text: String = characters.by_ref().take(length).collect();
    if characters.next().is_some() {
        text.push(TRUNCATED);
    }
    text.into()
}

/// The same for a whole value: a member's input is not checked yet when it is recorded.
pub(super) fn kept_value(value: Value) -> Value {
    match value {
        Value::String(text) => {
            let is_kept = |character: &char| !character.is_control() || *character == '\n';
            truncated(text.chars().filter(is_kept), KEPT_TEXT)
        }
        Value::Array(entries) => entries
            .into_iter()
            .take(KEPT_ENTRIES)
            .map(kept_value)
            .collect(),
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(name, value)| (name, kept_value(value)))
                .collect(),
        ),
        other => other,
    }
}

/// The start of a token.
pub(super) fn prefix(token: &str) -> Value {
    let prefix: String = token
        .chars()
        .filter(|character| !character.is_control())
        .take(TOKEN_PREFIX)
        .collect();
    prefix.into()
}
