//! Changes of email addresses: those that are not confirmed yet, and the addresses that accounts had before.

use crate::columns::{id, moment, moment_or_null, owned_by_user, reference, text};
use crate::tables::{create_indexes, drop_tables};
use sea_orm_migration::prelude::*;

/// Creates `address_changes`, `former_addresses` and `unredacted_addresses`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(address_changes()).await?;
        create_indexes(manager, "address_changes", &[&["requested_at"]]).await?;
        manager.create_table(former_addresses()).await?;
        let indexes: &[&[&str]] = &[&["user_id"], &["base_email", "reserved_until"]];
        create_indexes(manager, "former_addresses", indexes).await?;
        manager.create_table(unredacted_addresses()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "unredacted_addresses",
                "former_addresses",
                "address_changes",
            ],
        )
        .await
    }
}

/// An account changes to one address at a time: the account is the key.
fn address_changes() -> TableCreateStatement {
    Table::create()
        .table("address_changes")
        .col(id("user_id"))
        .col(reference("id"))
        .col(text("email", 254))
        .col(moment("requested_at"))
        .foreign_key(&mut owned_by_user("user_id"))
        .take()
}

/// The digest is that of the token of the link that undoes the change.
fn former_addresses() -> TableCreateStatement {
    Table::create()
        .table("former_addresses")
        .col(id("id"))
        .col(reference("user_id"))
        .col(text("email", 254))
        .col(text("base_email", 254))
        .col(moment("replaced_at"))
        .col(moment("reserved_until"))
        .col(
            ColumnDef::new("undo_digest")
                .binary_len(32)
                .null()
                .unique_key(),
        )
        .col(moment_or_null("undone_at"))
        .foreign_key(&mut owned_by_user("user_id"))
        .take()
}

/// The account does not exist any more, so that nothing is referred to.
fn unredacted_addresses() -> TableCreateStatement {
    Table::create()
        .table("unredacted_addresses")
        .col(id("id"))
        .col(reference("user_id"))
        .col(text("email", 254))
        .take()
}
