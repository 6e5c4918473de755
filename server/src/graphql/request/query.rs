//! Lists of requests.

use super::{MentorshipRequest, RequestState};
use crate::auth::permission::UsersRead;
use crate::db::page::ListCursor;
use crate::error;
use crate::graphql::argument::uuid;
use crate::graphql::context::parts;
use crate::graphql::page::{Page, connection};
use crate::graphql::payload::value;
use crate::ids::{RequestId, UserId};
use crate::roster::requests::list::{self, Filter, Listed, Range};
use async_graphql::connection::Connection;
use async_graphql::{Context, ID, InputObject, Object, Result};

/// Filters for requests. Fields that are left out do not filter.
#[derive(Debug, Default, InputObject)]
pub struct MentorshipRequestFilter {
    /// Only those of this mentee.
    pub mentee_id: Option<ID>,
    /// Only those of this mentor.
    pub mentor_id: Option<ID>,
    /// Only those in this state.
    pub state: Option<RequestState>,
}

/// Requests of mentees and offers of mentors.
#[derive(Default)]
pub struct RequestQuery;

#[Object]
impl RequestQuery {
    /// The requests that the caller sent, newest first: those of a mentee, or the offers of a mentor.
    #[allow(clippy::too_many_arguments, reason = "Relay's four and two of ours")]
    async fn sent_requests(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those in this state.")] state: Option<RequestState>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, MentorshipRequest>> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member_for_support())?;
        let page: Page<ListCursor> = Page::parse(first, after, last, before)?;
        let state = state.map(Into::into);
        listed(
            &page,
            Box::pin(list::sent(app, &member, state, &page.slice())).await,
        )
    }

    /// The requests that the caller received, newest first: offers to a mentee, or requests to a mentor.
    #[allow(clippy::too_many_arguments, reason = "Relay's four and two of ours")]
    async fn received_requests(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those in this state.")] state: Option<RequestState>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, MentorshipRequest>> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member_for_support())?;
        let page: Page<ListCursor> = Page::parse(first, after, last, before)?;
        let state = state.map(Into::into);
        listed(
            &page,
            Box::pin(list::received(app, &member, state, &page.slice())).await,
        )
    }

    /// Requests of anyone, newest first. Needs the permission USERS_READ.
    #[allow(clippy::too_many_arguments, reason = "Relay's four and two of ours")]
    async fn mentorship_requests(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which requests.")] filter: Option<MentorshipRequestFilter>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, MentorshipRequest>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<UsersRead>())?;
        let page: Page<RequestId> = Page::parse(first, after, last, before)?;
        let filter = filter.unwrap_or_default();
        let id = |id: Option<ID>, name: &'static str| {
            id.map(|id| uuid(&id, name).map(UserId)).transpose()
        };
        let filter = Filter {
            mentee_id: id(filter.mentee_id, "menteeId")?,
            mentor_id: id(filter.mentor_id, "mentorId")?,
            state: filter.state.map(Into::into),
        };
        let range = Range {
            after: page.after,
            before: page.before,
            backwards: page.backwards,
            limit: page.limit(),
        };
        let rows = value(Box::pin(list::all(app, &admin, filter, range)).await)?;
        Ok(connection(&page, rows, |row| {
            (row.id.to_string(), MentorshipRequest(row))
        }))
    }
}

fn listed(
    page: &Page<ListCursor>,
    rows: error::Result<Vec<Listed>>,
) -> Result<Connection<String, MentorshipRequest>> {
    Ok(connection(page, value(rows)?, |(cursor, row)| {
        (cursor.to_string(), MentorshipRequest(row))
    }))
}
