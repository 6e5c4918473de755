//! The one error type: what a command answers when it does not succeed.

pub(crate) mod sentences;
mod unavailable;

use crate::permission::Permission;
use crate::config::ConfigError;
use crate::cursor::Cursor;
use crate::error::sentences::sentence;
use rules::{Code, Violation};
use sea_orm::DbErr;

/// Seconds after which to try again what failed for reasons that pass.
pub const RETRY_AFTER: u32 = 5;

/// The result of anything that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a command did not succeed. Only `Refused` is meant for the person in front of a form.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Expected: the input or the state of things does not allow it.
    #[error("refused: {}", codes(.0))]
    Refused(Vec<Violation>),
    /// Nobody is signed in.
    #[error("not signed in")]
    Unauthenticated,
    /// Somebody is signed in, but may not do this; the text says what is missing.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// Somebody is signed in, but lacks a permission; `why` says so in a sentence.
    #[error("forbidden: {why}")]
    NotPermitted {
        /// What is missing.
        permission: Permission,
        /// The sentence.
        why: &'static str,
    },
    /// A malformed argument that no form would send; the text says which.
    #[error("bad input: {0}")]
    BadInput(String),
    /// A subscriber's place in the log is unknown or no longer kept; behind the oldest known one is all that is.
    #[error("the cursor is gone; the oldest is {0}")]
    CursorGone(Cursor),
    /// As many requests wait as may wait.
    #[error("busy")]
    Busy,
    /// The clock has jumped: what is due by it is not deleted until it is certain (`clock_guard`).
    #[error("the clock has jumped: nothing is deleted by time until it is certain")]
    ClockUncertain,
    /// Hashing or checking a password failed for a technical reason.
    #[error("password hashing: {0}")]
    Hashing(String),
    /// The database did not do what it was asked.
    #[error("database: {0}")]
    Repository(#[from] DbErr),
    /// A setting cannot be used.
    #[error(transparent)]
    Setting(#[from] ConfigError),
    /// Anything that should not happen.
    #[error("unexpected: {0}")]
    Unexpected(String),
}

impl Error {
    /// A refusal without a field.
    #[must_use]
    pub fn refused(code: Code) -> Self {
        Self::Refused(vec![Violation::general(code)])
    }

    /// A refusal of one field.
    #[must_use]
    pub fn refused_at(code: Code, field: &'static str) -> Self {
        Self::Refused(vec![Violation::at(code, field)])
    }

    /// Whether this is a refusal with that code.
    #[must_use]
    pub fn is(&self, code: Code) -> bool {
        matches!(self, Self::Refused(violations) if violations.iter().any(|violation| violation.code == code))
    }

    /// What may be recorded of it: codes and kinds, never the text of a database or a value of ours.
    #[must_use]
    pub fn record(&self) -> String {
        match self {
            Self::Repository(_) => "the database refused the statement".to_owned(),
            Self::Hashing(_) => "hashing the password failed".to_owned(),
            Self::Setting(_) | Self::Unexpected(_) => "an unexpected error".to_owned(),
            expected => expected.to_string(),
        }
    }

    /// Whether the same may succeed in a moment: too much is under way, or the database is away or has no room.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Busy => true,
            Self::Repository(error) => unavailable::is_unavailable(error),
            _ => false,
        }
    }

    /// Whether somebody should look into it.
    #[must_use]
    pub const fn is_internal(&self) -> bool {
        matches!(
            self,
            Self::Hashing(_) | Self::Repository(_) | Self::Setting(_) | Self::Unexpected(_)
        )
    }
}

impl From<Violation> for Error {
    fn from(violation: Violation) -> Self {
        Self::Refused(vec![violation])
    }
}

impl From<Vec<Violation>> for Error {
    fn from(violations: Vec<Violation>) -> Self {
        Self::Refused(violations)
    }
}

fn codes(violations: &[Violation]) -> String {
    let codes: Vec<&str> = violations
        .iter()
        .map(|violation| violation.code.as_str())
        .collect();
    codes.join(", ")
}

/// What a refusal tells a person, sentence by sentence.
#[must_use]
pub fn sentences(violations: &[Violation]) -> String {
    let sentences: Vec<String> = violations.iter().map(sentence).collect();
    sentences.join(" ")
}
