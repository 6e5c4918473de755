//! One-time tokens of verification and password reset.

use super::token_digest::TokenDigest;
use crate::ids::{TokenId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A token that was sent to somebody.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_tokens")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TokenId,
    /// Whose address it was sent to.
    pub user_id: UserId,
    /// What it is good for.
    pub purpose: Purpose,
    /// SHA-256 of the token.
    pub digest: TokenDigest,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Good until then.
    pub expires_at: DateTime<Utc>,
    /// When it was used; a used one is remembered until it expires.
    pub consumed_at: Option<DateTime<Utc>>,
}

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum Purpose {
    /// Proving an address.
    #[sea_orm(string_value = "VERIFICATION")]
    Verification,
    /// Setting a new password.
    #[sea_orm(string_value = "RESET")]
    Reset,
}

/// A token stands alone.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
