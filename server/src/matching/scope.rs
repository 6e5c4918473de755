//! Whom a plan is about.

use crate::entities::user::{Entries, Model};
use serde::{Deserialize, Serialize};

/// Which of the eligible people a plan matches; fields that are `None` do not restrict it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    /// Only mentees with this major, ignoring case.
    pub mentee_major: Option<String>,
    /// Only mentees in this year.
    pub mentee_year: Option<i32>,
    /// Only mentors with this major, ignoring case.
    pub mentor_major: Option<String>,
    /// Only mentors in this year.
    pub mentor_year: Option<i32>,
}

impl Scope {
    /// Whether a mentee is among them.
    pub(super) fn has_mentee(&self, user: &Model) -> bool {
        fits(user, self.mentee_major.as_deref(), self.mentee_year)
    }

    /// Whether a mentor is among them.
    pub(super) fn has_mentor(&self, user: &Model) -> bool {
        fits(user, self.mentor_major.as_deref(), self.mentor_year)
    }
}

fn fits(user: &Model, major: Option<&str>, year: Option<i32>) -> bool {
    major.is_none_or(|major| has(&user.major, major))
        && year.is_none_or(|year| user.year == Some(year))
}

fn has(entries: &Entries, wanted: &str) -> bool {
    let wanted = wanted.trim().to_lowercase();
    entries.0.iter().any(|entry| entry.to_lowercase() == wanted)
}
