//! Opens and finds sessions. A session is found by the digest of its token.

pub use super::session_ends::{delete_expired, emit_revoked, end, revoke_all};
pub(crate) use super::session_ends::{end_former, owners, revoke_all_of, sign_out};
pub(super) use super::session_lookup::{administrator_permissions, look_up};

use super::caller::{Caller, Client, SignedIn};
use super::impersonation;
use super::session_networks::note_request;
use super::token::Token;
use crate::app::App;
use crate::entities::session::{self, ActiveModel, Column, Entity, IdleSince, Kind, Model};
use crate::entities::token_digest::TokenDigest;
use crate::error::Result;
use crate::ids::{SessionId, UserId};
use crate::work::Tx;
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Expr, SubQueryStatement};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set, TryIntoModel,
};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The last use of a session is stored at most this often, so that reads do not become writes. Those of administrators end
/// sooner when they are not used, so their last use is known better.
const LAST_SEEN_EVERY: Duration = Duration::minutes(5);
const ADMIN_LAST_SEEN_EVERY: Duration = Duration::minutes(1);
/// Maximum number of open sessions of an account.
const MAX_SESSIONS: u64 = 50;
/// More than a count in a statement that waits for the account's lock can miss: on PostgreSQL it does not count what was
/// committed meanwhile.
const UNCOUNTED: u64 = 10;

/// Finds the caller of a request: anonymous if the token is absent, unknown or expired, which are never distinguished.
///
/// # Errors
/// When the database does not respond.
pub async fn authenticate(app: &App, token: Option<&str>, client: Client) -> Result<Caller> {
    let Some(token) = token.and_then(Token::parse) else {
        return Ok(Caller::anonymous(client));
    };
    find(app, token.digest(), Arc::new(client)).await
}

/// Looks up the caller of a long-lived connection again: anonymous if the session has ended since.
///
/// # Errors
/// When the database does not respond.
pub async fn renew(app: &App, caller: &Caller) -> Result<Caller> {
    let client = caller.shared_client();
    match caller.session() {
        Ok(signed_in) => find(app, signed_in.session.digest.clone(), client).await,
        Err(_) => Ok(Caller::anonymous(client)),
    }
}

async fn find(app: &App, digest: TokenDigest, client: Arc<Client>) -> Result<Caller> {
    let now = app.clock.now();
    let signed_in = match app.sessions.get(&digest, app.clock.elapsed()) {
        Some(cached) => Some(cached),
        None => look_up(app, digest).await?,
    };
    let Some(signed_in) = signed_in.filter(|signed_in| is_open(app, &signed_in.session, now))
    else {
        return Ok(Caller::anonymous(client));
    };
    touch(app, &signed_in, now);
    note_request(app, &signed_in, &client);
    let is_recent = is_recent(app, &signed_in.session, now);
    Ok(Caller::signed_in(client, signed_in, is_recent))
}

pub(super) fn is_open(app: &App, session: &Model, now: DateTime<Utc>) -> bool {
    session.expires_at > now && session.last_seen_at > idle_since(app, now).of(session.kind)
}

/// Whether the password was entered so recently that nothing needs it again.
fn is_recent(app: &App, session: &Model, now: DateTime<Utc>) -> bool {
    let period = app.config.accounts.reauthenticate_after;
    // A time in the future is from before the clock was set back.
    period.is_none_or(|period| (now - session.authenticated_at).abs() < period)
}

/// When a session ends if it is not used again.
pub(super) fn ends_at(app: &App, session: &Model) -> DateTime<Utc> {
    let idle_out = session.last_seen_at + idle_timeout(app, session.kind);
    Ord::min(session.expires_at, idle_out)
}

/// Opens a session and returns it with the token that the client keeps.
///
/// # Errors
/// When the database does not respond, or the system has no random bytes.
pub async fn open(tx: &Tx, user_id: UserId, kind: Kind, client: &Client) -> Result<(Model, Token)> {
    open_beside(None, tx, user_id, kind, client).await
}

/// Same as `open`, for a caller that may know how many sessions the account has.
///
/// # Errors
/// When the database does not respond, or the system has no random bytes.
pub(crate) async fn open_beside(
    others: Option<u64>,
    tx: &Tx,
    user_id: UserId,
    kind: Kind,
    client: &Client,
) -> Result<(Model, Token)> {
    if others.is_none_or(|others| others >= MAX_SESSIONS - UNCOUNTED) {
        end_oldest(tx, user_id).await?;
    }
    let token = Token::generate()?;
    let session = ActiveModel {
        user_agent: Set(client.user_agent.clone()),
        ip: Set(client.ip.map(|ip| ip.to_string())),
        ..row(tx, user_id, kind, &token)
    };
    Ok((store(tx, session)?, token))
}

