//! What servers record about themselves: a write that proves the database works, and the time that they last trusted.

use crate::columns::{is_single_row, moment, moment_or_null, single_row_id};
use crate::tables::drop_tables;
use sea_orm_migration::prelude::*;

/// Creates `readiness_checks` and `trusted_clock`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(readiness_checks()).await?;
        manager.create_table(trusted_clock()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["trusted_clock", "readiness_checks"]).await
    }
}

/// One row per running server.
fn readiness_checks() -> TableCreateStatement {
    Table::create()
        .table("readiness_checks")
        .col(ColumnDef::new("server_id").uuid().not_null().primary_key())
        .col(ColumnDef::new("number").big_integer().not_null())
        .col(moment("written_at"))
        .take()
}

/// With at most one row: a start far ahead of this time is noticed.
fn trusted_clock() -> TableCreateStatement {
    Table::create()
        .table("trusted_clock")
        .col(single_row_id())
        .col(moment("trusted_at"))
        .col(moment_or_null("held_at"))
        .col(ColumnDef::new("waited_seconds").big_integer().not_null())
        .check(is_single_row())
        .take()
}
