//! Encrypts the secrets that are stored in clear text, or under the key before the current one.

use crate::app::App;
use crate::entities::{hook, webhook};
use crate::error::Result;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

/// Encrypts every secret that is not encrypted under the current key; does nothing without `SECRET_KEY`. A secret that
/// changes meanwhile stays as it is.
///
/// # Errors
/// When the database does not respond.
pub async fn seal_stored(app: &App) -> Result<()> {
    if !app.seal.is_in_force() {
        return Ok(());
    }
    let mut endpoints = 0;
    for row in webhook::Entity::find().all(app.db.reader()).await? {
        let renewed = Renewed::of(app, row.id.0, &row.secret, row.previous_secret.as_deref())?;
        let Some(Renewed { current, previous }) = renewed else {
            continue;
        };
        let updated = webhook::Entity::update_many()
            .col_expr(webhook::Column::Secret, current)
            .col_expr(webhook::Column::PreviousSecret, previous)
            .filter(webhook::Column::Id.eq(row.id))
            .filter(webhook::Column::Secret.eq(row.secret))
            .exec(app.db.writer());
        endpoints += updated.await?.rows_affected;
    }
    for row in hook::Entity::find().all(app.db.reader()).await? {
        let renewed = Renewed::of(app, row.id.0, &row.secret, row.previous_secret.as_deref())?;
        let Some(Renewed { current, previous }) = renewed else {
            continue;
        };
        let updated = hook::Entity::update_many()
            .col_expr(hook::Column::Secret, current)
            .col_expr(hook::Column::PreviousSecret, previous)
            .filter(hook::Column::Id.eq(row.id))
            .filter(hook::Column::Secret.eq(row.secret))
            .exec(app.db.writer());
        endpoints += updated.await?.rows_affected;
    }
    if endpoints > 0 {
        tracing::info!(
            endpoints,
            "encrypted the secrets of webhooks and hooks under the current SECRET_KEY"
        );
    }
    Ok(())
}

/// The secrets of an endpoint, encrypted under the current key.
struct Renewed {
    current: Expr,
    previous: Expr,
}

impl Renewed {
    /// Encrypts what is not; `None` if there is nothing to do.
    fn of(app: &App, id: Uuid, current: &str, previous: Option<&str>) -> Result<Option<Self>> {
        let renewed = app.seal.renew(id, current)?;
        let renewed_previous = match previous {
            Some(previous) => app.seal.renew(id, previous)?,
            None => None,
        };
        if renewed.is_none() && renewed_previous.is_none() {
            return Ok(None);
        }
        let previous = renewed_previous.or(previous.map(str::to_owned));
        Ok(Some(Self {
            current: Expr::value(renewed.unwrap_or_else(|| current.to_owned())),
            previous: Expr::value(previous),
        }))
    }
}
