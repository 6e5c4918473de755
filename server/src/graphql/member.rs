//! What members see of each other: never a background flag, and an email address only within a match.

use super::context::{app, caller};
use super::loaders::{MatchStatuses, Mentors, Rosters, load};
use crate::auth::Permission;
use crate::entities::user::Model;
use crate::roster::{blocked_mentors, partners};
use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::borrow::Cow;
use std::sync::Arc;

/// The public profile of an active member.
#[derive(Debug, Clone)]
pub(super) struct PublicProfile(Arc<Model>);

impl PublicProfile {
    pub(super) const fn new(row: Arc<Model>) -> Self {
        Self(row)
    }

    pub(super) const fn row(&self) -> &Arc<Model> {
        &self.0
    }

    pub(super) fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }
}

/// The public profile of an active member.
#[Object]
impl PublicProfile {
    /// First and last name, or "Not provided".
    async fn full_name(&self) -> String {
        rules::full_name(&self.0.first_name, &self.0.last_name)
    }

    /// First name; empty until it is set.
    async fn first_name(&self) -> &str {
        &self.0.first_name
    }

    /// Last name; empty until it is set.
    async fn last_name(&self) -> &str {
        &self.0.last_name
    }

    /// Academic year, 0 to 5.
    async fn year(&self) -> Option<i32> {
        self.0.year
    }

    /// Majors, at most 5.
    async fn major(&self) -> &[String] {
        &self.0.major.0
    }

    /// Minors, at most 5.
    async fn minor(&self) -> &[String] {
        &self.0.minor.0
    }

    /// Hobbies in the member's words.
    async fn hobbies(&self) -> &str {
        &self.0.hobbies
    }

    /// Clubs in the member's words.
    async fn clubs(&self) -> &str {
        &self.0.clubs
    }

    /// Goals in the member's words.
    async fn goals(&self) -> &str {
        &self.0.goals
    }

    /// URL of the profile picture: relative to this server, such as `/media/<name>.jpg`, unless the server is configured
    /// otherwise.
    async fn profile_picture_url(&self, context: &Context<'_>) -> Result<Option<Cow<'_, str>>> {
        let media = &app(context)?.config.media;
        let stored = self.0.profile_picture_url.as_deref();
        Ok(stored.map(|stored| media.shown(stored)))
    }
}

/// A mentor as other members see them.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct Mentor {
    #[graphql(flatten)]
    profile: PublicProfile,
    /// Whether an administrator, who may see the address, gets it.
    #[graphql(skip)]
    is_for_administrator: bool,
}

impl Mentor {
    pub(super) const fn new(row: Arc<Model>) -> Self {
        Self {
            profile: PublicProfile::new(row),
            is_for_administrator: false,
        }
    }

    /// A mentor as an administrator sees them who matches people.
    pub(super) const fn for_administrator(row: Arc<Model>) -> Self {
        Self {
            profile: PublicProfile::new(row),
            is_for_administrator: true,
        }
    }

    fn row(&self) -> &Model {
        &self.profile.0
    }
}

#[ComplexObject]
impl Mentor {
    /// A UUID, the same as the account's.
    pub async fn id(&self) -> ID {
        self.profile.id()
    }

    /// The maximum number of mentees; 0 while the mentor pauses.
    async fn capacity(&self, context: &Context<'_>) -> Result<u32> {
        Ok(self
            .row()
            .capacity(app(context)?.config.accounts.max_mentees))
    }

    /// Free seats on the roster.
    async fn spots_left(&self, context: &Context<'_>) -> Result<u32> {
        let capacity = self.capacity(context).await?;
        let match_status = load::<MatchStatuses>(context, self.row().id).await?;
        Ok(capacity.saturating_sub(match_status.unwrap_or_default().mentees))
    }

    /// The email address, for the mentor's mentees and administrators with USERS_READ, and in mentorCandidates; null for
    /// everyone else.
    async fn email(&self, context: &Context<'_>) -> Result<Option<&str>> {
        if self.is_for_administrator {
            return Ok(Some(self.row().email.as_str()));
        }
        let Ok(signed_in) = caller(context)?.session() else {
            return Ok(None);
        };
        let administers = signed_in
            .permissions
            .as_ref()
            .is_some_and(|permissions| permissions.contains(&Permission::UsersRead));
        let may_see = administers
            || signed_in.user.id == self.row().id
            || load::<Mentors>(context, signed_in.user.id)
                .await?
                .is_some_and(|mentor| mentor.id == self.row().id);
        Ok(may_see.then_some(self.row().email.as_str()))
    }
}

