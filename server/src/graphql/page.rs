//! Arguments and results of lists: Relay connections, at most 100 items at a time.

use super::error::bad_input;
use super::total_count::{Accounts, TotalCount};
use crate::db::lists::{Counted, Listed};
use crate::db::page::{InvalidListCursor, ListCursor, Slice};
use crate::entities::user::Model;
use async_graphql::connection::{Connection, CursorType, Edge, EmptyFields};
use async_graphql::{ObjectType, OutputType, Result};
use std::sync::Arc;

/// Default number of items.
pub(super) const USUAL: i32 = 50;
/// Maximum number of items.
pub(super) const MOST: i32 = 100;

/// The part of a list that a client wants.
#[derive(Debug, Clone)]
pub(super) struct Page<C> {
    /// Only items after this cursor.
    pub(super) after: Option<C>,
    /// Only items before this cursor.
    pub(super) before: Option<C>,
    /// Whether to read from the end of the list.
    pub(super) backwards: bool,
    /// Number of items.
    pub(super) count: u64,
}

impl<C: std::str::FromStr> Page<C> {
    /// Parses Relay's four arguments.
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
            return Err(bad_input(format!(
                "first and last must be from 1 to {MOST}."
            )));
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

    /// One more than requested: if it exists, the list continues.
    pub(super) const fn limit(&self) -> u64 {
        self.count + 1
    }
}

impl Page<ListCursor> {
    /// The page as commands take it.
    pub(super) fn slice(&self) -> Slice {
        Slice {
            after: self.after.clone(),
            before: self.before.clone(),
            backwards: self.backwards,
            limit: self.limit(),
        }
    }
}

/// The cursor of an account in a list. It is encoded only if a document selects it.
#[derive(Debug)]
pub(super) struct AccountCursor(ListCursor);

impl CursorType for AccountCursor {
    type Error = InvalidListCursor;

    fn decode_cursor(text: &str) -> std::result::Result<Self, Self::Error> {
        text.parse().map(Self)
    }

    fn encode_cursor(&self) -> String {
        self.0.to_string()
    }
}

/// Builds a connection from at most `page.limit()` rows of a list of accounts.
pub(super) fn connection_of_accounts<Node: OutputType>(
    page: &Page<ListCursor>,
    (rows, counted): (Vec<Listed>, Counted),
    node: impl Fn(Arc<Model>) -> Node,
) -> Accounts<Node> {
    with_fields(page, rows, TotalCount::new(counted), |(cursor, user)| {
        Some((AccountCursor(cursor), node(Arc::new(user))))
    })
}

/// Builds a connection from at most `page.limit()` rows, in the order in which they were read.
pub(super) fn connection<C, Row, Node: OutputType>(
    page: &Page<C>,
    rows: Vec<Row>,
    edge: impl Fn(Row) -> (String, Node),
) -> Connection<String, Node> {
    connection_of_some(page, rows, |row| Some(edge(row)))
}

/// Like `connection`, but leaves out rows without an edge.
pub(super) fn connection_of_some<C, Row, Node: OutputType>(
    page: &Page<C>,
    rows: Vec<Row>,
    edge: impl Fn(Row) -> Option<(String, Node)>,
) -> Connection<String, Node> {
    with_fields(page, rows, EmptyFields, edge)
}

fn with_fields<C, Row, Cursor, Node, Fields>(
    page: &Page<C>,
    mut rows: Vec<Row>,
    fields: Fields,
    edge: impl Fn(Row) -> Option<(Cursor, Node)>,
) -> Connection<Cursor, Node, Fields>
where
    Cursor: CursorType + Send + Sync,
    Node: OutputType,
    Fields: ObjectType,
{
    let continues = rows.len() as u64 > page.count;
    rows.truncate(usize::try_from(page.count).unwrap_or(usize::MAX));
    if page.backwards {
        rows.reverse();
    }
    let (previous, next) = match page.backwards {
        true => (continues, page.before.is_some()),
        false => (page.after.is_some(), continues),
    };
    let mut connection = Connection::with_additional_fields(previous, next, fields);
    connection.edges = rows
        .into_iter()
        .filter_map(edge)
        .map(|(cursor, node)| Edge::new(cursor, node))
        .collect();
    connection
}
