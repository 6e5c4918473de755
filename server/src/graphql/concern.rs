//! Concerns: members raise them, and administrators resolve them.

use super::argument::uuid;
use super::context::parts;
use super::error::UserError;
use super::loaders::{Users, load};
use super::page::{Page, connection};
use super::payload::{payload, payloads, value};
use super::user::Role;
use crate::auth::permission::{ConcernsRead, ConcernsWrite};
use crate::concerns::list::{self, Range};
use crate::concerns::{raise, resolve};
use crate::entities::concern::{self, Model};
use crate::entities::user;
use crate::ids::{ConcernId, UserId};
use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// The state of a concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "concern::ConcernState")]
pub enum ConcernState {
    /// Waits for an administrator.
    Open,
    /// An administrator took care of it.
    Resolved,
}

/// A person in a concern, as administrators see them.
#[derive(Debug, SimpleObject)]
pub struct ConcernPerson {
    /// The account's id.
    id: ID,
    /// First name; may be empty.
    first_name: String,
    /// Last name; may be empty.
    last_name: String,
    /// The email address.
    email: String,
    /// The role.
    role: Role,
}

impl From<Arc<user::Model>> for ConcernPerson {
    fn from(user: Arc<user::Model>) -> Self {
        Self {
            id: ID(user.id.to_string()),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            email: user.email.clone(),
            role: user.role.into(),
        }
    }
}

/// A concern.
#[derive(Debug)]
pub struct Concern(Model);

/// What a member reported to the administrators, about a person or about the program. The person concerned never learns
/// of it.
#[Object]
impl Concern {
    /// A UUID.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Its state.
    async fn state(&self) -> ConcernState {
        self.0.state.into()
    }

    /// Who raised it; null once that account is deleted.
    async fn raised_by(&self, context: &Context<'_>) -> Result<Option<ConcernPerson>> {
        person(context, self.0.raised_by).await
    }

    /// The person whom it is about; null for the program, or once that account is deleted.
    async fn about(&self, context: &Context<'_>) -> Result<Option<ConcernPerson>> {
        person(context, self.0.about_id).await
    }

    /// What the member wrote; null once the member's account is deleted.
    async fn text(&self) -> Option<&str> {
        self.0.text.as_deref()
    }

    /// When it was raised.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When it was resolved.
    async fn resolved_at(&self) -> Option<DateTime<Utc>> {
        self.0.resolved_at
    }

    /// The administrator who resolved it.
    async fn resolved_by(&self, context: &Context<'_>) -> Result<Option<ConcernPerson>> {
        person(context, self.0.resolved_by).await
    }

    /// What the administrator noted; may be empty.
    async fn note(&self) -> &str {
        &self.0.note
    }
}

async fn person(context: &Context<'_>, id: Option<UserId>) -> Result<Option<ConcernPerson>> {
    let Some(id) = id else { return Ok(None) };
    Ok(load::<Users>(context, id).await?.map(ConcernPerson::from))
}

/// Filters for concerns. Fields that are left out do not filter.
#[derive(Debug, Default, InputObject)]
pub struct ConcernFilter {
    /// Only those in this state.
    pub state: Option<ConcernState>,
}

/// Concerns.
#[derive(Default)]
pub struct ConcernQuery;

#[Object]
impl ConcernQuery {
    /// Concerns, newest first; none about the caller. Needs the permission CONCERNS_READ.
    async fn concerns(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which concerns.")] filter: Option<ConcernFilter>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, Concern>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<ConcernsRead>())?;
        let page: Page<ConcernId> = Page::parse(first, after, last, before)?;
        let state = filter.unwrap_or_default().state.map(Into::into);
        let range = Range {
            after: page.after,
            before: page.before,
            backwards: page.backwards,
            limit: page.limit(),
        };
        let rows = value(Box::pin(list::concerns(app, &admin, state, range)).await)?;
        Ok(connection(&page, rows, |row| {
            (row.id.to_string(), Concern(row))
        }))
    }
}

/// What a member reports.
#[derive(InputObject)]
pub struct RaiseConcernInput {
    /// The person whom it is about: a mentor, a partner now or before, or the other side of a request. Null for a concern
    /// about the program.
    pub about: Option<ID>,
    /// 1 to 2000 characters; line breaks are allowed.
    pub text: String,
}

/// The id of the concern, or the errors.
#[derive(Default, SimpleObject)]
pub struct RaiseConcernPayload {
    /// The id of the concern.
    id: Option<ID>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The concern to resolve.
#[derive(InputObject)]
pub struct ResolveConcernInput {
    /// Its id.
    pub id: ID,
    /// A note for administrators, at most 500 characters; line breaks are allowed.
    pub note: Option<String>,
}

/// The concern after the change, or the errors.
#[derive(Default, SimpleObject)]
pub struct ResolveConcernPayload {
    /// The concern.
    concern: Option<Concern>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(RaiseConcernPayload, ResolveConcernPayload);

/// Concerns.
#[derive(Default)]
pub struct ConcernMutation;

#[Object]
impl ConcernMutation {
    /// Reports a concern to the administrators, in private. The person whom it is about never learns of it.
    async fn raise_concern(
        &self,
        context: &Context<'_>,
        input: RaiseConcernInput,
    ) -> Result<RaiseConcernPayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let about = input.about.map(|id| uuid(&id, "about")).transpose()?;
        let raised = raise::raise_concern(app, &member, about.map(UserId), &input.text).await;
        payload(raised, |id| RaiseConcernPayload {
            id: Some(ID(id.to_string())),
            errors: Vec::new(),
        })
    }

    /// Marks a concern as resolved. Needs the permission CONCERNS_WRITE.
    async fn resolve_concern(
        &self,
        context: &Context<'_>,
        input: ResolveConcernInput,
    ) -> Result<ResolveConcernPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<ConcernsWrite>())?;
        let id = ConcernId(uuid(&input.id, "id")?);
        let note = input.note.unwrap_or_default();
        let resolved = resolve::resolve_concern(app, &actor, id, &note).await;
        payload(resolved, |concern| ResolveConcernPayload {
            concern: Some(Concern(concern)),
            errors: Vec::new(),
        })
    }
}
