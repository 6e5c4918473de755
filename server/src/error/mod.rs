//! The one error type: why a command did not succeed.

pub(crate) mod sentences;
mod unavailable;

pub(crate) use self::unavailable::is_unavailable;
use crate::config::ConfigError;
use crate::cursor::Cursor;
use crate::error::sentences::sentence;
use crate::permission::Permission;
use rules::{Code, Param, Violation};
use sea_orm::DbErr;
use std::time::Duration;

/// Seconds after which to retry what failed for temporary reasons.
pub const RETRY_AFTER: u32 = 5;

/// The result of anything that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a command did not succeed. Only `Refused` is meant for a person who fills in a form.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Expected: the input or the current state does not allow it.
    #[error("refused: {}", codes(.0))]
    Refused(Vec<Violation>),
    /// The caller is not signed in.
    #[error("not signed in")]
    Unauthenticated,
    /// The caller is signed in, but must enter the password again for this.
    #[error("the password must be entered again")]
    ReauthenticationRequired {
        /// The permission that an administrator wanted to use.
        permission: Option<Permission>,
    },
    /// The caller is signed in, but may not do this; the text says what is missing.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// The caller is signed in, but lacks a permission; `why` says so in a sentence.
    #[error("forbidden: {why}")]
    NotPermitted {
        /// The missing permission.
        permission: Permission,
        /// The sentence.
        why: &'static str,
    },
    /// A malformed argument that no form would send; the text says which one.
    #[error("bad input: {0}")]
    BadInput(String),
    /// A subscriber's cursor is unknown or has been pruned. Contains the oldest valid cursor.
    #[error("the cursor is gone; the oldest is {0}")]
    CursorGone(Cursor),
    /// The maximum number of requests is already waiting.
    #[error("busy")]
    Busy,
    /// The client, the account or the mailbox reached a limit on abuse.
    #[error("rate limited")]
    RateLimited {
        /// How long until the next attempt.
        wait: Duration,
    },
    /// The client registered many accounts, and must send a proof of work with the next one.
    #[error("a proof of work is required")]
    ProofRequired {
        /// Zero bits at the start of the digest.
        bits: u32,
        /// The server's time, in seconds since 1970.
        timestamp: i64,
    },
    /// The clock has jumped: nothing is deleted by time until the clock is confirmed (`clock_guard`).
    #[error("the clock has jumped: nothing is deleted by time until it is certain")]
    ClockUncertain,
    /// Hashing or checking a password failed for a technical reason.
    #[error("password hashing: {0}")]
    Hashing(String),
    /// The database did not do what it was asked.
    #[error("database: {0}")]
    Repository(#[from] DbErr),
    /// A hook whose policy is FAIL_CLOSED failed, or is not asked after repeated failures.
    #[error("a hook is unavailable")]
    HookUnavailable,
    /// The store of pictures did not do what it was asked.
    #[error("media store: {0}")]
    Media(String),
    /// A setting is not usable.
    #[error(transparent)]
    Setting(#[from] ConfigError),
    /// Anything that should not happen.
    #[error("unexpected: {0}")]
    Unexpected(String),
}

impl Error {
    /// A refusal that belongs to no field.
    #[must_use]
    pub fn refused(code: Code) -> Self {
        Self::Refused(vec![Violation::general(code)])
    }

    /// A refusal of one field.
    #[must_use]
    pub fn refused_at(code: Code, field: &'static str) -> Self {
        Self::Refused(vec![Violation::at(code, field)])
    }

    /// The veto of a handler or a hook, with a sentence for the person whose input it refuses.
    #[must_use]
    pub fn vetoed(sentence: String) -> Self {
        let violation = Violation::general(Code::RefusedByHandler);
        violation.with("message", Param::Text(sentence)).into()
    }

    /// Whether this is a refusal with this code.
    #[must_use]
    pub fn is(&self, code: Code) -> bool {
        matches!(self, Self::Refused(violations) if violations.iter().any(|violation| violation.code == code))
    }

    /// Returns the text that the signal log may hold: codes and kinds, never a database message or internal data.
    #[must_use]
    pub fn record(&self) -> String {
        match self {
            Self::Repository(_) => "the database refused the statement".to_owned(),
            Self::Hashing(_) => "hashing the password failed".to_owned(),
            Self::Media(_) => "the picture could not be stored".to_owned(),
            Self::Setting(_) | Self::Unexpected(_) => "an unexpected error".to_owned(),
            expected => expected.to_string(),
        }
    }

    /// Whether a retry may succeed in a moment: the server is overloaded, or the database is unreachable or out of
    /// space.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Busy => true,
            Self::Repository(error) => is_unavailable(error),
            _ => false,
        }
    }

    /// Whether an operator should look into it.
    #[must_use]
    pub const fn is_internal(&self) -> bool {
        matches!(
            self,
            Self::Hashing(_)
                | Self::Repository(_)
                | Self::Media(_)
                | Self::Setting(_)
                | Self::Unexpected(_)
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

/// The sentences of a refusal, for a person.
#[must_use]
pub fn sentences(violations: &[Violation]) -> String {
    let sentences: Vec<String> = violations.iter().map(sentence).collect();
    sentences.join(" ")
}
