//! The outbox: emails are written in the transaction that causes them, and sent later.

use crate::columns::{blank, id, moment, moment_or_null, owned_by_user, reference, text};
use crate::tables::{create_indexes, drop_tables};
use sea_orm_migration::prelude::*;

/// Creates `emails`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(emails()).await?;
        let indexes: &[&[&str]] = &[
            &["state", "due_at"],
            &["state", "attempts", "turn", "due_at"],
            &["user_id"],
            &["mailbox", "state"],
            &["finished_at"],
        ];
        create_indexes(manager, "emails", indexes).await?;
        index_queued(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["emails"]).await
    }
}

/// At most one queued email of a kind and topic per account.
async fn index_queued(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let create = "CREATE UNIQUE INDEX idx_emails_queued ON emails (user_id, kind, topic) \
                  WHERE state = 'QUEUED'";
    manager.get_connection().execute_unprepared(create).await?;
    Ok(())
}

fn emails() -> TableCreateStatement {
    Table::create()
        .table("emails")
        .col(id("id"))
        .col(reference("user_id"))
        .col(text("mailbox", 254))
        .col(text("recipient", 254))
        .col(text("kind", 32))
        .col(blank("topic", 64))
        .col(ColumnDef::new("details").json().not_null().default("{}"))
        .col(reference("workflow_id"))
        .col(text("state", 8).check(Expr::col("state").is_in(["QUEUED", "SENT", "DEAD"])))
        .col(ColumnDef::new("attempts").integer().not_null().default(0))
        .col(ColumnDef::new("turn").integer().not_null().default(0))
        .col(moment("created_at"))
        .col(moment("due_at"))
        .col(ColumnDef::new("claimed_by").uuid().null())
        .col(moment_or_null("finished_at"))
        .col(ColumnDef::new("last_error").string_len(500).null())
        .foreign_key(&mut owned_by_user("user_id"))
        .take()
}
