//! Ends sessions: one, those of an account, those of several accounts, and those that have expired.

use super::impersonation;
use super::sessions::idle_since;
use crate::app::App;
use crate::db::delete_in_batches;
use crate::entities::session::{self, Column, Entity, Model};
use crate::error::Result;
use crate::ids::{SessionId, UserId};
use crate::signals::{Name, Signal};
use crate::work::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// Ends one session; returns whether there was one.
///
/// # Errors
/// When the database does not respond.
pub async fn end(tx: &Tx, user_id: UserId, session_id: SessionId) -> Result<bool> {
    let ended = Entity::delete_many()
        .filter(Column::Id.eq(session_id))
        .filter(Column::UserId.eq(user_id))
        .exec_with_returning(tx.rows())
        .await?;
    impersonation::emit_ended(tx, &ended).await;
    impersonation::end_begun_in(tx, user_id, session_id).await?;
    Ok(!ended.is_empty())
}

/// Ends the session that a client had until now, because it signs in again: a cookie that it replaces must not stay valid
/// where somebody else has a copy. Emits `user_logged_out` if the session was open.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn end_former(tx: &Tx, former: Option<&Model>) -> Result<()> {
    match former {
        Some(former) => sign_out(tx, former).await,
        None => Ok(()),
    }
}

/// Ends a session because its client signs out, and emits `user_logged_out` if it was open. If an administrator is signed
/// in as a member there, that ends, and so does the administrator's own session, if it was in the same browser.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn sign_out(tx: &Tx, session: &Model) -> Result<()> {
    let (user_id, id) = match (session.impersonator_id, session.impersonator_session_id) {
        (Some(administrator), Some(own)) if session.impersonation_returns => (administrator, own),
        _ => (session.user_id, session.id),
    };
    // Ends what the administrator began there as well.
    let is_ended = end(tx, user_id, id).await?;
    if id != session.id {
        end(tx, session.user_id, session.id).await?;
    }
    let is_members = user_id == session.user_id && session.impersonator_id.is_some();
    if is_ended && !is_members {
        let ended = Signal::platform(Name::UserLoggedOut, user_id);
        tx.emit(ended).await;
    }
    Ok(())
}

/// Returns the next accounts, in the order of their ids, that have sessions other than `kept`.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn owners(
    app: &App,
    after: UserId,
    kept: Option<SessionId>,
    limit: u64,
) -> Result<Vec<UserId>> {
    let mut others = Entity::find()
        .select_only()
        .column(Column::UserId)
        .distinct()
        .filter(Column::UserId.gt(after));
    if let Some(kept) = kept {
        others = others.filter(Column::Id.ne(kept));
    }
    let owners = others.order_by_asc(Column::UserId).limit(limit);
    Ok(owners.into_tuple().all(app.db.reader()).await?)
}

/// Ends every session of several accounts except `kept`, and emits `user_sessions_revoked` for each account that had any.
/// Returns how many there were.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn revoke_all_of(
    tx: &Tx,
    users: &[UserId],
    kept: Option<SessionId>,
) -> Result<u64> {
    let mut delete = Entity::delete_many().filter(Column::UserId.is_in(users.iter().copied()));
    if let Some(kept) = kept {
        delete = delete.filter(Column::Id.ne(kept));
    }
    let ended = delete.exec_with_returning(tx.rows()).await?;
    impersonation::emit_ended(tx, &ended).await;
    let mut revoked = BTreeMap::<UserId, u64>::new();
    for session in ended {
        *revoked.entry(session.user_id).or_default() += 1;
    }
    for (user_id, count) in &revoked {
        emit_revoked(tx, *user_id, *count).await;
    }
    Ok(revoked.values().sum())
}

/// Ends every session of an account except `kept`, and emits `user_sessions_revoked` if there were any. What an
/// administrator began in these sessions ends with them.
///
/// # Errors
/// When the database does not respond.
pub async fn revoke_all(tx: &Tx, user_id: UserId, kept: Option<SessionId>) -> Result<u64> {
    let mut delete = Entity::delete_many().filter(Column::UserId.eq(user_id));
    if let Some(kept) = kept {
        delete = delete.filter(Column::Id.ne(kept));
    }
    let ended = delete.exec_with_returning(tx.rows()).await?;
    impersonation::emit_ended(tx, &ended).await;
    impersonation::end_of(tx, user_id, kept).await?;
    let revoked = ended.len() as u64;
    if revoked > 0 {
        emit_revoked(tx, user_id, revoked).await;
    }
    Ok(revoked)
}

/// Emits `user_sessions_revoked`.
pub async fn emit_revoked(tx: &Tx, user_id: UserId, revoked: u64) {
    let data = [("revoked".to_owned(), revoked.into())]
        .into_iter()
        .collect();
    tx.emit(Signal::platform(Name::UserSessionsRevoked, user_id).data(data))
        .await;
}

/// Deletes expired sessions; returns how many.
///
/// # Errors
/// When the database does not respond.
pub async fn delete_expired(app: &App) -> Result<u64> {
    let now = app.clock.now();
    let ended = session::expired(now, idle_since(app, now));
    delete_in_batches(app, Entity, Column::Id, ended).await
}
