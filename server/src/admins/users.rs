//! Lists, searches and looks up accounts for administrators.

pub use crate::db::lists::{Order, Ordering};

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::db::lists::{self, Counted, Listed, Wanted};
use crate::db::page::Slice;
use crate::db::search;
use crate::db::user_columns::Columns;
use crate::entities::user::{self, Column, Model};
use crate::entities::user_state::States;
use crate::error::Result;
use crate::ids::UserId;
use sea_orm::{ColumnTrait, QueryFilter};

/// Filters for accounts; fields that are `None` do not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only accounts in these states.
    pub states: States,
    /// Each word must be in a word of the name, a major, hobby or club, or begin one of the address.
    pub search: Option<String>,
}

impl Filter {
    /// Whether it has a text to search for.
    #[must_use]
    pub fn is_searched(&self) -> bool {
        self.text().is_some()
    }

    fn text(&self) -> Option<&str> {
        let text = self.search.as_deref().map(str::trim);
        text.filter(|text| !text.is_empty())
    }
}

/// Returns the matching accounts with their cursors, and what to count for their number. Without an order, a search is ordered by the matching word, and
/// any other list shows the newest accounts first. Only these columns of the accounts are read.
///
/// # Errors
/// `BadInput` for a cursor of another order.
pub async fn users(
    app: &App,
    _: &Admin<UsersRead>,
    filter: &Filter,
    ordering: Option<Ordering>,
    slice: &Slice,
    columns: Columns,
) -> Result<(Vec<Listed>, Counted)> {
    listed(app, filter, ordering, slice, columns).await
}

/// The same for callers who proved another permission, and for the command line.
pub(super) async fn listed(
    app: &App,
    filter: &Filter,
    ordering: Option<Ordering>,
    slice: &Slice,
    columns: Columns,
) -> Result<(Vec<Listed>, Counted)> {
    let Some(text) = filter.text() else {
        let ordering = ordering.unwrap_or(Ordering::NEWEST_FIRST);
        let rows = lists::in_order(app, filter.states, ordering, slice, columns).await?;
        return Ok((rows, Counted::States(filter.states)));
    };
    let wanted = Wanted {
        words: search::wanted(text),
        ..Wanted::default()
    };
    match ordering {
        None => lists::search(app, filter.states, &wanted, slice, columns).await,
        Some(ordering) => {
            lists::search_in_order(app, filter.states, &wanted, ordering, slice, columns).await
        }
    }
}

/// Returns the account with this id or email address; `None` if there is none.
///
/// # Errors
/// When the database does not respond.
pub async fn user(app: &App, _: &Admin<UsersRead>, named: &Named) -> Result<Option<Model>> {
    let query = match named {
        Named::Id(id) => user::with_deleted().filter(Column::Id.eq(*id)),
        // PostgreSQL rejects NUL, and no address has one.
        Named::Email(email) if email.contains('\0') => return Ok(None),
        Named::Email(email) => {
            user::with_deleted().filter(Column::Email.eq(rules::trimmed(email).to_lowercase()))
        }
    };
    Ok(query.one(app.db.reader()).await?)
}

/// What identifies an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// By its id.
    Id(UserId),
    /// By its email address, as typed.
    Email(String),
}
