//! What members see of each other. Never a background flag, never more of an address than the match allows.

use super::context::{app, caller};
use super::loaders::{Mentors, Rosters, Standings, load};
use crate::entities::user::Model;
use crate::roster::partners;
use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// What everybody may see of a member who takes part.
#[derive(Debug, Clone, SimpleObject)]
pub struct Portrait {
    /// Both names, or "Not provided".
    full_name: String,
    /// Given name.
    first_name: String,
    /// Family name.
    last_name: String,
    /// Academic year, 0 to 5.
    year: Option<i32>,
    /// Majors, at most 5.
    major: Vec<String>,
    /// Minors, at most 5.
    minor: Vec<String>,
    /// Hobbies in the member's words.
    hobbies: String,
    /// Clubs in the member's words.
    clubs: String,
    /// Goals in the member's words.
    goals: String,
    /// Address of the profile picture.
    profile_picture_url: Option<String>,
}

impl From<&Model> for Portrait {
    fn from(row: &Model) -> Self {
        Self {
            full_name: rules::full_name(&row.first_name, &row.last_name),
            first_name: row.first_name.clone(),
            last_name: row.last_name.clone(),
            year: row.year,
            major: row.major.0.clone(),
            minor: row.minor.0.clone(),
            hobbies: row.hobbies.clone(),
            clubs: row.clubs.clone(),
            goals: row.goals.clone(),
            profile_picture_url: row.profile_picture_url.clone(),
        }
    }
}

/// A mentor as other members see them.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct Mentor {
    #[graphql(skip)]
    row: Arc<Model>,
    #[graphql(flatten)]
    portrait: Portrait,
}

impl Mentor {
    pub(super) fn new(row: Arc<Model>) -> Self {
        Self {
            portrait: Portrait::from(row.as_ref()),
            row,
        }
    }
}

#[ComplexObject]
impl Mentor {
    /// A UUID, the same as the account's.
    pub async fn id(&self) -> ID {
        ID(self.row.id.to_string())
    }

    /// Mentees that the mentor takes at most.
    async fn capacity(&self, context: &Context<'_>) -> Result<u32> {
        Ok(self.row.capacity(app(context)?.config.accounts.max_mentees))
    }

    /// Places left on the roster.
    async fn spots_left(&self, context: &Context<'_>) -> Result<u32> {
        let capacity = self.capacity(context).await?;
        let standing = load::<Standings>(context, self.row.id).await?;
        Ok(capacity.saturating_sub(standing.unwrap_or_default().mentees))
    }

    /// The address: for the mentor's own mentees and for administrators, null for everybody else.
    async fn email(&self, context: &Context<'_>) -> Result<Option<&str>> {
        let Ok(signed_in) = caller(context)?.session() else {
            return Ok(None);
        };
        let administers = signed_in
            .permissions
            .as_ref()
            .is_some_and(|permissions| !permissions.is_empty());
        let may_see = administers
            || signed_in.user.id == self.row.id
            || load::<Mentors>(context, signed_in.user.id)
                .await?
                .is_some_and(|mentor| mentor.id == self.row.id);
        Ok(may_see.then_some(self.row.email.as_str()))
    }
}

/// A mentee on a roster, as their mentor sees them.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct Mentee {
    #[graphql(skip)]
    row: Model,
    #[graphql(flatten)]
    portrait: Portrait,
    /// Since when they are matched.
    matched_at: DateTime<Utc>,
}

impl From<partners::Mentee> for Mentee {
    fn from(mentee: partners::Mentee) -> Self {
        Self {
            portrait: Portrait::from(&mentee.user),
            row: mentee.user,
            matched_at: mentee.matched_at,
        }
    }
}

#[ComplexObject]
impl Mentee {
    /// A UUID, the same as the account's.
    pub async fn id(&self) -> ID {
        ID(self.row.id.to_string())
    }

    /// The address.
    async fn email(&self) -> &str {
        &self.row.email
    }
}

/// A mentor's mentees.
#[derive(Debug, Clone)]
pub struct Roster(Arc<Model>);

impl Roster {
    pub(super) const fn new(mentor: Arc<Model>) -> Self {
        Self(mentor)
    }

    async fn loaded(&self, context: &Context<'_>) -> Result<Vec<partners::Mentee>> {
        let mentees = load::<Rosters>(context, self.0.id).await?;
        Ok(mentees.unwrap_or_default())
    }
}

/// A mentor's mentees, for the mentor and for administrators.
#[Object]
impl Roster {
    /// Who came first stands first.
    async fn mentees(&self, context: &Context<'_>) -> Result<Vec<Mentee>> {
        let mentees = self.loaded(context).await?;
        Ok(mentees.into_iter().map(Mentee::from).collect())
    }

    /// Mentees that fit at most.
    async fn capacity(&self, context: &Context<'_>) -> Result<u32> {
        Ok(self.0.capacity(app(context)?.config.accounts.max_mentees))
    }

    /// Places left.
    async fn spots_left(&self, context: &Context<'_>) -> Result<u32> {
        let mentees = load::<Standings>(context, self.0.id)
            .await?
            .unwrap_or_default()
            .mentees;
        Ok(self.capacity(context).await?.saturating_sub(mentees))
    }

    /// Whether no place is left.
    async fn is_full(&self, context: &Context<'_>) -> Result<bool> {
        Ok(self.spots_left(context).await? == 0)
    }
}
