//! Webhooks, each with its cursor in the signal log, and the deliveries that failed at the first attempt.

use crate::columns::{flag, id, moment, moment_or_null, reference, text};
use crate::tables::{create_indexes, drop_tables, index};
use sea_orm_migration::prelude::*;

/// Creates `webhooks` and `webhook_deliveries`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(webhooks()).await?;
        create_indexes(
            manager,
            "webhooks",
            &[&["is_enabled", "due_at"], &["owner_id"]],
        )
        .await?;
        manager.create_table(webhook_deliveries()).await?;
        let indexes: &[&[&str]] = &[&["webhook_id", "id"], &["last_tried_at"]];
        create_indexes(manager, "webhook_deliveries", indexes).await?;
        let one_per_signal = index("webhook_deliveries", &["webhook_id", "signal_id"])
            .unique()
            .take();
        manager.create_index(one_per_signal).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["webhook_deliveries", "webhooks"]).await
    }
}

fn webhooks() -> TableCreateStatement {
    Table::create()
        .table("webhooks")
        .col(id("id"))
        .col(text("url", 500))
        .col(ColumnDef::new("filter").json().not_null())
        .col(text("secret", 100))
        .col(ColumnDef::new("previous_secret").string_len(100).null())
        .col(moment_or_null("previous_secret_until"))
        .col(flag("is_enabled", true))
        .col(ColumnDef::new("disabled_reason").string_len(500).null())
        .col(ColumnDef::new("transaction_id").big_integer().not_null())
        .col(ColumnDef::new("position").big_integer().not_null())
        .col(ColumnDef::new("attempts").integer().not_null().default(0))
        .col(moment_or_null("failing_since"))
        .col(moment("due_at"))
        .col(moment("created_at"))
        // The administrator responsible for it. No foreign key: the server clears it when it deletes the account.
        .col(ColumnDef::new("owner_id").uuid().null())
        .take()
}

fn webhook_deliveries() -> TableCreateStatement {
    let mut webhook = ForeignKey::create();
    webhook
        .from_col("webhook_id")
        .to("webhooks", "id")
        .on_delete(ForeignKeyAction::Cascade);
    Table::create()
        .table("webhook_deliveries")
        .col(id("id"))
        .col(reference("webhook_id"))
        .col(reference("signal_id"))
        .col(text("signal_name", 64))
        .col(ColumnDef::new("transaction_id").big_integer().not_null())
        .col(ColumnDef::new("position").big_integer().not_null())
        .col(text("state", 9).check(Expr::col("state").is_in(["RETRYING", "DELIVERED", "DEAD"])))
        .col(ColumnDef::new("attempts").integer().not_null())
        .col(ColumnDef::new("status").integer().null())
        .col(ColumnDef::new("failure").string_len(500).null())
        .col(moment("first_tried_at"))
        .col(moment("last_tried_at"))
        .foreign_key(&mut webhook)
        .take()
}
