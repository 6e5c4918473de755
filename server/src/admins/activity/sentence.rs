//! The sentence that says what happened.

use super::entry::{Entry, Partner};
use super::kinds::ActivityKind;
use crate::entities::user::Model;
use crate::ids::UserId;
use crate::signals::Cause;
use crate::signals::redact::REDACTED;
use strum::VariantArray;

/// Stands for a person whose account was deleted.
pub const DELETED: &str = "[deleted]";

/// Returns a person's name, or the address if there is none.
#[must_use]
pub fn name(user: &Model) -> String {
    let name = format!("{} {}", user.first_name, user.last_name);
    match name.trim() {
        "" => user.email.clone(),
        name => name.to_owned(),
    }
}

/// Returns the sentence of an entry. `name` returns the name of an account, or `DELETED`.
pub fn sentence(entry: &Entry, name: impl Fn(UserId) -> String) -> String {
    let name = |id: UserId| match entry.impersonator_id() {
        Some(impersonator) if entry.actor_id() == Some(id) => {
            format!("{}, as {},", name(impersonator), name(id))
        }
        _ => name(id),
    };
    let fill = |placeholder: &str| match placeholder {
        "actor" => entry.actor_id().map_or_else(someone, &name),
        "person" => person(entry, name),
        "partner" => partner(entry, name),
        "suspicion" => suspicion(entry, name),
        _ => object(entry),
    };
    let sentence = filled(template(entry), fill);
    match (reason(entry), sentence.strip_suffix('.')) {
        (Some(reason), Some(sentence)) => format!("{sentence} ({reason})."),
        _ => sentence,
    }
}

/// An example of a kind's sentence, for the documentation of the API.
#[must_use]
pub fn example(template: &str) -> String {
    filled(template, |placeholder| {
        match placeholder {
            "actor" => "Max Powell",
            "person" => "Jo Bruin",
            "partner" => "Kim Lee",
            _ => "…",
        }
        .to_owned()
    })
}

fn template(entry: &Entry) -> &'static str {
    let report = &entry.report;
    let actor = entry.actor_id();
    let special = match actor {
        None => report.by_nobody,
        Some(_) if actor == entry.signal.user_id => None,
        Some(actor) if entry.partner() == Partner::Account(actor) => {
            report.by_partner.or(report.by_others)
        }
        Some(_) => report.by_others,
    };
    special.unwrap_or(report.own)
}

/// Replaces the placeholders in one pass, so that a name with braces stays as it is.
fn filled(template: &str, fill: impl Fn(&str) -> String) -> String {
    let mut sentence = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        sentence.push_str(before);
        let (placeholder, after) = after.split_once('}').unwrap_or((after, ""));
        sentence.push_str(&fill(placeholder));
        rest = after;
    }
    sentence.push_str(rest);
    sentence
}

fn someone() -> String {
    "someone".to_owned()
}

/// The account that it is about, or what was typed.
fn person(entry: &Entry, name: impl Fn(UserId) -> String) -> String {
    if let Some(id) = entry.signal.user_id {
        return name(id);
    }
    let typed = entry.text("email").or_else(|| entry.text("username"));
    typed.map_or_else(someone, shown)
}

fn partner(entry: &Entry, name: impl Fn(UserId) -> String) -> String {
    match entry.partner() {
        Partner::Account(id) => name(id),
        Partner::Address(address) => address,
        Partner::Deleted => DELETED.to_owned(),
        Partner::Unknown => someone(),
    }
}

/// What it concerns if not a person: a role, the host of an endpoint, or an operation.
fn object(entry: &Entry) -> String {
    if entry.kind() == ActivityKind::RoleChanged {
        let role = |key: &str| entry.datum(key).map_or_else(someone, shown).to_lowercase();
        return format!("{} to {}", role("from"), role("to"));
    }
    let named = ["name", "host", "operation"]
        .iter()
        .find_map(|key| entry.datum(key));
    named.map_or_else(|| "something".to_owned(), shown)
}

/// What a rule noticed.
fn suspicion(entry: &Entry, name: impl Fn(UserId) -> String) -> String {
    let person = person(entry, name);
    match entry.text("rule") {
        Some("guessing_across_accounts") => {
            "a client guesses at the passwords of many accounts".to_owned()
        }
        Some("guessing_at_account") => format!("clients guess at the password of {person}"),
        Some("guessing_in_session") => {
            format!("someone guesses at the password of {person} in an open session")
        }
        Some("session_from_two_networks") => {
            format!("a session of {person} is used from two networks")
        }
        _ => "an unknown rule".to_owned(),
    }
}

fn shown(text: &str) -> String {
    match text {
        REDACTED => DELETED,
        text => text,
    }
    .to_owned()
}

/// Why it failed or ended.
fn reason(entry: &Entry) -> Option<String> {
    if is_for_support(entry.kind()) {
        return entry.datum("reason").map(shown);
    }
    let given = ["reason", "error_type", "end_reason", "decline_reason"];
    let reason = given.iter().find_map(|argument| entry.text(argument))?;
    let cause = Cause::VARIANTS
        .iter()
        .find(|cause| cause.as_str() == reason);
    Some(match cause {
        Some(cause) => in_words(*cause).to_owned(),
        None => reason.to_lowercase().replace('_', " "),
    })
}

/// Whether the reason is a text that a person wrote.
const fn is_for_support(kind: ActivityKind) -> bool {
    matches!(
        kind,
        ActivityKind::ImpersonationStarted
            | ActivityKind::ImpersonationEnded
            | ActivityKind::BreakGlassUsed
    )
}

const fn in_words(cause: Cause) -> &'static str {
    match cause {
        Cause::ValidationError => "the input is not valid",
        Cause::EmailSendFailed => "the email could not be sent",
        Cause::RepositoryError => "it was not accepted",
        Cause::UnexpectedException => "an internal error",
        Cause::UserNotFound => "no such account",
        Cause::IncorrectPassword => "incorrect password",
        Cause::UserInactive => "the account is deactivated",
        Cause::EmailNotVerified => "the email address is not verified",
        Cause::AlreadyVerified => "already verified",
        Cause::InvalidToken => "the link or code is not valid",
        Cause::TokenMismatchOrExpired => "the link or code has expired",
        Cause::PasswordHashingError => "the server was too busy",
        Cause::RoleNotFound => "no such role",
    }
}
