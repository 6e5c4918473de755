//! One-time tokens for email verification and password reset.

use super::code_mac::CodeMac;
use super::token_digest::TokenDigest;
use crate::ids::{TokenId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A token that was emailed to an account's owner.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_tokens")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TokenId,
    /// The account.
    pub user_id: UserId,
    /// Its purpose.
    pub purpose: Purpose,
    /// SHA-256 of the token.
    pub digest: TokenDigest,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it expires.
    pub expires_at: DateTime<Utc>,
    /// When it was used. Used tokens are kept until they expire.
    pub consumed_at: Option<DateTime<Utc>>,
    /// The code that works in place of the token; absent once a later email has another one.
    pub code: Option<CodeMac>,
    /// How often a code was tried.
    pub attempts: i32,
}

/// The purpose of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum Purpose {
    /// Verifying an email address.
    #[sea_orm(string_value = "VERIFICATION")]
    Verification,
    /// Setting a new password.
    #[sea_orm(string_value = "RESET")]
    Reset,
    /// Verifying the address that an account changes to.
    #[sea_orm(string_value = "ADDRESS")]
    Address,
    /// Setting the first password of an account that an administrator or an import created.
    #[sea_orm(string_value = "INVITATION")]
    Invitation,
}

impl Purpose {
    /// Text that only this purpose has, for keyed hashes.
    #[must_use]
    pub const fn label(self) -> &'static [u8] {
        match self {
            Self::Verification => b"verification",
            Self::Reset => b"reset",
            Self::Address => b"address",
            Self::Invitation => b"invitation",
        }
    }
}

/// A token has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
