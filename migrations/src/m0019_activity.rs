//! Finds the signals about a pair by the other person, so that the activity of both has them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Indexes the other person of the signals about a pair.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The server queries this exact expression.
const PARTNER: &str =
    "COALESCE(arguments -> 'data' ->> 'mentorId', arguments -> 'data' ->> 'menteeId')";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // In the order of the log. On SQLite the position is the rowid, which every index ends with.
        let order = match manager.get_database_backend() {
            DatabaseBackend::Sqlite => "",
            _ => ", transaction_id, position",
        };
        let create = format!(
            "CREATE INDEX idx_signals_partner ON signals (({PARTNER}){order}) WHERE {PARTNER} IS NOT NULL"
        );
        manager.get_connection().execute_unprepared(&create).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = "DROP INDEX idx_signals_partner";
        manager.get_connection().execute_unprepared(drop).await?;
        Ok(())
    }
}
