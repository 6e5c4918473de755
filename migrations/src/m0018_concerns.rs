//! Concerns that members raise, for administrators.

use crate::columns::{blank, id, moment, moment_or_null, text};
use crate::tables::{create_indexes, drop_tables};
use sea_orm_migration::prelude::*;

/// Creates `concerns`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(concerns()).await?;
        let indexes: &[&[&str]] = &[
            &["state", "id"],
            // What an account raised; and the other two, for the deletion of an account.
            &["raised_by", "id"],
            &["about_id"],
            &["resolved_by"],
        ];
        create_indexes(manager, "concerns", indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["concerns"]).await
    }
}

fn concerns() -> TableCreateStatement {
    // An account is deleted only after the text of its concerns.
    let has_author = Expr::col("text")
        .is_null()
        .or(Expr::col("raised_by").is_not_null());
    let is_resolved = Expr::col("resolved_at")
        .is_null()
        .eq(Expr::col("state").eq("OPEN"));
    Table::create()
        .table("concerns")
        .col(id("id"))
        .col(ColumnDef::new("raised_by").uuid().null())
        .col(ColumnDef::new("about_id").uuid().null())
        .col(ColumnDef::new("text").string_len(2000).null())
        .col(text("state", 8).check(Expr::col("state").is_in(["OPEN", "RESOLVED"])))
        .col(moment("created_at"))
        .col(moment_or_null("resolved_at"))
        .col(ColumnDef::new("resolved_by").uuid().null())
        .col(blank("note", 500))
        .foreign_key(&mut of_user("raised_by"))
        .foreign_key(&mut of_user("about_id"))
        .foreign_key(&mut of_user("resolved_by"))
        .check(has_author)
        .check(is_resolved)
        .take()
}

/// A foreign key to `users`; deleting the user leaves the row without it.
fn of_user(name: &'static str) -> ForeignKeyCreateStatement {
    let mut key = ForeignKey::create();
    key.from_col(name)
        .to("users", "id")
        .on_delete(ForeignKeyAction::SetNull);
    key
}
