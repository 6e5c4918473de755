//! Concerns: what members report to the administrators, about a person or about the program.

use crate::ids::{ConcernId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use std::fmt;

/// A concern. Its `Debug` hides what it says.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "concerns")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConcernId,
    /// Who raised it; `None` once that account is deleted.
    pub raised_by: Option<UserId>,
    /// The person whom it is about; `None` for the program, or once that account is deleted.
    pub about_id: Option<UserId>,
    /// What the member wrote; `None` once the member's account is deleted.
    pub text: Option<String>,
    /// Its state.
    pub state: ConcernState,
    /// When it was raised.
    pub created_at: DateTime<Utc>,
    /// When it was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
    /// The administrator who resolved it.
    pub resolved_by: Option<UserId>,
    /// What the administrator noted; may be empty.
    pub note: String,
}

impl fmt::Debug for Model {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Concern")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The state of a concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(8))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum ConcernState {
    /// Waits for an administrator.
    Open,
    /// An administrator took care of it.
    Resolved,
}

/// Has no relations: accounts are loaded by id.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Removes from the concerns of an account what it wrote, and that it was this account.
///
/// # Errors
/// When the database does not respond.
pub async fn forget(rows: &impl ConnectionTrait, user_id: UserId) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Text, Expr::value(None::<String>))
        .col_expr(Column::RaisedBy, Expr::value(None::<UserId>))
        .filter(Column::RaisedBy.eq(user_id))
        .exec(rows)
        .await?;
    Ok(())
}
