//! Accounts.

use crate::ids::UserId;
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, ConnectionTrait, FromJsonQueryResult};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A person's account.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// Identifier; never changes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    /// Normalized email address, the login.
    pub email: String,
    /// The email address without its "+tag". Invariant: only one account with it was ever verified.
    pub base_email: String,
    /// The hash of its password.
    pub password: Digest,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Sort key of lists by name.
    pub name_key: String,
    /// Role.
    pub role: Role,
    /// Academic year, 0 to 5.
    pub year: Option<i32>,
    /// Majors in the member's order.
    pub major: Entries,
    /// Minors in the member's order.
    pub minor: Entries,
    /// Hobbies in the member's words.
    pub hobbies: String,
    /// Clubs in the member's words.
    pub clubs: String,
    /// Goals in the member's words.
    pub goals: String,
    /// Background in the member's words.
    pub other_background: String,
    /// International student.
    pub international: bool,
    /// Commuter student.
    pub commuter: bool,
    /// First-generation college student.
    pub firstgen: bool,
    /// Out-of-state student.
    pub outofstate: bool,
    /// Transfer student.
    pub transfer: bool,
    /// Whether the five flags above may count for suggestions.
    pub match_by_background: bool,
    /// URL of the profile picture.
    pub profile_picture_url: Option<String>,
    /// Whether the email address is verified.
    pub is_verified: bool,
    /// When the email address was first verified. It stays when an administrator sets the account to unverified.
    pub first_verified_at: Option<DateTime<Utc>>,
    /// Whether the account may sign in.
    pub is_active: bool,
    /// Whether the account belongs to program staff.
    pub is_staff: bool,
    /// Whether the account has every permission.
    pub is_superuser: bool,
    /// A mentee with a mentor, or a mentor whose roster is full; updated by `roster::match_status`.
    pub is_matched: bool,
    /// Whether the member wants emails about matches that begin and end.
    pub emails_about_matches: bool,
    /// When the account was created.
    pub joined_at: DateTime<Utc>,
    /// Last successful sign-in.
    pub last_login_at: Option<DateTime<Utc>>,
    /// When the deletion was requested; set while it is pending.
    pub deletion_requested_at: Option<DateTime<Utc>>,
    /// When the account will be permanently deleted.
    pub permanent_deletion_after: Option<DateTime<Utc>>,
    /// Seats that the mentor wants, at most the limit.
    pub own_capacity: Option<i32>,
    /// Seats that an administrator allows.
    pub capacity_limit: Option<i32>,
    /// Whether a mentor takes no new mentees for now.
    pub is_paused: bool,
    /// When the pause ends, unless the mentor is to end it.
    pub paused_until: Option<DateTime<Utc>>,
    /// Whether an administrator has approved a mentor, or did not have to; true for other accounts.
    pub is_approved: bool,
}

/// Relations are defined by the other tables.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The role of an account, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum Role {
    /// Looks for a mentor.
    #[sea_orm(string_value = "MENTEE")]
    Mentee,
    /// Keeps a roster of mentees.
    #[sea_orm(string_value = "MENTOR")]
    Mentor,
    /// Runs the program.
    #[sea_orm(string_value = "ADMIN")]
    Admin,
}

impl Role {
    /// The role's name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mentee => "MENTEE",
            Self::Mentor => "MENTOR",
            Self::Admin => "ADMIN",
        }
    }
}

impl From<rules::Role> for Role {
    fn from(role: rules::Role) -> Self {
        match role {
            rules::Role::Mentee => Self::Mentee,
            rules::Role::Mentor => Self::Mentor,
            rules::Role::Admin => Self::Admin,
        }
    }
}

impl From<Role> for rules::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Mentee => Self::Mentee,
            Role::Mentor => Self::Mentor,
            Role::Admin => Self::Admin,
        }
    }
}

impl From<rules::MemberRole> for Role {
    fn from(role: rules::MemberRole) -> Self {
        rules::Role::from(role).into()
    }
}

/// A short list stored in one column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Entries(pub Vec<String>);

/// A password hash: ours in PHC form, one that Django made, or that of an account without a password. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct Digest(pub String);

impl Digest {
    /// Stands for the password of an account that has none.
    #[must_use]
    pub fn unset() -> Self {
        Self("!".to_owned())
    }

    /// Whether the account has a password.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !self.0.starts_with('!')
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Digest(…)")
    }
}

impl Model {
    /// An account with nothing filled in, to be completed.
    #[must_use]
    pub fn blank() -> Self {
        Self {
            id: UserId(Uuid::nil()),
            email: String::new(),
            base_email: String::new(),
            password: Digest(String::new()),
            first_name: String::new(),
            last_name: String::new(),
            name_key: String::new(),
            role: Role::Mentee,
            year: None,
            major: Entries::default(),
            minor: Entries::default(),
            hobbies: String::new(),
            clubs: String::new(),
            goals: String::new(),
            other_background: String::new(),
            international: false,
            commuter: false,
            firstgen: false,
            outofstate: false,
            transfer: false,
            match_by_background: false,
            profile_picture_url: None,
            is_verified: false,
            first_verified_at: None,
            is_active: false,
            is_staff: false,
            is_superuser: false,
            is_matched: false,
            emails_about_matches: false,
            joined_at: DateTime::UNIX_EPOCH,
            last_login_at: None,
            deletion_requested_at: None,
            permanent_deletion_after: None,
            own_capacity: None,
            capacity_limit: None,
            is_paused: false,
            paused_until: None,
            is_approved: false,
        }
    }

