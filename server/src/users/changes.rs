//! What a new account is made of, and what changes of an account.

use super::profile_data;
use crate::entities::user::{Digest, Role};
use crate::signals::signal::Data;
use chrono::{DateTime, Utc};
use rules::{Email, Profile};

/// A new account.
#[derive(Debug)]
pub struct NewUser {
    /// Its address.
    pub email: Email,
    /// Its password's hash.
    pub password: Digest,
    /// What it does on the platform.
    pub role: Role,
    /// Whether its address counts as verified.
    pub is_verified: bool,
    /// Whether it has every right.
    pub is_superuser: bool,
}

/// What to change of an account; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Validated profile fields.
    pub profile: Profile,
    /// Another role.
    pub role: Option<Role>,
    /// Another password.
    pub password: Option<Digest>,
    /// The address is verified, or counts as not verified any more.
    pub is_verified: Option<bool>,
    /// The account may sign in, or not any more.
    pub is_active: Option<bool>,
    /// Whether it has every right.
    pub is_superuser: Option<bool>,
    /// A deletion is requested (its two dates) or cancelled.
    pub deletion: Option<Option<Deletion>>,
    /// Places on the roster that the mentor wants, or as many as allowed.
    pub own_capacity: Option<Option<u32>>,
    /// Places on the roster that the mentor may have, or as many as anybody.
    pub capacity_limit: Option<Option<u32>>,
}

/// The two dates of a pending deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deletion {
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// From when on the account may go.
    pub permanent_after: DateTime<Utc>,
}

/// What stands for a password where data are shown.
pub const MASKED: &str = "********";

impl NewUser {
    /// What is to be created, under the API's names and without secrets.
    pub(super) fn to_data(&self) -> Data {
        let values = [
            ("email", self.email.as_str().into()),
            ("role", self.role.as_str().into()),
            ("password", MASKED.into()),
            ("isVerified", self.is_verified.into()),
        ];
        values
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}

impl Changes {
    /// What is to change, under the API's names and without secrets.
    #[must_use]
    pub fn to_data(&self) -> Data {
        let mut data = profile_data::to_data(&self.profile);
        let mut put = |name: &str, value: serde_json::Value| data.insert(name.to_owned(), value);
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
        data
    }
}
