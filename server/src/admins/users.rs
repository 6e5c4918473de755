//! Accounts as administrators list, search and look them up.
//!
//! A page costs the same however many accounts there are: one index gives the order, or the state that few
//! accounts are in, or the words that a search begins with; everything else is looked up row by row.

pub(super) mod filter;
mod terms;

pub use filter::Filter;

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::db::Engine;
use crate::db::page::{self, Key, Place, Slice};
use crate::entities::user::{self, Column, Model};
use crate::entities::user_term;
use crate::error::Result;
use crate::ids::UserId;
use chrono::DateTime;
use filter::Lead;
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// What the list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// When accounts were made.
    JoinedAt,
    /// Address.
    Email,
    /// Family name, then given name, without case and accents.
    Name,
    /// Last login; accounts that never signed in come before all others.
    LastLogin,
}

/// A list's order and its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ordering {
    /// What by.
    pub by: Order,
    /// The greatest first.
    pub descending: bool,
}

/// Who joined last comes first.
const USUAL: Ordering = Ordering {
    by: Order::JoinedAt,
    descending: true,
};

/// Accounts that pass the filter, each with its place. Without an order, a search lists by the word that was
/// found, and any other list shows the newest accounts first.
///
/// # Errors
/// `BadInput` for a place of another order.
pub async fn users(
    app: &App,
    _: &Admin<UsersRead>,
    filter: &Filter,
    ordering: Option<Ordering>,
    slice: &Slice,
) -> Result<Vec<(Place, Model)>> {
    match (filter.wanted(), ordering) {
        // Nothing but punctuation is looked for: nobody has that.
        (Some(wanted), _) if wanted.is_empty() => Ok(Vec::new()),
        (Some(wanted), None) => found(app, filter, &wanted, slice).await,
        (wanted, ordering) => {
            let wanted = wanted.unwrap_or_default();
            listed(app, filter, &wanted, ordering.unwrap_or(USUAL), slice).await
        }
    }
}

/// In the order of the words that were found: one range of one index, up to the page's last row.
async fn found(
    app: &App,
    filter: &Filter,
    wanted: &[String],
    slice: &Slice,
) -> Result<Vec<(Place, Model)>> {
    slice.check(|key| matches!(key, Key::Text(_)))?;
    let Some((first, others)) = wanted.split_first() else {
        return Ok(Vec::new());
    };
    let query = user_term::Entity::find()
        .find_both_related(user::Entity)
        .filter(terms::begins(first))
        .filter(terms::is_first(first))
        .filter(terms::has_all(others))
        .filter(filter.condition(app, Lead::Search));
    let order = (
        user_term::Column::Term.into_expr(),
        user_term::Column::UserId.into_expr(),
    );
    let rows = page::slice(query, order, false, slice)
        .all(app.db.reader())
        .await?;
    let placed = |(term, user): (user_term::Model, Model)| {
        let key = Key::Text(term.term);
        (Place { key, id: user.id.0 }, user)
    };
    Ok(rows.into_iter().map(placed).collect())
}

/// In an order of the list's own. The words of a search are gathered first, so that this costs more the more
/// accounts are found.
async fn listed(
    app: &App,
    filter: &Filter,
    wanted: &[String],
    ordering: Ordering,
    slice: &Slice,
) -> Result<Vec<(Place, Model)>> {
    let is_of_kind: fn(&Key) -> bool = match ordering.by {
        Order::JoinedAt | Order::LastLogin => |key| matches!(key, Key::Moment(_)),
        Order::Email | Order::Name => |key| matches!(key, Key::Text(_)),
    };
    slice.check(is_of_kind)?;
    let lead = match wanted {
        [] => Lead::Order(ordering.by),
        _ => Lead::Search,
    };
    let mut query = user::with_deleted().filter(filter.condition(app, lead));
    for word in wanted {
        query = query.filter(Column::Id.in_subquery(terms::owners(word)));
    }
    let key = match ordering.by {
        Order::JoinedAt => Column::JoinedAt.into_expr(),
        Order::Email => Column::Email.into_expr(),
        Order::Name => Column::NameKey.into_expr(),
        Order::LastLogin => last_login(app.db.engine),
    };
    let key = match lead {
        Lead::Order(_) => key,
        // Not the column itself: walking its index for what was found is slow where that stands at the end.
        Lead::Search => Func::coalesce([key.clone(), key]).into(),
    };
    let order = (key, Column::Id.into_expr());
    let users = page::slice(query, order, ordering.descending, slice)
        .all(app.db.reader())
        .await?;
    let placed = |user: Model| (place(&user, ordering.by), user);
    Ok(users.into_iter().map(placed).collect())
}

/// The account with this id or this address; `None` where there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn user(app: &App, _: &Admin<UsersRead>, named: &Named) -> Result<Option<Model>> {
    let query = match named {
        Named::Id(id) => user::with_deleted().filter(Column::Id.eq(*id)),
        Named::Email(email) => {
            user::with_deleted().filter(Column::Email.eq(email.trim().to_lowercase()))
        }
    };
    Ok(query.one(app.db.reader()).await?)
}

/// How an account is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// By its id.
    Id(UserId),
    /// By its address, as typed.
    Email(String),
}

/// The very expression of the index.
fn last_login(engine: Engine) -> Expr {
    Expr::cust(match engine {
        Engine::Sqlite => r#"COALESCE("users"."last_login_at", '1970-01-01T00:00:00+00:00')"#,
        Engine::Postgres => {
            r#"COALESCE("users"."last_login_at", '1970-01-01T00:00:00+00:00'::timestamptz)"#
        }
    })
}

fn place(user: &Model, by: Order) -> Place {
    let key = match by {
        Order::JoinedAt => Key::Moment(user.joined_at),
        Order::Email => Key::Text(user.email.clone()),
        Order::Name => Key::Text(user.name_key.clone()),
        Order::LastLogin => Key::Moment(user.last_login_at.unwrap_or(DateTime::UNIX_EPOCH)),
    };
    Place { key, id: user.id.0 }
}