    /// Whether a deletion is pending.
    #[must_use]
    pub const fn is_deleted(&self) -> bool {
        self.deletion_requested_at.is_some()
    }

    /// Whether others may see this account in this role; the same condition as `presentable`.
    #[must_use]
    pub fn is_presentable(&self, role: Role) -> bool {
        self.participates(role) && self.is_approved
    }

    /// Whether the account is active in this role, also as a mentor whom nobody has approved.
    #[must_use]
    pub fn participates(&self, role: Role) -> bool {
        self.role == role && self.is_active && self.is_verified && !self.is_deleted()
    }

    /// Whether the account can be suggested and matched now. `roster::eligibility` says why not.
    #[must_use]
    pub fn is_eligible(&self) -> bool {
        let is_member = self.role != Role::Admin;
        let is_complete = self.missing_fields().is_empty();
        is_member && is_complete && self.is_presentable(self.role) && !self.is_matched
    }

    /// Whether the account has compatibility scores: it may be seen as a mentee or as a mentor.
    #[must_use]
    pub fn has_scores(&self) -> bool {
        self.role != Role::Admin && self.is_presentable(self.role)
    }

    /// Everything that the account's compatibility scores depend on: if this is equal, so are the scores. `None` if it
    /// has none.
    #[must_use]
    pub fn basis_of_scores(&self) -> Option<impl PartialEq + '_> {
        let backgrounds = [
            self.international,
            self.commuter,
            self.firstgen,
            self.outofstate,
            self.transfer,
        ];
        let backgrounds = self.match_by_background.then_some(backgrounds);
        let studies = (self.year, &self.major, &self.minor);
        let texts = (&self.hobbies, &self.clubs, &self.goals);
        self.has_scores()
            .then_some((self.role, backgrounds, studies, texts))
    }

    /// Whether the grace period of a pending deletion is over.
    #[must_use]
    pub fn is_expired(&self, now: DateTime<Utc>) -> bool {
        self.permanent_deletion_after
            .is_some_and(|moment| moment <= now)
    }

    /// Names of the required profile fields that are missing.
    #[must_use]
    pub fn missing_fields(&self) -> Vec<&'static str> {
        rules::missing_fields(
            &self.first_name,
            &self.last_name,
            self.year,
            self.major.0.len(),
        )
    }

    /// How many mentees the member takes, at most `max_mentees`: the seats of the roster, or none during a pause.
    #[must_use]
    pub fn capacity(&self, max_mentees: u32) -> u32 {
        match self.is_paused {
            true => 0,
            false => self.seats(max_mentees),
        }
    }

    /// Number of seats on the member's roster, at most `max_mentees`, whether or not the mentor pauses.
    #[must_use]
    pub fn seats(&self, max_mentees: u32) -> u32 {
        at_most(max_mentees, self.own_capacity.or(self.capacity_limit))
    }

    /// The most seats that the member may choose.
    #[must_use]
    pub fn most_capacity(&self, max_mentees: u32) -> u32 {
        at_most(max_mentees, self.capacity_limit)
    }

    /// The account without its profile, for whoever must not see it.
    #[must_use]
    pub fn without_profile(&self) -> Self {
        Self {
            first_name: String::new(),
            last_name: String::new(),
            year: None,
            major: Entries::default(),
            minor: Entries::default(),
            hobbies: String::new(),
            clubs: String::new(),
            goals: String::new(),
            other_background: String::new(),
            profile_picture_url: None,
            ..self.clone()
        }
    }

    /// The email address as the rules' type; it was validated before it was stored.
    #[must_use]
    pub fn address(&self) -> rules::Email {
        rules::Email::from_stored(self.email.clone())
    }
}

fn at_most(most: u32, wanted: Option<i32>) -> u32 {
    let wanted = wanted.and_then(|seats| u32::try_from(seats).ok());
    wanted.map_or(most, |seats| seats.min(most))
}

/// The condition for accounts that others may see in this role: active, verified, approved, and no deletion pending.
#[must_use]
pub fn presentable(role: Role) -> Condition {
    Condition::all()
        .add(Column::Role.eq(role))
        .add(Column::IsActive.eq(true))
        .add(Column::IsVerified.eq(true))
        .add(Column::IsApproved.eq(true))
        .add(Column::DeletionRequestedAt.is_null())
}

/// Every account, including inactive ones and those whose deletion is pending.
#[must_use]
pub fn with_deleted() -> Select<Entity> {
    Entity::find()
}

/// Accounts whose grace period ended by `now`.
#[must_use]
pub fn expired(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find().filter(Column::PermanentDeletionAfter.lte(now))
}

/// Accounts that were never verified. The condition is that of the partial indexes.
#[must_use]
pub fn never_verified() -> Select<Entity> {
    Entity::find().filter(Column::FirstVerifiedAt.is_null())
}

/// Mentors whose pause ended by `now`.
#[must_use]
pub fn pause_over(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find().filter(Column::PausedUntil.lte(now))
}

/// Accounts with these ids, including those whose deletion is pending.
///
/// # Errors
/// When the database does not respond.
pub async fn by_ids(reader: &impl ConnectionTrait, ids: &[UserId]) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .all(reader)
        .await
}
