//! The log of what happened: append-only, read in the order of (transaction, position).

use crate::columns::{index, moment, text};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Creates `signals`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // PostgreSQL hands out positions before transactions commit, so a position alone is no
        // cursor: readers order by the writing transaction and stay below the oldest still open.
        // SQLite has one writer, whose positions are already in the order of commits.
        let transaction = match manager.get_database_backend() {
            DatabaseBackend::Postgres => Expr::cust("(pg_current_xact_id()::text::bigint)"),
            _ => Expr::val(0),
        };
        manager
            .create_table(
                Table::create()
                    .table("signals")
                    .col(
                        ColumnDef::new("position")
                            .big_integer()
                            .not_null()
                            .auto_increment()
                            .primary_key(),
                    )
                    .col(
                        ColumnDef::new("transaction_id")
                            .big_integer()
                            .not_null()
                            .default(transaction),
                    )
                    .col(ColumnDef::new("id").uuid().not_null().unique_key())
                    .col(text("name", 64))
                    .col(text("sender", 32))
                    .col(ColumnDef::new("workflow_id").uuid().not_null())
                    .col(ColumnDef::new("user_id").uuid().null())
                    .col(ColumnDef::new("actor_id").uuid().null())
                    .col(moment("occurred_at"))
                    .col(ColumnDef::new("arguments").json().not_null())
                    .to_owned(),
            )
            .await?;
        // One index for the order of the log, one for each way of narrowing it.
        for columns in [
            &["transaction_id", "position"][..],
            &["name", "transaction_id", "position"],
            &["user_id", "transaction_id", "position"],
            &["occurred_at"],
        ] {
            manager.create_index(index("signals", columns)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("signals").to_owned())
            .await
    }
}
