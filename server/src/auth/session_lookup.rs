//! Looks up the session of a request by the digest of its token, together with its account.

use super::caller::SignedIn;
use super::session_networks::LastNetworks;
use super::sessions::idle_since;
use super::{impersonation, permission};
use crate::app::App;
use crate::db::cells::Cells;
use crate::db::user_columns::Columns;
use crate::entities::session::{self, Column, Kind, Model};
use crate::entities::token_digest::TokenDigest;
use crate::entities::{admin, admin_role, user};
use crate::error::Result;
use crate::ids::UserId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Iterable, JoinType, QueryFilter, QuerySelect,
    QueryTrait, RelationTrait,
};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Finds an open session with its account, and caches both.
pub(super) async fn look_up(app: &App, digest: TokenDigest) -> Result<Option<Arc<SignedIn>>> {
    let (since, now) = (app.sessions.moment(), app.clock.now());
    let mut query = session::live(now, idle_since(app, now))
        .filter(Column::Digest.eq(digest.clone()))
        .inner_join(user::Entity)
        .filter(user::Column::IsActive.eq(true))
        .into_query();
    Columns::ALL.select_in(&mut query);
    let first = Column::iter().count();
    let row = |row: &Cells<'_>| Ok((session_of(row)?, Columns::ALL.read(row, first)?));
    let Some((session, user)) = app.db.read_short(&query, row).await?.pop() else {
        return Ok(None);
    };
    if !impersonation::may_continue(app, &session).await? {
        return Ok(None);
    }
    let permissions = match session.kind {
        Kind::Member => None,
        Kind::Admin => match administrator_permissions(app.db.reader(), user.id).await? {
            // Deactivated between the two look-ups, which also ended the session.
            None => return Ok(None),
            rights => rights,
        },
    };
    let signed_in = Arc::new(SignedIn {
        session,
        user: Arc::new(user),
        permissions,
        is_noted: AtomicBool::new(false),
        networks: LastNetworks::default(),
    });
    app.sessions
        .put(digest, Arc::clone(&signed_in), since, app.clock.elapsed());
    Ok(Some(signed_in))
}

/// Reads the columns of a session, which come first.
fn session_of(row: &Cells<'_>) -> Result<Model> {
    Ok(Model {
        id: row.get(Column::Id as usize)?,
        user_id: row.get(Column::UserId as usize)?,
        digest: row.get(Column::Digest as usize)?,
        kind: row.get(Column::Kind as usize)?,
        created_at: row.get(Column::CreatedAt as usize)?,
        last_seen_at: row.get(Column::LastSeenAt as usize)?,
        expires_at: row.get(Column::ExpiresAt as usize)?,
        authenticated_at: row.get(Column::AuthenticatedAt as usize)?,
        user_agent: row.get(Column::UserAgent as usize)?,
        ip: row.get(Column::Ip as usize)?,
        impersonator_id: row.get(Column::ImpersonatorId as usize)?,
        impersonator_session_id: row.get(Column::ImpersonatorSessionId as usize)?,
        impersonation_reason: row.get(Column::ImpersonationReason as usize)?,
        impersonation_returns: row.get(Column::ImpersonationReturns as usize)?,
    })
}

/// The permissions of an active administrator; `None` for every other account.
pub(super) async fn administrator_permissions(
    rows: &impl ConnectionTrait,
    user_id: UserId,
) -> Result<Option<Vec<super::Permission>>> {
    let role = admin_role::Entity::find()
        .join_rev(JoinType::InnerJoin, admin::Relation::Role.def())
        .filter(admin::Column::UserId.eq(user_id))
        .filter(admin::Column::IsActive.eq(true))
        .one(rows)
        .await?;
    Ok(role.map(|role| permission::of_role(&role)))
}
