//! Words by state, and which of them everybody may search by: names, majors and years, but no addresses.

use crate::columns::{flag, index};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `user_terms.is_public`, `user_terms.state`, and the words of majors and years.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let state = ColumnDef::new("state")
            .small_integer()
            .not_null()
            .default(0)
            .take();
        for column in [flag("is_public", false), state] {
            manager
                .alter_table(
                    Table::alter()
                        .table("user_terms")
                        .add_column(column)
                        .to_owned(),
                )
                .await?;
        }
        let major = match manager.get_database_backend() {
            DatabaseBackend::Postgres => "json_array_elements_text(users.major) AS majors (value)",
            _ => "json_each(users.major) AS majors",
        };
        // As with the step that made the words: accents are folded at the account's next change.
        let statements = [
            "UPDATE user_terms SET is_public = TRUE WHERE EXISTS (SELECT 1 FROM users \
             WHERE users.id = user_terms.user_id AND ' ' || users.name_key || ' ' LIKE '% ' || term || ' %')"
                .to_owned(),
            format!(
                "INSERT INTO user_terms (user_id, term, is_public) \
                 SELECT DISTINCT users.id, '=' || LOWER(majors.value), TRUE FROM users CROSS JOIN {major}"
            ),
            "INSERT INTO user_terms (user_id, term, is_public) \
             SELECT id, '#' || year, TRUE FROM users WHERE year IS NOT NULL"
                .to_owned(),
            "UPDATE user_terms SET state = (SELECT state FROM users WHERE users.id = user_terms.user_id)"
                .to_owned(),
        ];
        for statement in statements {
            manager
                .get_connection()
                .execute_unprepared(&statement)
                .await?;
        }
        manager
            .create_index(index(
                "user_terms",
                &["state", "is_public", "term", "user_id"],
            ))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(
                Index::drop()
                    .name("idx_user_terms_state_is_public_term_user_id")
                    .table("user_terms")
                    .to_owned(),
            )
            .await?;
        manager
            .get_connection()
            .execute_unprepared("DELETE FROM user_terms WHERE term LIKE '=%' OR term LIKE '#%'")
            .await?;
        for column in ["state", "is_public"] {
            manager
                .alter_table(
                    Table::alter()
                        .table("user_terms")
                        .drop_column(column)
                        .to_owned(),
                )
                .await?;
        }
        Ok(())
    }
}
