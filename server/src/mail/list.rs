//! The outbox, as administrators see it. It never shows a link or a code: those exist only in the emails themselves.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::db::page::{self, Key, List, ListCursor, Slice};
use crate::entities::email::{Column, EmailKind, EmailState, Entity, Model, OUTBOX_RANK};
use crate::error::Result;
use crate::ids::UserId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, IntoSimpleExpr, QueryFilter};

/// Filters for emails; fields that are `None` do not filter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only emails in this state.
    pub state: Option<EmailState>,
    /// Only emails of this kind.
    pub kind: Option<EmailKind>,
    /// Only emails to this account.
    pub user_id: Option<UserId>,
}

/// Returns the matching emails: those that were given up, then those that failed and wait for another attempt, then
/// those that wait for the first one, then those that were sent; of each the newest first.
///
/// # Errors
/// `BadInput` for a cursor of another list.
pub async fn emails(
    app: &App,
    _: &Admin<UsersRead>,
    filter: Filter,
    slice: &Slice,
) -> Result<Vec<Model>> {
    slice.check(List::Outbox)?;
    let rank = Expr::col((Entity, OUTBOX_RANK));
    let mut emails = Entity::find();
    if let Some(state) = filter.state {
        // A range rather than the state itself, because the index begins with the rank.
        emails = emails.filter(match state {
            EmailState::Dead => rank.clone().eq("3"),
            EmailState::Queued => rank.clone().gte("1").and(rank.clone().lte("2")),
            EmailState::Sent => rank.clone().eq("0"),
        });
    }
    if let Some(kind) = filter.kind {
        emails = emails.filter(Column::Kind.eq(kind));
    }
    if let Some(user_id) = filter.user_id {
        emails = emails.filter(Column::UserId.eq(user_id));
    }
    let order = (rank, Column::Id.into_simple_expr());
    Ok(page::slice(emails, order, true, slice)
        .all(app.db.reader())
        .await?)
}

/// The cursor of an email in the list.
#[must_use]
pub fn cursor(email: &Model) -> ListCursor {
    ListCursor {
        list: List::Outbox,
        key: Key::Text(email.outbox_rank().to_owned()),
        id: email.id.0,
    }
}
