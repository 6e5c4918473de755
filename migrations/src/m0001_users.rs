//! People: one row per account.

use crate::columns::{blank, flag, id, index, moment, moment_or_null, text};
use sea_orm_migration::prelude::*;

/// Creates `users`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("users")
                    .col(id("id"))
                    .col(text("email", 254).unique_key())
                    .col(text("base_email", 254).unique_key())
                    .col(text("password", 512))
                    .col(blank("first_name", 150))
                    .col(blank("last_name", 150))
                    .col(
                        text("role", 16)
                            .check(Expr::col("role").is_in(["MENTEE", "MENTOR", "ADMIN"])),
                    )
                    .col(
                        ColumnDef::new("year")
                            .integer()
                            .null()
                            .check(Expr::col("year").between(0, 5)),
                    )
                    .col(ColumnDef::new("major").json().not_null())
                    .col(ColumnDef::new("minor").json().not_null())
                    .col(blank("hobbies", 500))
                    .col(blank("clubs", 500))
                    .col(blank("goals", 500))
                    .col(blank("other_background", 500))
                    .col(flag("international", false))
                    .col(flag("commuter", false))
                    .col(flag("firstgen", false))
                    .col(flag("outofstate", false))
                    .col(flag("transfer", false))
                    .col(ColumnDef::new("profile_picture_url").string_len(500).null())
                    .col(flag("is_verified", false))
                    .col(flag("is_active", true))
                    .col(flag("is_staff", false))
                    .col(flag("is_superuser", false))
                    .col(moment("joined_at"))
                    .col(moment_or_null("last_login_at"))
                    .col(moment_or_null("deletion_requested_at"))
                    .col(moment_or_null("permanent_deletion_after"))
                    // A pending deletion has both of its dates or neither.
                    .check(
                        Expr::col("deletion_requested_at")
                            .is_null()
                            .eq(Expr::col("permanent_deletion_after").is_null()),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("users", &["permanent_deletion_after"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("users").to_owned())
            .await
    }
}
