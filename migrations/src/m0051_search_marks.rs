//! How far the words that accounts are found by were made anew: SQL cannot tell words apart as the server does.

use sea_orm_migration::prelude::*;

/// Creates `search_marks` with its one row, which says that nothing was made anew yet.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let marks = Table::create()
            .table("search_marks")
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("version").integer().not_null())
            .col(ColumnDef::new("is_done").boolean().not_null())
            .col(ColumnDef::new("after_id").uuid().null())
            .check(Expr::col("id").eq(1))
            .to_owned();
        manager.create_table(marks).await?;
        manager
            .get_connection()
            .execute_unprepared(
                "INSERT INTO search_marks (id, version, is_done) VALUES (1, 0, FALSE)",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("search_marks").to_owned())
            .await
    }
}
