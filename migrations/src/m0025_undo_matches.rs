//! Matches that an administrator can undo, and emails that are held until then.

use crate::columns::moment_or_null;
use sea_orm_migration::prelude::*;

/// Adds to `matches` until when each can be undone and the workflow that made it, and to `emails` until when each is held.
/// The outbox no longer looks at emails that are held.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(manager, "matches", moment_or_null("undo_until")).await?;
        let workflow = ColumnDef::new("workflow_id").uuid().null().take();
        add(manager, "matches", workflow).await?;
        add(manager, "emails", moment_or_null("held_until")).await?;
        run(
            manager,
            &[
                "DROP INDEX idx_emails_state_attempts_turn_due_at",
                "CREATE INDEX idx_emails_due ON emails (state, attempts, turn, due_at) WHERE held_until IS NULL",
                "CREATE INDEX idx_emails_held_until ON emails (held_until) WHERE held_until IS NOT NULL",
                "CREATE INDEX idx_emails_workflow_id ON emails (workflow_id)",
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                "DROP INDEX idx_emails_workflow_id",
                "DROP INDEX idx_emails_held_until",
                "DROP INDEX idx_emails_due",
                "CREATE INDEX idx_emails_state_attempts_turn_due_at ON emails (state, attempts, turn, due_at)",
            ],
        )
        .await?;
        for (table, column) in [
            ("emails", "held_until"),
            ("matches", "workflow_id"),
            ("matches", "undo_until"),
        ] {
            let table = Table::alter().table(table).drop_column(column).take();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}

async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    for statement in statements {
        manager
            .get_connection()
            .execute_unprepared(statement)
            .await?;
    }
    Ok(())
}

async fn add(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: ColumnDef,
) -> Result<(), DbErr> {
    let table = Table::alter().table(table).add_column(column).take();
    manager.alter_table(table).await
}
