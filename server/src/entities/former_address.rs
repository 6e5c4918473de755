//! Email addresses that accounts had before. They are kept as long as the account, so that its deletion finds them in
//! the log.

use super::token_digest::TokenDigest;
use crate::ids::{FormerAddressId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, SelectExt};

/// An address that an account had before.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "former_addresses")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FormerAddressId,
    /// The account.
    pub user_id: UserId,
    /// The address.
    pub email: String,
    /// The address without its "+tag".
    pub base_email: String,
    /// When another address replaced it.
    pub replaced_at: DateTime<Utc>,
    /// Until then the change can be undone, and no other account can have the address.
    pub reserved_until: DateTime<Utc>,
    /// SHA-256 of the token of the link that undoes the change, once the link was sent.
    pub undo_digest: Option<TokenDigest>,
    /// When the change was undone.
    pub undone_at: Option<DateTime<Utc>>,
}

/// A former address has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Whether an address, or a variant of it with another "+tag", is reserved for an account that had it until recently.
/// `except` is the account that wants it.
///
/// # Errors
/// When the database does not respond.
pub async fn is_reserved(
    rows: &impl ConnectionTrait,
    base_email: &str,
    except: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let mut reserved = Entity::find()
        .filter(Column::BaseEmail.eq(base_email))
        .filter(Column::ReservedUntil.gt(now));
    if let Some(user_id) = except {
        reserved = reserved.filter(Column::UserId.ne(user_id));
    }
    reserved.exists(rows).await
}

/// Ends the links that undo changes of an account's address.
///
/// # Errors
/// When the database does not respond.
pub async fn forget_undo_links(rows: &impl ConnectionTrait, user_id: UserId) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::UndoDigest, Expr::value(None::<TokenDigest>))
        .filter(Column::UserId.eq(user_id))
        .exec(rows)
        .await?;
    Ok(())
}

/// Returns the addresses that an account had before.
///
/// # Errors
/// When the database does not respond.
pub async fn of_user(rows: &impl ConnectionTrait, user_id: UserId) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::UserId.eq(user_id))
        .all(rows)
        .await
}
