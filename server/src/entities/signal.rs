//! The log of signals.

use crate::ids::{SignalId, UserId, WorkflowId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A recorded signal.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signals")]
pub struct Model {
    /// Order of writing; with `transaction_id` the order of the log.
    #[sea_orm(primary_key)]
    pub position: i64,
    /// Transaction that wrote it (PostgreSQL); 0 on SQLite, where the position alone gives the order.
    pub transaction_id: i64,
    /// Identifier.
    pub id: SignalId,
    /// Name, as in the catalogue.
    pub name: String,
    /// Its sender.
    pub sender: String,
    /// The workflow that it belongs to.
    pub workflow_id: WorkflowId,
    /// The account it is about; kept after the account is deleted.
    pub user_id: Option<UserId>,
    /// The account that acted.
    pub actor_id: Option<UserId>,
    /// The administrator who acted as that account.
    pub impersonator_id: Option<UserId>,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// The other arguments, by name.
    pub arguments: Json,
}

/// The log has no relations: it outlives the rows that its signals are about.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
