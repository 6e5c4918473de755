//! The addresses in the log, ordered by bytes: so that the ways to write one address (a "+tag") are one range.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Replaces the two indexes over what people typed.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, " COLLATE \"C\"").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, "").await
    }
}

/// SQLite orders by bytes anyway.
async fn replace(manager: &SchemaManager<'_>, collation: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() != DatabaseBackend::Postgres {
        return Ok(());
    }
    let connection = manager.get_connection();
    for argument in ["email", "username"] {
        let index = format!("idx_signals_{argument}");
        let address = format!("lower(arguments ->> '{argument}'){collation}");
        for statement in [
            format!("DROP INDEX {index}"),
            format!("CREATE INDEX {index} ON signals (({address}))"),
        ] {
            connection.execute_unprepared(&statement).await?;
        }
    }
    Ok(())
}
