//! Arguments and answers of lists: Relay connections, at most 100 at a time.

use super::error::bad_input;
use crate::db::lists::Listed;
use crate::db::page::{ListCursor, Slice};
use crate::entities::user::Model;
use async_graphql::OutputType;
use async_graphql::Result;
use async_graphql::connection::{Connection, Edge};
use std::sync::Arc;

/// Entries when a client does not say how many.
pub(super) const USUAL: i32 = 50;
/// Entries at most.
pub(super) const MOST: i32 = 100;

/// Which part of a list a client wants.
#[derive(Debug, Clone)]
pub(super) struct Page<C> {
    /// Only what comes after this place.
    pub(super) after: Option<C>,
    /// Only what comes before this place.
    pub(super) before: Option<C>,
    /// The end of the list rather than its beginning.
    pub(super) backwards: bool,
    /// How many.
    pub(super) count: u64,
}

impl<C: std::str::FromStr> Page<C> {
    /// Reads Relay's four arguments.
    pub(super) fn parse(
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Self> {
        let count = match (first, last) {
            (Some(_), Some(_)) => return Err(bad_input("Give first or last, not both.")),
            (first, last) => first.or(last).unwrap_or(USUAL),
        };
        if !(1..=MOST).contains(&count) {
            return Err(bad_input(format!("first and last are from 1 to {MOST}.")));
        }
        let cursor = |name: &str, text: Option<String>| {
            let parse = |text: String| {
                text.parse()
                    .map_err(|_| bad_input(format!("{name} is not a cursor of this list.")))
            };
            text.map(parse).transpose()
        };
        Ok(Self {
            after: cursor("after", after)?,
            before: cursor("before", before)?,
            backwards: last.is_some(),
            count: u64::from(count.unsigned_abs()),
        })
    }

    /// One more than wanted: whether it exists tells whether the list goes on.
    pub(super) const fn limit(&self) -> u64 {
        self.count + 1
    }
}

impl Page<ListCursor> {
    /// The same as a command takes it.
    pub(super) fn slice(&self) -> Slice {
        Slice {
            after: self.after.clone(),
            before: self.before.clone(),
            backwards: self.backwards,
            limit: self.limit(),
        }
    }
}

/// A connection from at most `page.limit()` rows of a list of accounts. Those that went meanwhile are left out; whether
/// the list goes on is told by its rows.
pub(super) fn connection_of_accounts<Node: OutputType>(
    page: &Page<ListCursor>,
    rows: Vec<Listed>,
    node: impl Fn(Arc<Model>) -> Node,
) -> Connection<String, Node> {
    connection_of_some(page, rows, |(cursor, user)| {
        Some((cursor.to_string(), node(Arc::new(user?))))
    })
}

/// A connection from at most `page.limit()` rows, which stand in the direction in which they were read.
pub(super) fn connection<C, Row, Node: OutputType>(
    page: &Page<C>,
    rows: Vec<Row>,
    edge: impl Fn(Row) -> (String, Node),
) -> Connection<String, Node> {
    connection_of_some(page, rows, |row| Some(edge(row)))
}

/// The same where some rows may have lost what they are about.
pub(super) fn connection_of_some<C, Row, Node: OutputType>(
    page: &Page<C>,
    mut rows: Vec<Row>,
    edge: impl Fn(Row) -> Option<(String, Node)>,
) -> Connection<String, Node> {
    let goes_on = rows.len() as u64 > page.count;
    rows.truncate(usize::try_from(page.count).unwrap_or(usize::MAX));
    if page.backwards {
        rows.reverse();
    }
    let (previous, next) = match page.backwards {
        true => (goes_on, page.before.is_some()),
        false => (page.after.is_some(), goes_on),
    };
    let mut connection = Connection::new(previous, next);
    connection.edges = rows
        .into_iter()
        .filter_map(edge)
        .map(|(cursor, node)| Edge::new(cursor, node))
        .collect();
    connection
}
