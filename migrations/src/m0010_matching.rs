//! What matching needs of people: places on a roster, the opt-in for background, and whose scores are to be computed anew.

use crate::columns::{flag, index, moment, owned_by_user, reference};
use sea_orm_migration::prelude::*;

/// Adds columns to `users` and creates `score_marks`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// SQLite adds and drops one column a statement.
const CAPACITIES: [&str; 2] = ["own_capacity", "capacity_limit"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in CAPACITIES {
            let column = ColumnDef::new(name)
                .integer()
                .null()
                .check(Expr::col(name).gte(1))
                .take();
            manager
                .alter_table(Table::alter().table("users").add_column(column).to_owned())
                .await?;
        }
        manager
            .alter_table(
                Table::alter()
                    .table("users")
                    .add_column(flag("match_by_background", false))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("users", &["role", "id"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("score_marks")
                    .col(reference("user_id").primary_key())
                    .col(ColumnDef::new("after_id").uuid().null())
                    .col(moment("marked_at"))
                    .foreign_key(&mut owned_by_user("user_id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("score_marks", &["marked_at"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("score_marks").to_owned())
            .await?;
        manager
            .drop_index(
                Index::drop()
                    .name("idx_users_role_id")
                    .table("users")
                    .to_owned(),
            )
            .await?;
        for name in ["match_by_background", "capacity_limit", "own_capacity"] {
            manager
                .alter_table(Table::alter().table("users").drop_column(name).to_owned())
                .await?;
        }
        Ok(())
    }
}
