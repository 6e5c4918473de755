//! The files of profile pictures.

use crate::columns::{moment, moment_or_null, text};
use crate::tables::drop_tables;
use sea_orm_migration::prelude::*;

/// Creates `pictures`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No foreign key from `users`: their URL may be that of another host.
        let pictures = Table::create()
            .table("pictures")
            .col(text("path", 100).primary_key())
            .col(moment("used_at"))
            .col(moment_or_null("removal_at"))
            .take();
        manager.create_table(pictures).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["pictures"]).await
    }
}
