//! Sessions.

use super::token_digest::TokenDigest;
use crate::ids::{SessionId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A signed-in client.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// Identifier; may be shown.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// SHA-256 of the token that the client holds.
    pub digest: TokenDigest,
    /// What it was opened for.
    pub kind: Kind,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// Last use, to within a few minutes.
    pub last_seen_at: DateTime<Utc>,
    /// Ends then, however much it is used.
    pub expires_at: DateTime<Utc>,
    /// What the client called itself.
    pub user_agent: Option<String>,
    /// Where it came from.
    pub ip: Option<String>,
}

/// What a session was opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum Kind {
    /// A member's own doings.
    #[sea_orm(string_value = "MEMBER")]
    Member,
    /// Administration.
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

/// Sessions that have not reached their end; `idle_since` is the earliest last use that still counts.
#[must_use]
pub fn live(now: DateTime<Utc>, idle_since: DateTime<Utc>) -> Select<Entity> {
    Entity::find()
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::LastSeenAt.gt(idle_since))
}
