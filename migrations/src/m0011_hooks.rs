//! Hooks: endpoints that are asked before an account is created or changed.

use crate::columns::{flag, id, moment, moment_or_null, text};
use crate::tables::drop_tables;
use sea_orm_migration::prelude::*;

/// Creates `hooks`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(hooks()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["hooks"]).await
    }
}

/// The table is read as a whole, and has at most a few rows: it needs no index.
fn hooks() -> TableCreateStatement {
    Table::create()
        .table("hooks")
        .col(id("id"))
        .col(text("url", 500))
        .col(ColumnDef::new("signals").json().not_null())
        .col(text("secret", 100))
        .col(ColumnDef::new("previous_secret").string_len(100).null())
        .col(moment_or_null("previous_secret_until"))
        .col(text("policy", 11).check(Expr::col("policy").is_in(["FAIL_OPEN", "FAIL_CLOSED"])))
        .col(flag("is_enabled", true))
        .col(ColumnDef::new("failures").integer().not_null().default(0))
        .col(moment_or_null("open_until"))
        .col(ColumnDef::new("last_error").string_len(500).null())
        .col(moment_or_null("last_failed_at"))
        .col(moment("created_at"))
        .take()
}
