//! Sessions.

use super::token_digest::TokenDigest;
use crate::ids::{SessionId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait};

/// A signed-in client.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// Identifier; may be shown.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// The account.
    pub user_id: UserId,
    /// SHA-256 of the token that the client holds.
    pub digest: TokenDigest,
    /// Its kind.
    pub kind: Kind,
    /// When it started.
    pub created_at: DateTime<Utc>,
    /// Last use, to within a few minutes.
    pub last_seen_at: DateTime<Utc>,
    /// When it expires, even if it is in use.
    pub expires_at: DateTime<Utc>,
    /// When the account's password was last entered in this session.
    pub authenticated_at: DateTime<Utc>,
    /// The client's user agent.
    pub user_agent: Option<String>,
    /// The client's IP address.
    pub ip: Option<String>,
    /// The administrator who uses it, if one signed in as the account.
    pub impersonator_id: Option<UserId>,
    /// The session in which the administrator opened it.
    pub impersonator_session_id: Option<SessionId>,
    /// Why the administrator opened it.
    pub impersonation_reason: Option<String>,
    /// Whether it replaced the administrator's session in a browser, which gets that back at the end.
    pub impersonation_returns: bool,
}

/// The kind of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum Kind {
    /// A member's session.
    #[sea_orm(string_value = "MEMBER")]
    Member,
    /// An administrator's session.
    #[sea_orm(string_value = "ADMIN")]
    Admin,
}

/// A session belongs to an account.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The account.
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::UserId",
        to = "super::user::Column::Id"
    )]
    User,
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Since when a session must have been used in order to be open.
#[derive(Debug, Clone, Copy)]
pub struct IdleSince {
    /// A member's session.
    pub member: DateTime<Utc>,
    /// An administrator's session.
    pub admin: DateTime<Utc>,
}

impl IdleSince {
    /// The time for a kind of sessions.
    #[must_use]
    pub const fn of(self, kind: Kind) -> DateTime<Utc> {
        match kind {
            Kind::Member => self.member,
            Kind::Admin => self.admin,
        }
    }
}

/// Sessions that have not expired.
#[must_use]
pub fn live(now: DateTime<Utc>, idle_since: IdleSince) -> Select<Entity> {
    // One comparison, which no index serves: sessions are looked up by token or account.
    let since = CaseStatement::new()
        .case(Column::Kind.eq(Kind::Admin), idle_since.admin)
        .finally(idle_since.member);
    Entity::find()
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::LastSeenAt.into_expr().gt(since))
}

/// The condition for sessions that have expired. An index serves each of its three parts.
#[must_use]
pub fn expired(now: DateTime<Utc>, idle_since: IdleSince) -> Expr {
    let is_unused = |kind: Kind| {
        let is_kind = Column::Kind.eq(kind);
        is_kind.and(Column::LastSeenAt.lte(idle_since.of(kind)))
    };
    Column::ExpiresAt
        .lte(now)
        .or(is_unused(Kind::Member))
        .or(is_unused(Kind::Admin))
}
