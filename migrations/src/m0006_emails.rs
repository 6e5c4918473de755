//! The outbox: emails are written in the transaction that causes them, and sent later.

use crate::columns::{id, moment, moment_or_null, owned_by_user, reference, text};
use crate::tables::{create_indexes, drop_tables};
use sea_orm_migration::prelude::*;

/// Creates `emails`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(emails()).await?;
        let indexes: &[&[&str]] = &[&["state", "due_at"], &["user_id"], &["finished_at"]];
        create_indexes(manager, "emails", indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["emails"]).await
    }
}

fn emails() -> TableCreateStatement {
    Table::create()
        .table("emails")
        .col(id("id"))
        .col(reference("user_id"))
        .col(text("kind", 32))
        .col(reference("workflow_id"))
        .col(text("state", 8).check(Expr::col("state").is_in(["QUEUED", "SENT", "DEAD"])))
        .col(ColumnDef::new("attempts").integer().not_null().default(0))
        .col(moment("created_at"))
        .col(moment("due_at"))
        .col(moment_or_null("finished_at"))
        .col(ColumnDef::new("last_error").string_len(500).null())
        .foreign_key(&mut owned_by_user("user_id"))
        .take()
}
