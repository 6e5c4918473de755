//! Sessions in which an administrator is signed in as a member, for support. They end after 15 minutes, with the
//! administrator's own session, and when the administrator may no longer do this.

use super::permission::Permission;
use super::token::Token;
use super::{admin_lock, sessions};
use crate::app::App;
use crate::entities::session::{ActiveModel, Column, Entity, Kind, Model};
use crate::error::Result;
use crate::ids::{SessionId, UserId};
use crate::signals::{Name, Signal};
use crate::work::Tx;
use chrono::Duration;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Set};

/// When such a session ends, whether or not it is used.
pub const LIFETIME: Duration = Duration::minutes(15);

/// Opens a session as a member, and ends the one that was begun in the same session of the administrator. It does not
/// hold where the administrator is: the member sees it among their own. `returns` says whether it replaces the
/// administrator's session in a browser.
///
/// # Errors
/// When the database does not respond, or the system has no random bytes.
pub(crate) async fn open(
    tx: &Tx,
    user_id: UserId,
    administrator: UserId,
    begun_in: SessionId,
    returns: bool,
    reason: &str,
) -> Result<(Model, Token)> {
    end_begun_in(tx, administrator, begun_in).await?;
    let token = Token::generate()?;
    let session = ActiveModel {
        expires_at: Set(tx.app.clock.now() + LIFETIME),
        impersonator_id: Set(Some(administrator)),
        impersonator_session_id: Set(Some(begun_in)),
        impersonation_reason: Set(Some(reason.to_owned())),
        impersonation_returns: Set(returns),
        ..sessions::row(tx, user_id, Kind::Member, &token)
    };
    Ok((sessions::store(tx, session)?, token))
}

/// The session in which an administrator opened this one, if it is still open.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn begun_in(tx: &Tx, session: &Model) -> Result<Option<Model>> {
    let Some(id) = session.impersonator_session_id else {
        return Ok(None);
    };
    let own = Entity::find_by_id(id).one(tx.rows()).await?;
    let now = tx.app.clock.now();
    Ok(own.filter(|own| sessions::is_open(&tx.app, own, now)))
}

/// Whether a session may be used: one in which an administrator is signed in as a member only while that is allowed,
/// the administrator may do it, and the administrator's own session has not ended.
pub(super) async fn may_continue(app: &App, session: &Model) -> Result<bool> {
    let Some(administrator) = session.impersonator_id else {
        return Ok(true);
    };
    let needed = [Permission::UsersImpersonate];
    let is_allowed = app.config.accounts.impersonation
        && admin_lock::may(app.db.reader(), administrator, &needed).await?;
    let Some(begun_in) = session.impersonator_session_id.filter(|_| is_allowed) else {
        return Ok(false);
    };
    let own = Entity::find_by_id(begun_in).one(app.db.reader()).await?;
    Ok(own.is_some_and(|own| sessions::is_open(app, &own, app.clock.now())))
}

/// Ends the sessions that an administrator opened as members in this session.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn end_begun_in(
    tx: &Tx,
    administrator: UserId,
    session_id: SessionId,
) -> Result<()> {
    let begun = Column::ImpersonatorSessionId.eq(session_id);
    end(tx, administrator, Condition::all().add(begun)).await
}

/// Ends the sessions that an administrator opened as members, except for those that were begun in `kept`.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn end_of(tx: &Tx, administrator: UserId, kept: Option<SessionId>) -> Result<()> {
    let others = kept.map(|kept| Column::ImpersonatorSessionId.ne(kept));
    end(tx, administrator, Condition::all().add_option(others)).await
}

/// Ends the sessions in which an administrator is signed in as a member who is about to be deleted, and those that an
/// administrator who is about to be deleted opened.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn end_about(tx: &Tx, user_id: UserId) -> Result<()> {
    let ended = Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::ImpersonatorId.is_not_null())
        .exec_with_returning(tx.rows())
        .await?;
    emit_ended(tx, &ended).await;
    end_of(tx, user_id, None).await
}

/// Ends the sessions of those administrators who may no longer sign in as members.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn review(tx: &Tx, administrators: &[UserId]) -> Result<()> {
    for administrator in administrators {
        let needed = [Permission::UsersImpersonate];
        if !admin_lock::may(tx.rows(), *administrator, &needed).await? {
            end_of(tx, *administrator, None).await?;
        }
    }
    Ok(())
}

async fn end(tx: &Tx, administrator: UserId, which: Condition) -> Result<()> {
    let ended = Entity::delete_many()
        .filter(Column::ImpersonatorId.eq(administrator))
        .filter(which)
        .exec_with_returning(tx.rows())
        .await?;
    emit_ended(tx, &ended).await;
    Ok(())
}

/// Emits `impersonation_ended` for those of these sessions in which an administrator was signed in as a member.
pub(super) async fn emit_ended(tx: &Tx, ended: &[Model]) {
    let impersonated = ended
        .iter()
        .filter(|session| session.impersonator_id.is_some());
    for session in impersonated {
        let reason = session.impersonation_reason.as_deref().unwrap_or_default();
        let signal = Signal::impersonation(Name::ImpersonationEnded, session.user_id, reason);
        tx.emit(signal).await;
    }
}
