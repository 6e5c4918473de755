//! The match board.

use super::accounts_page::AccountsPage;
use super::context::{app, parts};
use super::end_of_match::EndedMatch;
use super::loaders::{Users, load_many};
use super::page::{Page, connection, connection_of_accounts, connection_of_some};
use super::payload::value;
use super::user::User;
use super::user_columns;
use crate::admins::board;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::db::page::ListCursor;
use crate::entities::user;
use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// A mentee and their mentor.
#[derive(Debug, Clone)]
pub struct Match {
    mentee: Arc<user::Model>,
    mentor: Arc<user::Model>,
    matched_at: DateTime<Utc>,
    undo_until: Option<DateTime<Utc>>,
}

/// A mentee and their mentor.
#[Object]
impl Match {
    /// The mentee's account.
    async fn mentee(&self) -> User {
        User::new(Arc::clone(&self.mentee))
    }

    /// The mentor's account.
    async fn mentor(&self) -> User {
        User::new(Arc::clone(&self.mentor))
    }

    /// When the match began.
    async fn matched_at(&self) -> DateTime<Utc> {
        self.matched_at
    }

    /// Until when undoMatch undoes it; null when it cannot.
    async fn undo_until(&self) -> Option<DateTime<Utc>> {
        self.undo_until
    }
}

/// Unmatched mentees, full mentors, and current and former matches.
#[derive(Debug)]
pub struct MatchBoard {
    admin: Admin<UsersRead>,
}

/// Unmatched mentees, full mentors, and current and former matches.
#[Object]
impl MatchBoard {
    /// Mentees who are eligible for a match, longest waiting first: see User.matching.
    async fn unmatched(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<AccountsPage> {
        let page: Page<ListCursor> = Page::parse(first, after, last, before)?;
        let columns = user_columns::of_nodes(context);
        let slice = page.slice();
        let rows = board::unmatched(app(context)?, &self.admin, &slice, columns);
        let rows = Box::pin(rows).await;
        let accounts = connection_of_accounts(&page, value(rows)?, User::new);
        Ok(AccountsPage(accounts))
    }

    /// Active mentors with a full roster or who pause, in the order in which they joined.
    async fn full(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<AccountsPage> {
        let page: Page<ListCursor> = Page::parse(first, after, last, before)?;
        let columns = user_columns::of_nodes(context);
        let slice = page.slice();
        let rows = board::full(app(context)?, &self.admin, &slice, columns);
        let rows = Box::pin(rows).await;
        let accounts = connection_of_accounts(&page, value(rows)?, User::new);
        Ok(AccountsPage(accounts))
    }

    /// Current matches, newest first.
    async fn matched(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, Match>> {
        let page: Page<ListCursor> = Page::parse(first, after, last, before)?;
        let app = app(context)?;
        let rows = value(Box::pin(board::matches(app, &self.admin, &page.slice())).await)?;
        let now = app.clock.now();
        let people = rows
            .iter()
            .flat_map(|(_, row)| [row.mentee_id, row.mentor_id]);
        let people = load_many::<Users>(context, people).await?;
        Ok(connection_of_some(&page, rows, |(cursor, row)| {
            let pair = Match {
                mentee: people.get(&row.mentee_id).cloned()?,
                mentor: people.get(&row.mentor_id).cloned()?,
                matched_at: row.matched_at,
                undo_until: row.open_undo(now),
            };
            Some((cursor.to_string(), pair))
        }))
    }

    /// Matches that ended, latest first.
    async fn ended(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, EndedMatch>> {
        let page: Page<ListCursor> = Page::parse(first, after, last, before)?;
        let rows = Box::pin(board::ended(app(context)?, &self.admin, &page.slice())).await;
        Ok(connection(&page, value(rows)?, |(cursor, row)| {
            (cursor.to_string(), EndedMatch(row))
        }))
    }
}

/// The match board.
#[derive(Default)]
pub struct BoardQuery;

#[Object]
impl BoardQuery {
    /// The match board. Use assignMentee to match people. Needs the permission USERS_READ.
    async fn matches(&self, context: &Context<'_>) -> Result<MatchBoard> {
        let (_, caller) = parts(context)?;
        let admin = value(caller.admin::<UsersRead>())?;
        Ok(MatchBoard { admin })
    }
}
