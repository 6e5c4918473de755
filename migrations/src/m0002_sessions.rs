//! Sessions and one-time tokens: only the SHA-256 of what a client holds is stored.

use crate::columns::{id, index, moment, moment_or_null, owned_by_user, reference, text};
use sea_orm_migration::prelude::*;

/// Creates `sessions` and `one_time_tokens`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("sessions")
                    .col(id("id"))
                    .col(reference("user_id"))
                    .col(
                        ColumnDef::new("digest")
                            .binary_len(32)
                            .not_null()
                            .unique_key(),
                    )
                    .col(text("kind", 16).check(Expr::col("kind").is_in(["MEMBER", "ADMIN"])))
                    .col(moment("created_at"))
                    .col(moment("last_seen_at"))
                    .col(moment("expires_at"))
                    .col(ColumnDef::new("user_agent").string_len(300).null())
                    .col(ColumnDef::new("ip").string_len(45).null())
                    .foreign_key(&mut owned_by_user("user_id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("sessions", &["user_id"]))
            .await?;
        manager
            .create_index(index("sessions", &["expires_at"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("one_time_tokens")
                    .col(id("id"))
                    .col(reference("user_id"))
                    .col(
                        text("purpose", 16)
                            .check(Expr::col("purpose").is_in(["VERIFICATION", "RESET"])),
                    )
                    .col(
                        ColumnDef::new("digest")
                            .binary_len(32)
                            .not_null()
                            .unique_key(),
                    )
                    .col(moment("created_at"))
                    .col(moment("expires_at"))
                    .col(moment_or_null("consumed_at"))
                    .foreign_key(&mut owned_by_user("user_id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("one_time_tokens", &["user_id", "purpose"]))
            .await?;
        manager
            .create_index(index("one_time_tokens", &["expires_at"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["one_time_tokens", "sessions"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}
