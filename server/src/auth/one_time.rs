//! One-time tokens: created when their email is sent, found by digest, used once.

use super::token::Token;
use crate::app::App;
use crate::db::delete_in_batches;
use crate::entities::one_time_token::{ActiveModel, Column, Entity, Model, Purpose};
use crate::error::Result;
use crate::ids::{TokenId, UserId};
use crate::work::Tx;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, SelectExt, Set};

/// Creates a token for an account and stores its digest.
///
/// # Errors
/// When the database refuses the row.
pub async fn create(tx: &Tx, user_id: UserId, purpose: Purpose) -> Result<Token> {
    let token = Token::generate()?;
    let now = tx.app.clock.now();
    let accounts = &tx.app.config.accounts;
    let life = match purpose {
        Purpose::Verification => accounts.verification_expiration,
        Purpose::Reset => accounts.reset_expiration,
    };
    ActiveModel {
        id: Set(TokenId::new()),
        user_id: Set(user_id),
        purpose: Set(purpose),
        digest: Set(token.digest()),
        created_at: Set(now),
        expires_at: Set(now + life),
        consumed_at: Set(None),
    }
    .insert(tx.rows())
    .await?;
    Ok(token)
}

/// Returns the token that a client presents, used or not, expired or not.
///
/// # Errors
/// When the database does not respond.
pub async fn find(app: &App, purpose: Purpose, text: &str) -> Result<Option<Model>> {
    let Some(token) = Token::from_link(text) else {
        return Ok(None);
    };
    let found = Entity::find()
        .filter(Column::Digest.eq(token.digest()))
        .filter(Column::Purpose.eq(purpose))
        .one(app.db.reader())
        .await?;
    Ok(found)
}

/// Marks a token as used; returns whether this was its first use.
///
/// # Errors
/// When the database does not respond.
pub async fn consume(tx: &Tx, id: TokenId) -> Result<bool> {
    let consumed = Entity::update_many()
        .col_expr(Column::ConsumedAt, tx.app.clock.now().into())
        .filter(Column::Id.eq(id))
        .filter(Column::ConsumedAt.is_null())
        .exec(tx.rows())
        .await?;
    Ok(consumed.rows_affected == 1)
}

/// Marks all of an account's tokens of one purpose as used.
///
/// # Errors
/// When the database does not respond.
pub async fn consume_all(tx: &Tx, user_id: UserId, purpose: Purpose) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::ConsumedAt, tx.app.clock.now().into())
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::ConsumedAt.is_null())
        .exec(tx.rows())
        .await?;
    Ok(())
}

/// Whether an account has a token of one purpose that still works.
///
/// # Errors
/// When the database does not respond.
pub async fn has_valid(tx: &Tx, user_id: UserId, purpose: Purpose) -> Result<bool> {
    let found = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::ConsumedAt.is_null())
        .filter(Column::ExpiresAt.gt(tx.app.clock.now()))
        .exists(tx.rows())
        .await?;
    Ok(found)
}

/// Deletes an account's tokens of one purpose.
///
/// # Errors
/// When the database does not respond.
pub async fn revoke_all(tx: &Tx, user_id: UserId, purpose: Purpose) -> Result<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Purpose.eq(purpose))
        .exec(tx.rows())
        .await?;
    Ok(())
}

/// Deletes expired tokens; returns how many.
///
/// # Errors
/// When the database does not respond.
pub async fn delete_expired(app: &App) -> Result<u64> {
    delete_in_batches(
        app,
        Entity,
        Column::Id,
        Column::ExpiresAt.lte(app.clock.now()),
    )
    .await
}
