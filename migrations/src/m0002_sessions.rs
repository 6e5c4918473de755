//! Sessions and one-time tokens. Only the SHA-256 digest of a token is stored.

use crate::columns::{id, moment, moment_or_null, owned_by_user, reference, text};
use crate::tables::{create_indexes, drop_tables};
use sea_orm_migration::prelude::*;

/// Creates `sessions` and `one_time_tokens`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(sessions()).await?;
        let indexes: &[&[&str]] = &[&["user_id"], &["expires_at"], &["last_seen_at"]];
        create_indexes(manager, "sessions", indexes).await?;
        manager.create_table(one_time_tokens()).await?;
        let indexes: &[&[&str]] = &[&["user_id", "purpose"], &["expires_at"]];
        create_indexes(manager, "one_time_tokens", indexes).await?;
        index_codes(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["one_time_tokens", "sessions"]).await
    }
}

/// At most one code per account and purpose works.
async fn index_codes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let create = "CREATE UNIQUE INDEX idx_one_time_tokens_code ON one_time_tokens (user_id, purpose) \
                  WHERE code IS NOT NULL";
    manager.get_connection().execute_unprepared(create).await?;
    Ok(())
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(id("id"))
        .col(reference("user_id"))
        .col(digest())
        .col(text("kind", 16).check(Expr::col("kind").is_in(["MEMBER", "ADMIN"])))
        .col(moment("created_at"))
        .col(moment("last_seen_at"))
        .col(moment("expires_at"))
        .col(ColumnDef::new("user_agent").string_len(300).null())
        .col(ColumnDef::new("ip").string_len(45).null())
        .foreign_key(&mut owned_by_user("user_id"))
        .take()
}

fn one_time_tokens() -> TableCreateStatement {
    let purpose = text("purpose", 16)
        .check(Expr::col("purpose").is_in(["VERIFICATION", "RESET", "ADDRESS", "INVITATION"]))
        .take();
    Table::create()
        .table("one_time_tokens")
        .col(id("id"))
        .col(reference("user_id"))
        .col(purpose)
        .col(digest())
        .col(moment("created_at"))
        .col(moment("expires_at"))
        .col(moment_or_null("consumed_at"))
        .col(ColumnDef::new("code").binary_len(32).null())
        .col(
            ColumnDef::new("attempts")
                .integer()
                .not_null()
                .default(0)
                .check(Expr::col("attempts").between(0, 10)),
        )
        .foreign_key(&mut owned_by_user("user_id"))
        .take()
}

fn digest() -> ColumnDef {
    ColumnDef::new("digest")
        .binary_len(32)
        .not_null()
        .unique_key()
        .take()
}
