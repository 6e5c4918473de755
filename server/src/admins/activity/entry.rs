//! One entry of the activity: a signal of the log, and what it reports.

use super::kinds::{ActivityKind, Report};
use crate::entities::signal::Model;
use crate::ids::UserId;
use crate::signals::catalogue::{self, Name, Phase, Sender};
use crate::signals::redact::REDACTED;
use serde_json::Value;
use std::str::FromStr;
use std::sync::Arc;

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The signal that reports it.
    pub signal: Arc<Model>,
    pub(super) report: Report,
    succeeded: bool,
}

/// The other person of a pair, as the log has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Partner {
    /// An account.
    Account(UserId),
    /// An address that was typed.
    Address(String),
    /// Someone whose account was deleted.
    Deleted,
    /// Nobody whom the log names.
    Unknown,
}

impl Entry {
    /// The entry of a signal, if it reports something.
    #[must_use]
    pub fn of(signal: Model) -> Option<Self> {
        let name = Name::from_str(&signal.name).ok()?;
        let sender = Sender::from_str(&signal.sender).ok()?;
        let spec = catalogue::spec(sender, name)?;
        Some(Self {
            report: Report::of(name)?,
            succeeded: spec.phase == Phase::Success,
            signal: Arc::new(signal),
        })
    }

    /// What happened.
    #[must_use]
    pub const fn kind(&self) -> ActivityKind {
        self.report.kind
    }

    /// Whether it succeeded.
    #[must_use]
    pub const fn succeeded(&self) -> bool {
        self.succeeded
    }

    /// Who did it: the account that was signed in, or the person who did it to themselves.
    #[must_use]
    pub fn actor_id(&self) -> Option<UserId> {
        let person = self.signal.user_id.filter(|_| self.report.is_by_person);
        self.signal.actor_id.or(person)
    }

    /// The administrator who did it as the actor.
    #[must_use]
    pub fn impersonator_id(&self) -> Option<UserId> {
        self.signal.impersonator_id
    }

    /// The people concerned: the one whom it is about, and the other of the pair.
    pub fn subject_ids(&self) -> impl Iterator<Item = UserId> {
        let partner = match self.partner() {
            Partner::Account(id) => Some(id),
            _ => None,
        };
        self.signal.user_id.into_iter().chain(partner)
    }

    /// Everyone whom the sentence may name.
    pub fn people(&self) -> impl Iterator<Item = UserId> {
        let acting = self.actor_id().into_iter().chain(self.impersonator_id());
        acting.chain(self.subject_ids())
    }

    pub(super) fn partner(&self) -> Partner {
        let data = |key: &str| self.signal.arguments.get("data")?.get(key);
        let id = data("mentorId").or_else(|| data("menteeId"));
        match (id, data("mentorEmail").and_then(Value::as_str)) {
            (Some(id), _) => {
                let id = id.as_str().and_then(|id| id.parse().ok());
                id.map_or(Partner::Deleted, |id| Partner::Account(UserId(id)))
            }
            (None, Some(REDACTED)) => Partner::Deleted,
            (None, Some(address)) => Partner::Address(address.to_owned()),
            (None, None) => Partner::Unknown,
        }
    }

    /// A text among the arguments.
    pub(super) fn text(&self, argument: &str) -> Option<&str> {
        self.signal.arguments.get(argument)?.as_str()
    }

    /// A text in the data.
    pub(super) fn datum(&self, key: &str) -> Option<&str> {
        self.signal.arguments.get("data")?.get(key)?.as_str()
    }
}
