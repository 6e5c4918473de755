//! Gives a session another token when a request of its own changes what its account may do, so that a token that was
//! stolen or planted before does not gain the new rights. Only for a session in a cookie, which the response replaces:
//! a client with a bearer token keeps its token, which it alone can store.

use super::token::Token;
use crate::entities::session::{Column, Entity, Model};
use crate::error::Result;
use crate::work::Tx;
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// The new token of a session. The old one no longer works.
#[derive(Debug)]
pub struct RotatedToken {
    /// The token.
    pub token: Token,
    /// When the session expires, which rotation does not change.
    pub expires_at: DateTime<Utc>,
}

/// Replaces the token of a session. Returns `None` without a session, or when the session has ended or was rotated in
/// the meantime.
///
/// # Errors
/// When the database does not respond.
pub async fn rotate(tx: &Tx, session: Option<&Model>) -> Result<Option<RotatedToken>> {
    match session {
        Some(session) => replace(tx, session, None).await,
        None => Ok(None),
    }
}

/// Same as `rotate`, for a client that has not shown that it is the session's owner: the password counts as never
/// entered.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn rotate_unconfirmed(
    tx: &Tx,
    session: Option<&Model>,
) -> Result<Option<RotatedToken>> {
    match session {
        Some(session) => replace(tx, session, Some(DateTime::UNIX_EPOCH)).await,
        None => Ok(None),
    }
}

async fn replace(
    tx: &Tx,
    session: &Model,
    authenticated_at: Option<DateTime<Utc>>,
) -> Result<Option<RotatedToken>> {
    let token = Token::generate()?;
    let mut update = Entity::update_many().col_expr(Column::Digest, token.digest().into());
    if let Some(authenticated_at) = authenticated_at {
        update = update.col_expr(Column::AuthenticatedAt, authenticated_at.into());
    }
    let rotated = update
        .filter(Column::Id.eq(session.id))
        // Of two requests with the same cookie, one replaces it.
        .filter(Column::Digest.eq(session.digest.clone()))
        .exec(tx.rows())
        .await?;
    Ok((rotated.rows_affected > 0).then_some(RotatedToken {
        token,
        expires_at: session.expires_at,
    }))
}
