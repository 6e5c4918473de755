//! The outbox: letters that are owed, written in the transaction that owes them.

use crate::columns::{id, index, moment, moment_or_null, owned_by_user, reference, text};
use sea_orm_migration::prelude::*;

/// Creates `letters`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("letters")
                    .col(id("id"))
                    .col(reference("user_id"))
                    .col(text("kind", 32))
                    .col(reference("workflow_id"))
                    .col(
                        text("state", 8)
                            .check(Expr::col("state").is_in(["QUEUED", "SENT", "DEAD"])),
                    )
                    .col(ColumnDef::new("attempts").integer().not_null().default(0))
                    .col(moment("created_at"))
                    .col(moment("due_at"))
                    .col(moment_or_null("finished_at"))
                    .col(ColumnDef::new("last_error").string_len(500).null())
                    .foreign_key(&mut owned_by_user("user_id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("letters", &["state", "due_at"]))
            .await?;
        manager.create_index(index("letters", &["user_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("letters").to_owned())
            .await
    }
}
