//! Sessions that an administrator opens as a member, who was behind a signal, and passwords from the command line.

use crate::columns::{flag, moment_or_null};
use sea_orm_migration::prelude::*;

/// Adds the administrator, the administrator's session and the reason to `sessions`, the administrator to `signals`,
/// and the end of an emergency password to `admins`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(manager, "sessions", id_or_null("impersonator_id")).await?;
        add(manager, "sessions", id_or_null("impersonator_session_id")).await?;
        let reason = ColumnDef::new("impersonation_reason")
            .string_len(500)
            .null()
            .take();
        add(manager, "sessions", reason).await?;
        let returns = flag("impersonation_returns", false);
        add(manager, "sessions", returns).await?;
        add(manager, "signals", id_or_null("impersonator_id")).await?;
        add(manager, "admins", moment_or_null("break_glass_until")).await?;
        let index = "CREATE INDEX idx_sessions_impersonator_id ON sessions (impersonator_id) \
                     WHERE impersonator_id IS NOT NULL";
        manager.get_connection().execute_unprepared(index).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = "DROP INDEX idx_sessions_impersonator_id";
        manager.get_connection().execute_unprepared(index).await?;
        // Without the columns these sessions would be the members' own.
        let sessions = "DELETE FROM sessions WHERE impersonator_id IS NOT NULL";
        let connection = manager.get_connection();
        connection.execute_unprepared(sessions).await?;
        for (table, column) in [
            ("admins", "break_glass_until"),
            ("signals", "impersonator_id"),
            ("sessions", "impersonation_returns"),
            ("sessions", "impersonation_reason"),
            ("sessions", "impersonator_session_id"),
            ("sessions", "impersonator_id"),
        ] {
            let table = Table::alter().table(table).drop_column(column).take();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}

/// A UUID without a foreign key: SQLite cannot add one to a table that exists, and the server checks on each use.
fn id_or_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().null().take()
}

async fn add(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: ColumnDef,
) -> Result<(), DbErr> {
    let table = Table::alter().table(table).add_column(column).take();
    manager.alter_table(table).await
}
