//! Reads what a hook responds: `{"allow": true, "data": {…}}` or `{"allow": false, "message": "…"}`.
//!
//! Anything else is a failure of the hook, also a change that it may not make or that the rules do not allow.

use super::Question;
use super::failure::Failure;
use crate::signals::signal::Data;
use crate::users::profile_fields::{self, PROFILE_FIELDS};
use rules::MemberRole;
use serde::Deserialize;
use serde_json::Value;

/// A hook may not choose a picture: which URLs an account may have is known only inside the transaction.
const PICTURE: &str = "profilePictureUrl";
/// Characters of a message that people are shown.
const MAX_MESSAGE: usize = 300;

/// What a hook decided.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Continue with this data.
    Allowed(Data),
    /// Refuse with this sentence; it may be empty.
    Refused(String),
}

#[derive(Deserialize)]
struct Response {
    allow: bool,
    #[serde(default)]
    data: Option<Data>,
    #[serde(default)]
    message: Option<String>,
}

/// Reads the response to a question.
///
/// # Errors
/// `Unavailable` when it is not a verdict, `Unusable` when its changes cannot be made.
pub(super) fn read(question: &Question, body: &[u8]) -> Result<Verdict, Failure> {
    let response: Response = serde_json::from_slice(body)
        .map_err(|_| Failure::Unavailable("the response is not a verdict".to_owned()))?;
    if !response.allow {
        let message = response.message.unwrap_or_default();
        return Ok(Verdict::Refused(shown(&message)));
    }
    let changes = response.data.unwrap_or_default();
    accept(question, changes)
        .map(Verdict::Allowed)
        .map_err(Failure::Unusable)
}

/// Applies changes to the data. What the response leaves out does not change.
fn accept(question: &Question, changes: Data) -> Result<Data, String> {
    let mut data = question.data.clone();
    for (name, value) in changes {
        if data.get(&name) == Some(&value) {
            continue;
        }
        check_name(question, &name)?;
        if name == "role" {
            check_role(question, &value)?;
        }
        data.insert(name, value);
    }
    let is_valid = |data: &Data| {
        let profile = profile_fields::from_data(data).ok()?;
        profile.parse().ok()
    };
    match is_valid(&data) {
        Some(_) => Ok(data),
        None => Err("the changes break the rules".to_owned()),
    }
}

fn check_name(question: &Question, name: &str) -> Result<(), String> {
    let is_field = name == "role" || PROFILE_FIELDS.iter().any(|field| field.name == name);
    if is_field && name != PICTURE && question.topic.has_profile() {
        return Ok(());
    }
    let named = question.data.contains_key(name) || is_field;
    Err(match named {
        true => format!("the response changes {name}, which it may not"),
        false => "the response has a field that does not exist".to_owned(),
    })
}

/// A member may get the other role of members; an administrator keeps theirs.
fn check_role(question: &Question, role: &Value) -> Result<(), String> {
    let is_of_members = role
        .as_str()
        .is_some_and(|role| MemberRole::parse(role).is_ok());
    match is_of_members && question.may_change_role {
        true => Ok(()),
        false => Err("the response has a role that it may not give".to_owned()),
    }
}

/// A message as people are shown it: one line, and not long.
fn shown(message: &str) -> String {
    let spaced = |character: char| match character {
        '\u{2028}' | '\u{2029}' => ' ',
        character if character.is_control() => ' ',
        character => character,
    };
    let message: String = message.chars().map(spaced).filter(is_shown).collect();
    rules::trimmed(&message).chars().take(MAX_MESSAGE).collect()
}

/// Characters that turn the direction of text could make it say something else.
fn is_shown(character: &char) -> bool {
    !matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