/// Returns the row of a session that starts now, on a client that is not known.
pub(super) fn row(tx: &Tx, user_id: UserId, kind: Kind, token: &Token) -> ActiveModel {
    let now = tx.app.clock.now();
    ActiveModel {
        id: Set(SessionId::new()),
        user_id: Set(user_id),
        digest: Set(token.digest()),
        kind: Set(kind),
        created_at: Set(now),
        last_seen_at: Set(now),
        expires_at: Set(now + lifetime(&tx.app, kind)),
        authenticated_at: Set(now),
        user_agent: Set(None),
        ip: Set(None),
        impersonator_id: Set(None),
        impersonator_session_id: Set(None),
        impersonation_reason: Set(None),
        impersonation_returns: Set(false),
    }
}

/// Stores the row of a new session.
pub(super) fn store(tx: &Tx, session: ActiveModel) -> Result<Model> {
    let row = session.clone().try_into_model()?;
    tx.rows().run_later(Entity::insert(session).as_query());
    Ok(row)
}

/// Returns the open sessions of several accounts, newest first.
///
/// # Errors
/// When the database does not respond.
pub async fn of_users(app: &App, users: &[UserId]) -> Result<Vec<Model>> {
    let now = app.clock.now();
    let sessions = session::live(now, idle_since(app, now))
        .filter(Column::UserId.is_in(users.iter().copied()))
        .order_by_desc(Column::CreatedAt)
        .all(app.db.reader())
        .await?;
    Ok(sessions)
}

/// Counts the sessions of an account, in a statement that locks it: to within `UNCOUNTED`.
pub(super) fn count(user_id: UserId) -> Expr {
    let sessions = Entity::find()
        .select_only()
        .expr(Column::Id.count())
        .filter(Column::UserId.eq(user_id));
    Expr::from(SubQueryStatement::from(sessions.into_query()))
}

/// Limits the number of sessions of an account: ends the oldest before a new one is opened.
async fn end_oldest(tx: &Tx, user_id: UserId) -> Result<()> {
    let surplus: Vec<SessionId> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::UserId.eq(user_id))
        .order_by_desc(Column::CreatedAt)
        .offset(MAX_SESSIONS - 1)
        .limit(MAX_SESSIONS)
        .into_tuple()
        .all(tx.rows())
        .await?;
    for session_id in &surplus {
        impersonation::end_begun_in(tx, user_id, *session_id).await?;
    }
    if !surplus.is_empty() {
        let delete = Entity::delete_many().filter(Column::Id.is_in(surplus));
        let ended = delete.exec_with_returning(tx.rows()).await?;
        impersonation::emit_ended(tx, &ended).await;
        emit_revoked(tx, user_id, ended.len() as u64).await;
    }
    Ok(())
}

/// Since when open sessions have been used.
pub(super) fn idle_since(app: &App, now: DateTime<Utc>) -> IdleSince {
    IdleSince {
        member: now - idle_timeout(app, Kind::Member),
        admin: now - idle_timeout(app, Kind::Admin),
    }
}

fn idle_timeout(app: &App, kind: Kind) -> Duration {
    match kind {
        Kind::Member => app.config.accounts.session_idle_timeout,
        Kind::Admin => app.config.accounts.admin_session_idle_timeout,
    }
}

fn lifetime(app: &App, kind: Kind) -> Duration {
    match kind {
        Kind::Member => app.config.accounts.session_lifetime,
        Kind::Admin => app.config.accounts.admin_session_lifetime,
    }
}

/// Records the use of a session in the background. Of many concurrent requests, one does it.
fn touch(app: &App, signed_in: &SignedIn, now: DateTime<Utc>) {
    let session = &signed_in.session;
    let every = match session.kind {
        Kind::Member => LAST_SEEN_EVERY,
        Kind::Admin => ADMIN_LAST_SEEN_EVERY,
    };
    let every = every.min(idle_timeout(app, session.kind) / 4);
    // Also when the clock was set back: a last use in the future would keep the session from idling out.
    if (now - session.last_seen_at).abs() < every
        || signed_in.is_noted.swap(true, Ordering::Relaxed)
    {
        return;
    }
    let (task, id, user_id) = (app.clone(), session.id, session.user_id);
    let recorded = app.in_background(async move {
        Entity::update_many()
            .col_expr(Column::LastSeenAt, now.into())
            .filter(Column::Id.eq(id))
            .exec(task.db.writer())
            .await?;
        task.sessions.remove_user(user_id);
        Ok(())
    });
    if recorded.is_err() {
        // There are too many background tasks: the next request tries again.
        signed_in.is_noted.store(false, Ordering::Relaxed);
    }
}
