//! The log of signals.

use crate::ids::{SignalId, UserId, WorkflowId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signals")]
pub struct Model {
    /// Order of writing; with `transaction_id` the order of the log.
    #[sea_orm(primary_key)]
    pub position: i64,
    /// Transaction that wrote it (PostgreSQL); 0 on SQLite, whose positions suffice.
    pub transaction_id: i64,
    /// Identifier.
    pub id: SignalId,
    /// Name, as in the catalogue.
    pub name: String,
    /// Who tells it.
    pub sender: String,
    /// The run of a command that it belongs to.
    pub workflow_id: WorkflowId,
    /// The account it is about; kept when the account is gone.
    pub user_id: Option<UserId>,
    /// The account that did it.
    pub actor_id: Option<UserId>,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// The other arguments, by name.
    pub arguments: Json,
}

/// The log stands alone: it outlives the rows it tells of.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