/// A mentee as their mentor sees them: on the roster, or in a request.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct Mentee {
    #[graphql(flatten)]
    profile: PublicProfile,
    /// When the match began; null before it.
    matched_at: Option<DateTime<Utc>>,
}

impl From<partners::Mentee> for Mentee {
    fn from(mentee: partners::Mentee) -> Self {
        Self {
            profile: PublicProfile::new(Arc::new(mentee.user)),
            matched_at: Some(mentee.matched_at),
        }
    }
}

impl Mentee {
    /// A mentee whom the mentor is not matched with.
    pub(super) const fn before_match(row: Arc<Model>) -> Self {
        Self {
            profile: PublicProfile::new(row),
            matched_at: None,
        }
    }
}

#[ComplexObject]
impl Mentee {
    /// A UUID, the same as the account's.
    pub async fn id(&self) -> ID {
        self.profile.id()
    }

    /// The email address; null before the match.
    async fn email(&self) -> Option<&str> {
        self.matched_at.map(|_| self.profile.0.email.as_str())
    }
}

/// A mentor or an address that a mentee has blocked.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct BlockedMentor {
    /// A UUID; unblacklistMentor takes it.
    id: ID,
    /// The address that the mentee typed, in lower case, whether or not an account has it; null for a mentor who was
    /// blocked by id.
    email: Option<String>,
    /// The mentor who was blocked by id; null when they are no longer an active mentor, and for an address.
    mentor: Option<Mentor>,
    /// When it was blocked.
    blocked_at: DateTime<Utc>,
}

impl From<blocked_mentors::BlockedMentor> for BlockedMentor {
    fn from(blocked: blocked_mentors::BlockedMentor) -> Self {
        Self {
            id: ID(blocked.id.to_string()),
            email: blocked.typed,
            mentor: blocked.mentor.map(|row| Mentor::new(Arc::new(row))),
            blocked_at: blocked.blocked_at,
        }
    }
}

/// A mentor's mentees.
#[derive(Debug, Clone)]
pub(super) struct Roster(Arc<Model>);

impl Roster {
    pub(super) const fn new(mentor: Arc<Model>) -> Self {
        Self(mentor)
    }

    async fn loaded(&self, context: &Context<'_>) -> Result<Vec<partners::Mentee>> {
        let mentees = load::<Rosters>(context, self.0.id).await?;
        Ok(mentees.unwrap_or_default())
    }
}

/// A mentor's mentees, for the mentor and administrators.
#[Object]
impl Roster {
    /// The mentees, earliest match first.
    async fn mentees(&self, context: &Context<'_>) -> Result<Vec<Mentee>> {
        let mentees = self.loaded(context).await?;
        Ok(mentees.into_iter().map(Mentee::from).collect())
    }

    /// The number of seats; 0 while the mentor pauses.
    async fn capacity(&self, context: &Context<'_>) -> Result<u32> {
        Ok(self.0.capacity(app(context)?.config.accounts.max_mentees))
    }

    /// Whether the mentor takes no new mentees for now.
    async fn is_paused(&self) -> bool {
        self.0.is_paused
    }

    /// When the pause ends; null if the mentor is to end it.
    async fn paused_until(&self) -> Option<DateTime<Utc>> {
        self.0.paused_until
    }

    /// Free seats.
    async fn spots_left(&self, context: &Context<'_>) -> Result<u32> {
        let mentees = load::<MatchStatuses>(context, self.0.id)
            .await?
            .unwrap_or_default()
            .mentees;
        Ok(self.capacity(context).await?.saturating_sub(mentees))
    }

    /// Whether every seat is taken, or the mentor pauses.
    async fn is_full(&self, context: &Context<'_>) -> Result<bool> {
        Ok(self.spots_left(context).await? == 0)
    }
}
