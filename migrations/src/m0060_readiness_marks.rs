//! What a server writes to find out whether the database still takes what it is given.

use sea_orm_migration::prelude::*;

/// One row for each running server.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("readiness_marks")
                    .col(ColumnDef::new("server_id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("number").big_integer().not_null())
                    .col(
                        ColumnDef::new("written_at")
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("readiness_marks").to_owned())
            .await
    }
}
