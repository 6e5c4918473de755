//! Scores of the accounts that were there before scores were computed, or while they counted otherwise.

use sea_orm_migration::prelude::*;

/// Marks every mentee: each score is between a mentee and a mentor.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(
                "INSERT INTO score_marks (user_id, marked_at) \
                 SELECT id, '1970-01-01T00:00:00+00:00' FROM users WHERE role = 'MENTEE' \
                 ON CONFLICT (user_id) DO NOTHING",
            )
            .await?;
        // Shared backgrounds alone are no suggestion any more, and to show one until its turn comes would tell of them.
        manager
            .get_connection()
            .execute_unprepared(
                "DELETE FROM compatibility_scores \
                 WHERE CAST(factors ->> 'BACKGROUND' AS INTEGER) = score",
            )
            .await?;
        Ok(())
    }

    /// Scores that are computed once more are the same.
    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
