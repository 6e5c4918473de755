//! When the server last ran by a clock that it trusted: a start far ahead of that is noticed.

use crate::columns::{moment, moment_or_null};
use sea_orm_migration::prelude::*;

/// Creates `clock_marks`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let marks = Table::create()
            .table("clock_marks")
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(moment("trusted_at"))
            .col(moment_or_null("held_at"))
            .col(ColumnDef::new("waited_seconds").big_integer().not_null())
            .check(Expr::col("id").eq(1))
            .to_owned();
        manager.create_table(marks).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("clock_marks").to_owned())
            .await
    }
}
