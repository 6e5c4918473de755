//! Retention: up to where the log was pruned, and the ways to find what a deleted account must not leave in it.

use crate::columns::index;
use sea_orm_migration::prelude::*;

/// Creates `signal_marks` and indexes over what people typed.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("signal_marks")
                    .col(ColumnDef::new("id").integer().not_null().primary_key())
                    .col(ColumnDef::new("transaction_id").big_integer().not_null())
                    .col(ColumnDef::new("position").big_integer().not_null())
                    .check(Expr::col("id").eq(1))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("signals", &["workflow_id"]))
            .await?;
        let connection = manager.get_connection();
        for argument in ["email", "username"] {
            let index = format!(
                "CREATE INDEX idx_signals_{argument} ON signals (lower(arguments ->> '{argument}'))"
            );
            connection.execute_unprepared(&index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let workflows = Index::drop()
            .name("idx_signals_workflow_id")
            .table("signals")
            .to_owned();
        manager.drop_index(workflows).await?;
        let connection = manager.get_connection();
        for argument in ["email", "username"] {
            let index = format!("DROP INDEX idx_signals_{argument}");
            connection.execute_unprepared(&index).await?;
        }
        manager
            .drop_table(Table::drop().table("signal_marks").to_owned())
            .await
    }
}
