//! Tokens with which the recipient of an email unsubscribes, without signing in.

use super::token_digest::TokenDigest;
use crate::ids::{TokenId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A token of one email. It permits nothing but to unsubscribe, as often as it is used.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unsubscribe_tokens")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TokenId,
    /// SHA-256 of the token.
    pub digest: TokenDigest,
    /// The recipient's account.
    pub user_id: UserId,
    /// When its email was sent.
    pub created_at: DateTime<Utc>,
}

/// A token has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
