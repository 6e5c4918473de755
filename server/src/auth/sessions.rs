//! Sessions: opened at login, found by the digest of their token at each request, ended early or late.

use super::caller::{Caller, Client, SignedIn};
use super::permission;
use super::token::Token;
use crate::app::App;
use crate::db::tx::Tx;
use crate::entities::session::{self, ActiveModel, Column, Entity, Kind, Model};
use crate::entities::{admin, admin_role, user};
use crate::error::Result;
use crate::ids::{SessionId, UserId};
use crate::signals::{Name, Signal};
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{ExprTrait, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Set,
};
use std::sync::Arc;

/// A session's last use is written at most this often, so that reads do not become writes.
const LAST_SEEN_EVERY: Duration = Duration::minutes(5);
/// Characters of a user agent that are kept.
const USER_AGENT: usize = 300;

/// Finds out who calls. An absent, unknown or expired token is nobody; the two are told apart nowhere.
///
/// # Errors
/// When the database does not answer.
pub async fn authenticate(app: &App, token: Option<&str>, client: Client) -> Result<Caller> {
    let Some(token) = token.and_then(Token::parse) else {
        return Ok(Caller::anonymous(client));
    };
    let found = look_up(app, Column::Digest.eq(token.digest())).await?;
    Ok(match found {
        Some(signed_in) => Caller::signed_in(client, signed_in),
        None => Caller::anonymous(client),
    })
}

/// The same caller as they are now: nobody, if the session has ended since.
///
/// # Errors
/// When the database does not answer.
pub async fn renew(app: &App, caller: &Caller) -> Result<Caller> {
    let client = caller.client().clone();
    let Ok(SignedIn { session, .. }) = caller.session() else {
        return Ok(Caller::anonymous(client));
    };
    Ok(match signed_in(app, session.id).await? {
        Some(signed_in) => Caller::signed_in(client, signed_in),
        None => Caller::anonymous(client),
    })
}

/// An open session with its account and rights, unless it has ended.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn signed_in(app: &App, id: SessionId) -> Result<Option<SignedIn>> {
    look_up(app, Column::Id.eq(id)).await
}

/// When a session ends if it is not used any more.
pub(super) fn ends_at(app: &App, session: &Model) -> DateTime<Utc> {
    let idle_out = session.last_seen_at + app.config.accounts.session_idle_timeout;
    Ord::min(session.expires_at, idle_out)
}

async fn look_up(app: &App, which: SimpleExpr) -> Result<Option<SignedIn>> {
    let now = app.clock.now();
    let found = session::live(now, idle_since(app, now))
        .filter(which)
        .find_also_related(user::Entity)
        .one(app.db.reader())
        .await?;
    let Some((session, Some(user))) = found else {
        return Ok(None);
    };
    if !user.is_active {
        return Ok(None);
    }
    let permissions = match session.kind {
        Kind::Member => None,
        Kind::Admin => administrator_permissions(app, user.id).await?,
    };
    touch(app, &session, now);
    Ok(Some(SignedIn {
        session,
        user: Arc::new(user),
        permissions,
    }))
}

/// Opens a session and answers it with the token that the client keeps.
///
/// # Errors
/// When the database refuses the row.
pub async fn open(tx: &Tx, user_id: UserId, kind: Kind, client: &Client) -> Result<(Model, Token)> {
    let token = Token::generate()?;
    let now = tx.app.clock.now();
    let user_agent = client
        .user_agent
        .as_ref()
        .map(|text| text.chars().take(USER_AGENT).collect());
    let session = ActiveModel {
        id: Set(SessionId::new()),
        user_id: Set(user_id),
        digest: Set(token.digest()),
        kind: Set(kind),
        created_at: Set(now),
        last_seen_at: Set(now),
        expires_at: Set(now + tx.app.config.accounts.session_lifetime),
        user_agent: Set(user_agent),
        ip: Set(client.ip.map(|ip| ip.to_string())),
    };
    Ok((session.insert(tx.rows()).await?, token))
}

/// An account's sessions that are still good, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_user(app: &App, user_id: UserId) -> Result<Vec<Model>> {
    let now = app.clock.now();
    let sessions = session::live(now, idle_since(app, now))
        .filter(Column::UserId.eq(user_id))
        .order_by_desc(Column::CreatedAt)
        .all(app.db.reader())
        .await?;
    Ok(sessions)
}

/// Ends one session; answers whether there was one.
///
/// # Errors
/// When the database does not answer.
pub async fn end(tx: &Tx, user_id: UserId, session_id: SessionId) -> Result<bool> {
    let ended = Entity::delete_many()
        .filter(Column::Id.eq(session_id))
        .filter(Column::UserId.eq(user_id))
        .exec(tx.rows())
        .await?;
    Ok(ended.rows_affected > 0)
}

/// Ends every session of an account except `kept`, and tells `user_sessions_revoked` when there were any.
///
/// # Errors
/// When the database does not answer.
pub async fn revoke_all(tx: &Tx, user_id: UserId, kept: Option<SessionId>) -> Result<u64> {
    let mut delete = Entity::delete_many().filter(Column::UserId.eq(user_id));
    if let Some(kept) = kept {
        delete = delete.filter(Column::Id.ne(kept));
    }
    let revoked = delete.exec(tx.rows()).await?.rows_affected;
    if revoked > 0 {
        tell_revoked(tx, user_id, revoked).await;
    }
    Ok(revoked)
}

/// Tells that sessions were ended before their time.
pub async fn tell_revoked(tx: &Tx, user_id: UserId, revoked: u64) {
    let data = [("revoked".to_owned(), revoked.into())]
        .into_iter()
        .collect();
    tx.emit(Signal::platform(Name::UserSessionsRevoked, user_id).data(data))
        .await;
}

/// Forgets sessions that ended by themselves; answers how many.
///
/// # Errors
/// When the database does not answer.
pub async fn forget_expired(app: &App) -> Result<u64> {
    let now = app.clock.now();
    let ended = Column::ExpiresAt
        .lte(now)
        .or(Column::LastSeenAt.lte(idle_since(app, now)));
    Ok(Entity::delete_many()
        .filter(ended)
        .exec(app.db.writer())
        .await?
        .rows_affected)
}

fn idle_since(app: &App, now: DateTime<Utc>) -> DateTime<Utc> {
    now - app.config.accounts.session_idle_timeout
}

async fn administrator_permissions(
    app: &App,
    user_id: UserId,
) -> Result<Option<Vec<super::Permission>>> {
    let role = admin_role::Entity::find()
        .join_rev(JoinType::InnerJoin, admin::Relation::Role.def())
        .filter(admin::Column::UserId.eq(user_id))
        .filter(admin::Column::IsActive.eq(true))
        .one(app.db.reader())
        .await?;
    Ok(role.map(|role| permission::of_role(&role)))
}

/// Notes the use of a session, without letting the request wait for it.
fn touch(app: &App, session: &Model, now: DateTime<Utc>) {
    if now - session.last_seen_at
        < LAST_SEEN_EVERY.min(app.config.accounts.session_idle_timeout / 4)
    {
        return;
    }
    let (app, id) = (app.clone(), session.id);
    tokio::spawn(async move {
        let noted = Entity::update_many()
            .col_expr(Column::LastSeenAt, now.into())
            .filter(Column::Id.eq(id))
            .exec(app.db.writer())
            .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "a session's use was not noted");
        }
    });
}
