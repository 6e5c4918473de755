//! The data of a new account, and changes to an account.

use super::profile_fields;
use crate::entities::user::{Digest, Role};
use crate::ids::UserId;
use crate::signals::signal::Data;
use chrono::{DateTime, Utc};
use rules::{Email, Profile};

/// A new account.
#[derive(Debug)]
pub struct NewUser {
    /// Its email address.
    pub email: Email,
    /// The hash of its password.
    pub password: Digest,
    /// Its role on the platform.
    pub role: Role,
    /// Whether its address counts as verified.
    pub is_verified: bool,
    /// Whether it has every permission.
    pub is_superuser: bool,
    /// Validated profile fields; usually none.
    pub profile: Profile,
}

/// What an imported account also has.
#[derive(Debug)]
pub struct Imported {
    /// The id that it had.
    pub id: UserId,
    /// Whether it may sign in.
    pub is_active: bool,
    /// When it was created.
    pub joined_at: DateTime<Utc>,
    /// Its last sign-in.
    pub last_login_at: Option<DateTime<Utc>>,
    /// A pending deletion.
    pub deletion: Option<Deletion>,
    /// Whether it is approved if it is a mentor's.
    pub is_approved: bool,
}

/// Changes to an account. A field that is `None` is left unchanged.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Validated profile fields.
    pub profile: Profile,
    /// New email address.
    pub email: Option<Email>,
    /// New role.
    pub role: Option<Role>,
    /// New password.
    pub password: Option<Digest>,
    /// Whether the address counts as verified.
    pub is_verified: Option<bool>,
    /// Whether the account may sign in.
    pub is_active: Option<bool>,
    /// Whether it has every permission.
    pub is_superuser: Option<bool>,
    /// Whether the member wants emails about matches.
    pub emails_about_matches: Option<bool>,
    /// A deletion is requested (its two dates) or canceled.
    pub deletion: Option<Option<Deletion>>,
    /// Seats on the roster that the mentor wants; `Some(None)` means as many as allowed.
    pub own_capacity: Option<Option<u32>>,
    /// Seats on the roster that the mentor may have; `Some(None)` means the general limit.
    pub capacity_limit: Option<Option<u32>>,
    /// A mentor pauses, or resumes.
    pub pause: Option<Option<Pause>>,
    /// Whether a mentor is approved. Without it, an account that becomes a mentor waits for the approval if this server
    /// requires one.
    pub is_approved: Option<bool>,
}

/// A mentor's pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// When it ends, unless the mentor is to end it.
    pub until: Option<DateTime<Utc>>,
}

/// The two dates of a pending deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deletion {
    /// When the deletion was requested.
    pub requested_at: DateTime<Utc>,
    /// When the account may be permanently deleted.
    pub permanent_after: DateTime<Utc>,
}

/// Stands for a password wherever data is shown.
pub const MASKED: &str = "********";

impl NewUser {
    /// The account to be created, with the API's field names and without secrets.
    pub(super) fn to_data(&self) -> Data {
        let values = [
            ("email", self.email.as_str().into()),
            ("role", self.role.as_str().into()),
            ("password", MASKED.into()),
            ("isVerified", self.is_verified.into()),
        ];
        let mut data = profile_fields::to_data(&self.profile);
        let values = values.into_iter();
        data.extend(values.map(|(name, value)| (name.to_owned(), value)));
        data
    }
}

impl Changes {
    /// The changes, with the API's field names and without secrets.
    #[must_use]
    pub fn to_data(&self) -> Data {
        let mut data = profile_fields::to_data(&self.profile);
        let mut put = |name: &str, value: serde_json::Value| data.insert(name.to_owned(), value);
        if let Some(email) = &self.email {
            put("email", email.as_str().into());
        }
        if let Some(role) = self.role {
            put("role", role.as_str().into());
        }
        if self.password.is_some() {
            put("password", MASKED.into());
        }
        if let Some(is_verified) = self.is_verified {
            put("isVerified", is_verified.into());
        }
        if let Some(is_active) = self.is_active {
            put("isActive", is_active.into());
        }
        if let Some(is_superuser) = self.is_superuser {
            put("isSuperuser", is_superuser.into());
        }
        if let Some(wanted) = self.emails_about_matches {
            put("emailsAboutMatches", wanted.into());
        }
        if let Some(deletion) = self.deletion {
            put("isDeleted", deletion.is_some().into());
            let date = deletion.map(|deletion| deletion.permanent_after.to_rfc3339());
            put("permanentDeletionDate", date.into());
        }
        if let Some(capacity) = self.own_capacity {
            put("capacity", capacity.into());
        }
        if let Some(limit) = self.capacity_limit {
            put("capacityLimit", limit.into());
        }
        if let Some(pause) = self.pause {
            put("isPaused", pause.is_some().into());
            let until = pause.and_then(|pause| pause.until);
            put("pausedUntil", until.map(|until| until.to_rfc3339()).into());
        }
        if let Some(is_approved) = self.is_approved {
            put("isApproved", is_approved.into());
        }
        data
    }
}
