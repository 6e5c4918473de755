//! The number of accounts in a list, next to a page of it.

use super::context::app;
use super::page::AccountCursor;
use super::payload::value;
use crate::db::lists::{self, Counted};
use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result};

/// A page of accounts, with the number of all that are in the list.
pub(super) type Accounts<Node> = Connection<AccountCursor, Node, TotalCount>;

/// The number of accounts in a list. Nothing is counted unless a document selects it.
#[derive(Debug, Clone)]
pub struct TotalCount(Counted);

impl TotalCount {
    pub(super) const fn new(counted: Counted) -> Self {
        Self(counted)
    }
}

/// The number of accounts in a list.
#[Object]
impl TotalCount {
    /// The number of accounts in the list on all pages, up to 10,000. Null if there are more, or if counting would take a
    /// look at more than 10,000 entries of the index: in a search, those of the longest word.
    async fn total_count(&self, context: &Context<'_>) -> Result<Option<u64>> {
        value(lists::count(app(context)?, &self.0).await)
    }
}
