//! The tokens of emails that recipients can unsubscribe from (RFC 2369 and RFC 8058).

use super::content::Preferences;
use crate::app::App;
use crate::auth::token::Token;
use crate::db::delete_in_batches;
use crate::entities::email::EmailKind;
use crate::entities::unsubscribe_token::{ActiveModel, Column, Entity};
use crate::entities::user;
use crate::error::Result;
use crate::ids::{TokenId, UserId};
use crate::work::Tx;
use chrono::Duration;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set};

/// How long an email can be unsubscribed from.
const LIFETIME: Duration = Duration::days(180);

/// Creates the token of an email, if its kind is one that people need not get.
pub(super) async fn create(
    tx: &Tx,
    kind: EmailKind,
    user: &user::Model,
) -> Result<Option<Preferences>> {
    if !kind.is_optional() {
        return Ok(None);
    }
    let token = Token::generate()?;
    ActiveModel {
        id: Set(TokenId::new()),
        digest: Set(token.digest()),
        user_id: Set(user.id),
        created_at: Set(tx.app.clock.now()),
    }
    .insert(tx.rows())
    .await?;
    let base = &tx.app.config.mail.frontend_url;
    Ok(Some(Preferences {
        unsubscribe: format!("{base}/unsubscribe/{}", token.expose()),
        settings: format!("{base}/#/account"),
    }))
}

/// Returns the account whose email had this token.
///
/// # Errors
/// When the database does not respond.
pub async fn find(app: &App, text: &str) -> Result<Option<UserId>> {
    let Some(token) = Token::from_link(text) else {
        return Ok(None);
    };
    let found = Entity::find().filter(Column::Digest.eq(token.digest()));
    let found = found.one(app.db.reader()).await?;
    Ok(found.map(|row| row.user_id))
}

/// Deletes the tokens of old emails; returns how many.
///
/// # Errors
/// When the database does not respond.
pub async fn delete_old(app: &App) -> Result<u64> {
    let until = app.clock.now() - LIFETIME;
    delete_in_batches(app, Entity, Column::Id, Column::CreatedAt.lte(until)).await
}
