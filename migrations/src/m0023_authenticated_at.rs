//! Remembers when the password of a session was last entered.

use crate::columns::moment;
use sea_orm_migration::prelude::*;

/// Adds `authenticated_at` to `sessions`. Sessions that are open count from their start.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The default is for rows that are open at this moment; the server always writes a time.
        let column = moment("authenticated_at")
            .default("1970-01-01 00:00:00+00:00")
            .take();
        let table = Table::alter().table("sessions").add_column(column).take();
        manager.alter_table(table).await?;
        let fill = "UPDATE sessions SET authenticated_at = created_at";
        manager.get_connection().execute_unprepared(fill).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("sessions")
            .drop_column("authenticated_at")
            .take();
        manager.alter_table(table).await
    }
}
