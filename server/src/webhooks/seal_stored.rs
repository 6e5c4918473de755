//! Encrypts the secrets that were stored before there was a `SECRET_KEY`, or by an earlier version.

use super::Seal;
use super::seal::is_open;
use crate::app::App;
use crate::entities::{hook, webhook};
use crate::error::Result;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

/// Encrypts every secret that is not; does nothing without `SECRET_KEY`. A secret that changes meanwhile stays as it is.
///
/// # Errors
/// When the database does not respond.
pub async fn seal_stored(app: &App) -> Result<()> {
    if !app.seal.is_in_force() {
        return Ok(());
    }
    for row in webhook::Entity::find().all(app.db.reader()).await? {
        let Some(sealed) = Sealed::of(&app.seal, row.id.0, &row.secret, &row.previous_secret)?
        else {
            continue;
        };
        webhook::Entity::update_many()
            .col_expr(webhook::Column::Secret, sealed.current.into())
            .col_expr(webhook::Column::PreviousSecret, sealed.previous)
            .filter(webhook::Column::Id.eq(row.id))
            .filter(webhook::Column::Secret.eq(row.secret))
            .exec(app.db.writer())
            .await?;
    }
    for row in hook::Entity::find().all(app.db.reader()).await? {
        let Some(sealed) = Sealed::of(&app.seal, row.id.0, &row.secret, &row.previous_secret)?
        else {
            continue;
        };
        hook::Entity::update_many()
            .col_expr(hook::Column::Secret, sealed.current.into())
            .col_expr(hook::Column::PreviousSecret, sealed.previous)
            .filter(hook::Column::Id.eq(row.id))
            .filter(hook::Column::Secret.eq(row.secret))
            .exec(app.db.writer())
            .await?;
    }
    Ok(())
}

/// The secrets of an endpoint, encrypted.
struct Sealed {
    current: String,
    previous: Expr,
}

impl Sealed {
    /// Encrypts what is not; `None` if everything is.
    fn of(seal: &Seal, id: Uuid, current: &str, previous: &Option<String>) -> Result<Option<Self>> {
        let stored = [Some(current), previous.as_deref()];
        if !stored.into_iter().flatten().any(is_open) {
            return Ok(None);
        }
        let sealed = |stored: &str| match is_open(stored) {
            true => seal.close(id, stored),
            false => Ok(stored.to_owned()),
        };
        let previous = previous.as_deref().map(sealed).transpose()?;
        Ok(Some(Self {
            current: sealed(current)?,
            previous: Expr::value(previous),
        }))
    }
}
