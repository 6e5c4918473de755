//! The outbox: emails are written in the transaction that causes them, and sent later.

use crate::columns::{blank, id, moment, moment_or_null, owned_by_user, reference, text};
use crate::tables::{create_indexes, drop_tables};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Creates `emails` and `unsubscribe_tokens`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        manager.create_table(emails(backend)).await?;
        let indexes: &[&[&str]] = &[
            &["state", "due_at"],
            &["state", "attempts", "turn", "due_at"],
            &["outbox_rank", "id"],
            &["kind", "outbox_rank", "id"],
            &["user_id", "outbox_rank", "id"],
            &["user_id", "id"],
            &["mailbox", "state"],
            &["finished_at"],
        ];
        create_indexes(manager, "emails", indexes).await?;
        index_queued(manager).await?;
        manager.create_table(unsubscribe_tokens()).await?;
        let indexes: &[&[&str]] = &[&["user_id"], &["created_at"]];
        create_indexes(manager, "unsubscribe_tokens", indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["unsubscribe_tokens", "emails"]).await
    }
}

/// At most one queued email of a kind and topic per account. Those that are being sent are few, and looked up often.
async fn index_queued(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    for create in [
        "CREATE UNIQUE INDEX idx_emails_queued ON emails (user_id, kind, topic) WHERE state = 'QUEUED'",
        "CREATE INDEX idx_emails_claimed_by ON emails (claimed_by) WHERE claimed_by IS NOT NULL",
    ] {
        connection.execute_unprepared(create).await?;
    }
    Ok(())
}

/// The order in which administrators see the outbox. Invariant: `entities/email.rs` in the server computes the same.
const OUTBOX_RANK: &str = "CASE WHEN state = 'DEAD' THEN '3' \
     WHEN state = 'QUEUED' AND last_error IS NOT NULL THEN '2' \
     WHEN state = 'QUEUED' THEN '1' ELSE '0' END";

fn emails(backend: DatabaseBackend) -> TableCreateStatement {
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
        .col(outbox_rank(backend))
        .foreign_key(&mut owned_by_user("user_id"))
        .take()
}

/// PostgreSQL has stored computed columns only, before version 18. SQLite need not store what its indexes hold.
fn outbox_rank(backend: DatabaseBackend) -> ColumnDef {
    let is_stored = backend == DatabaseBackend::Postgres;
    ColumnDef::new("outbox_rank")
        .string_len(1)
        .generated(Expr::cust(OUTBOX_RANK), is_stored)
        .take()
}

/// The digests of the tokens with which recipients unsubscribe.
fn unsubscribe_tokens() -> TableCreateStatement {
    Table::create()
        .table("unsubscribe_tokens")
        .col(id("id"))
        .col(
            ColumnDef::new("digest")
                .binary_len(32)
                .not_null()
                .unique_key(),
        )
        .col(reference("user_id"))
        .col(moment("created_at"))
        .foreign_key(&mut owned_by_user("user_id"))
        .take()
}
