//! One-time tokens: created when their email is sent, found by digest or by the code beside them, used once.

use super::code::Code;
use super::token::Token;
use crate::app::App;
use crate::db::delete_in_batches;
use crate::entities::one_time_token::{ActiveModel, Column, Entity, Model, Purpose};
use crate::error::Result;
use crate::ids::{TokenId, UserId};
use crate::work::Tx;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryTrait, SelectExt, Set};

/// How often the code of a token can be tried.
const MAX_ATTEMPTS: i32 = 10;

/// What an email contains: the token of its link, and the code beside it.
#[derive(Debug)]
pub struct Issued {
    /// The token.
    pub token: Token,
    /// The code, if there is one.
    pub code: Option<Code>,
}

/// Creates a token with a code for an account, and stores their digests. The codes of earlier emails stop working, so
/// that several emails do not multiply the guesses.
///
/// # Errors
/// When the system has no random bytes.
pub fn create(tx: &Tx, user_id: UserId, purpose: Purpose) -> Result<Issued> {
    let token = Token::generate()?;
    // An invitation is followed in the mail program, days later: there is no page that waits for a code.
    let code = match purpose {
        Purpose::Invitation => None,
        _ => Some(Code::generate(purpose)?),
    };
    let earlier = Entity::update_many()
        .col_expr(Column::Code, Expr::val(Option::<Vec<u8>>::None))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Purpose.eq(purpose));
    tx.rows().run_later(earlier.as_query());
    let now = tx.app.clock.now();
    let accounts = &tx.app.config.accounts;
    let life = match purpose {
        Purpose::Verification | Purpose::Address => accounts.verification_expiration,
        Purpose::Reset => accounts.reset_expiration,
        Purpose::Invitation => accounts.invitation_lifetime,
    };
    let mac = code
        .as_ref()
        .map(|code| code.mac(&tx.app.code_key, purpose, user_id))
        .transpose()?;
    let row = ActiveModel {
        id: Set(TokenId::new()),
        user_id: Set(user_id),
        purpose: Set(purpose),
        digest: Set(token.digest()),
        created_at: Set(now),
        expires_at: Set(now + life),
        consumed_at: Set(None),
        code: Set(mac),
        attempts: Set(0),
    };
    tx.rows().run_later(Entity::insert(row).as_query());
    Ok(Issued { token, code })
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

/// Uses up one attempt at the code of an account's latest token. Returns the token; `None` if there is none whose code
/// can be tried. To be committed before the code is compared, so that guesses at the same time are all counted.
///
/// # Errors
/// When the database does not respond.
pub async fn take_attempt(
    app: &App,
    rows: &impl ConnectionTrait,
    user_id: UserId,
    purpose: Purpose,
) -> Result<Option<Model>> {
    // Only the latest token has a code.
    let latest = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::Code.is_not_null())
        .filter(Column::ExpiresAt.gt(app.clock.now()))
        .one(rows)
        .await?;
    let Some(token) = latest else {
        return Ok(None);
    };
    let counted = Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.eq(token.id))
        .filter(Column::Attempts.lt(MAX_ATTEMPTS))
        .exec(rows)
        .await?;
    Ok((counted.rows_affected == 1).then_some(token))
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
