//! Scores of the best partners of each person, instead of those of all pairs: one row per person, with a packed list.

use crate::columns::{
    is_single_row, moment, moment_or_null, owned_by_user, reference, single_row_id, text,
};
use crate::tables::{create_indexes, drop_tables};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Replaces `compatibility_scores` by `score_lists`, `removed_scores` and `score_worker`, and marks everyone as stale.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["compatibility_scores", "stale_scores"]).await?;
        manager.create_table(score_lists()).await?;
        create_indexes(manager, "score_lists", &[&["role", "number"]]).await?;
        manager.create_table(removed_scores()).await?;
        manager.create_table(score_worker()).await?;
        let change_id = ColumnDef::new("change_id").uuid().null().take();
        create_stale_scores(manager, change_id).await?;
        mark_stale(manager, "role <> 'ADMIN'").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "score_worker",
            "removed_scores",
            "score_lists",
            "stale_scores",
        ];
        drop_tables(manager, &tables).await?;
        create_compatibility_scores(manager).await?;
        let after_id = ColumnDef::new("after_id").uuid().null().take();
        create_stale_scores(manager, after_id).await?;
        mark_stale(manager, "role = 'MENTEE'").await
    }
}

/// A person in a role has a number, by which the lists of others name them. A number is never used again.
fn score_lists() -> TableCreateStatement {
    let number = ColumnDef::new("number")
        .integer()
        .not_null()
        .auto_increment()
        .primary_key()
        .take();
    Table::create()
        .table("score_lists")
        .col(number)
        .col(reference("user_id").unique_key())
        .col(text("role", 16).check(Expr::col("role").is_in(["MENTEE", "MENTOR"])))
        .col(ColumnDef::new("entries").blob().not_null())
        .col(ColumnDef::new("floor").big_integer().null())
        .col(moment_or_null("computed_at"))
        .foreign_key(&mut owned_by_user("user_id"))
        .take()
}

/// Numbers that the lists of others may still have.
fn removed_scores() -> TableCreateStatement {
    let number = ColumnDef::new("number")
        .integer()
        .not_null()
        .primary_key()
        .take();
    Table::create()
        .table("removed_scores")
        .col(number)
        .col(text("role", 16))
        .take()
}

/// With at most one row: the process that computes scores.
fn score_worker() -> TableCreateStatement {
    Table::create()
        .table("score_worker")
        .col(single_row_id())
        .col(reference("holder"))
        .col(moment("held_until"))
        .check(is_single_row())
        .take()
}

/// Members whose scores have to be computed again.
async fn create_stale_scores(manager: &SchemaManager<'_>, second: ColumnDef) -> Result<(), DbErr> {
    let stale_scores = Table::create()
        .table("stale_scores")
        .col(reference("user_id").primary_key())
        .col(second)
        .col(moment("stale_since"))
        .foreign_key(&mut owned_by_user("user_id"))
        .take();
    manager.create_table(stale_scores).await?;
    create_indexes(manager, "stale_scores", &[&["stale_since", "user_id"]]).await
}

async fn mark_stale(manager: &SchemaManager<'_>, of: &str) -> Result<(), DbErr> {
    let mark = format!(
        "INSERT INTO stale_scores (user_id, stale_since) \
         SELECT id, '1970-01-01T00:00:00+00:00' FROM users WHERE {of}"
    );
    let connection = manager.get_connection();
    connection.execute_unprepared(&mark).await?;
    Ok(())
}

/// The table as `m0004_roster` and `m0012_search_words` create it.
async fn create_compatibility_scores(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager.create_table(compatibility_scores(backend)).await?;
    let (distance, points, kind) = match backend {
        DatabaseBackend::Sqlite => ("distance", "factors ->> 'BACKGROUND'", "VIRTUAL"),
        _ => ("(-score)", "(factors ->> 'BACKGROUND')::integer", "STORED"),
    };
    let connection = manager.get_connection();
    for statement in [
        format!(
            "CREATE INDEX idx_scores_mentee ON compatibility_scores (mentee_id, {distance}, mentor_id)"
        ),
        format!(
            "CREATE INDEX idx_scores_mentor ON compatibility_scores (mentor_id, {distance}, mentee_id)"
        ),
        format!(
            "ALTER TABLE compatibility_scores ADD COLUMN shown integer \
             GENERATED ALWAYS AS (score - COALESCE({points}, 0)) {kind}"
        ),
        "CREATE INDEX idx_scores_shown ON compatibility_scores (mentee_id, shown, mentor_id)"
            .to_owned(),
    ] {
        connection.execute_unprepared(&statement).await?;
    }
    Ok(())
}

fn compatibility_scores(backend: DatabaseBackend) -> TableCreateStatement {
    let score = ColumnDef::new("score")
        .integer()
        .not_null()
        .check(Expr::col("score").between(0, 100))
        .take();
    let mut scores = Table::create()
        .table("compatibility_scores")
        .col(reference("mentee_id"))
        .col(reference("mentor_id"))
        .foreign_key(&mut owned_by_user("mentee_id"))
        .foreign_key(&mut owned_by_user("mentor_id"))
        .check(Expr::col("mentee_id").ne(Expr::col("mentor_id")))
        .take();
    scores
        .primary_key(Index::create().col("mentee_id").col("mentor_id"))
        .col(score)
        .col(ColumnDef::new("factors").json().not_null())
        .col(moment("computed_at"));
    if backend == DatabaseBackend::Sqlite {
        let distance = ColumnDef::new("distance")
            .integer()
            .generated(Expr::cust("-score"), false)
            .take();
        scores.col(distance);
    }
    scores
}
