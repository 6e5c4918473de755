//! The board of matches.

use super::answer::value;
use super::context::{app, parts};
use super::error::internal;
use super::loaders::{Users, load};
use super::page::{Page, connection, connection_of_accounts};
use super::user::User;
use crate::admins::board;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::db::page::Place;
use crate::entities::matched;
use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};

/// A mentee and their mentor.
#[derive(Debug, Clone)]
pub struct Match(matched::Model);

/// A mentee and their mentor.
#[Object]
impl Match {
    /// The mentee's account.
    async fn mentee(&self, context: &Context<'_>) -> Result<User> {
        let user = load::<Users>(context, self.0.mentee_id).await?;
        user.map(User::new).ok_or_else(internal)
    }

    /// The mentor's account.
    async fn mentor(&self, context: &Context<'_>) -> Result<User> {
        let user = load::<Users>(context, self.0.mentor_id).await?;
        user.map(User::new).ok_or_else(internal)
    }

    /// Since when.
    async fn matched_at(&self) -> DateTime<Utc> {
        self.0.matched_at
    }
}

/// Who waits, who is full, and who has found each other.
#[derive(Debug)]
pub struct MatchBoard {
    admin: Admin<UsersRead>,
}

/// Who waits, who is full, and who has found each other.
#[Object]
impl MatchBoard {
    /// Mentees who could be matched and are not; who has waited longest comes first.
    async fn unmatched(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, User>> {
        let page: Page<Place> = Page::parse(first, after, last, before)?;
        let rows = board::unmatched(app(context)?, &self.admin, &page.slice()).await;
        Ok(connection_of_accounts(&page, value(rows)?, User::new))
    }

    /// Mentors who take part and have no place left, in the order in which they joined.
    async fn full(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, User>> {
        let page: Page<Place> = Page::parse(first, after, last, before)?;
        let rows = board::full(app(context)?, &self.admin, &page.slice()).await;
        Ok(connection_of_accounts(&page, value(rows)?, User::new))
    }

    /// Matches, the newest first.
    async fn matched(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, Match>> {
        let page: Page<Place> = Page::parse(first, after, last, before)?;
        let rows = board::matches(app(context)?, &self.admin, &page.slice()).await;
        Ok(connection(&page, value(rows)?, |(place, row)| {
            (place.to_string(), Match(row))
        }))
    }
}

/// The board of matches.
#[derive(Default)]
pub struct BoardQuery;

#[Object]
impl BoardQuery {
    /// The board of matches. To match somebody, call assignMentee. Needs the permission USERS_READ.
    async fn matches(&self, context: &Context<'_>) -> Result<MatchBoard> {
        let (_, caller) = parts(context)?;
        let admin = value(caller.admin::<UsersRead>())?;
        Ok(MatchBoard { admin })
    }
}
