//! Mentees and mentors: matches, blocked mentors, compatibility scores and messages.

use crate::columns::{id, is_single_row, moment, owned_by_user, reference, single_row_id, text};
use crate::tables::{create_indexes, drop_tables};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Creates `matches`, `blacklist`, `compatibility_scores`, `stale_scores`, `chat_messages` and `roster_limit`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(matches()).await?;
        let indexes: &[&[&str]] = &[&["mentor_id", "matched_at"], &["matched_at", "mentee_id"]];
        create_indexes(manager, "matches", indexes).await?;
        manager.create_table(blacklist()).await?;
        create_indexes(manager, "blacklist", &[&["mentor_id"]]).await?;
        let backend = manager.get_database_backend();
        manager.create_table(compatibility_scores(backend)).await?;
        index_scores(manager).await?;
        manager.create_table(stale_scores()).await?;
        create_indexes(manager, "stale_scores", &[&["stale_since", "user_id"]]).await?;
        manager.create_table(chat_messages()).await?;
        let indexes: &[&[&str]] = &[
            &["mentee_id", "mentor_id", "id"],
            &["mentor_id"],
            &["sender_id"],
        ];
        create_indexes(manager, "chat_messages", indexes).await?;
        manager.create_table(roster_limit()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "roster_limit",
            "chat_messages",
            "stale_scores",
            "compatibility_scores",
            "blacklist",
            "matches",
        ];
        drop_tables(manager, &tables).await
    }
}

/// A table of pairs: a mentee and a mentor, who are two different people.
fn pairs(name: &'static str) -> TableCreateStatement {
    Table::create()
        .table(name)
        .col(reference("mentee_id"))
        .col(reference("mentor_id"))
        .foreign_key(&mut owned_by_user("mentee_id"))
        .foreign_key(&mut owned_by_user("mentor_id"))
        .check(Expr::col("mentee_id").ne(Expr::col("mentor_id")))
        .take()
}

/// A mentee has at most one mentor: the mentee is the key.
fn matches() -> TableCreateStatement {
    pairs("matches")
        .primary_key(Index::create().col("mentee_id"))
        .col(moment("matched_at"))
        .take()
}

fn blacklist() -> TableCreateStatement {
    pairs("blacklist")
        .primary_key(Index::create().col("mentee_id").col("mentor_id"))
        .col(moment("blacklisted_at"))
        .take()
}

/// SQLite can seek by a pair only if both are columns, so there the negative score is a computed column.
fn compatibility_scores(backend: DatabaseBackend) -> TableCreateStatement {
    let score = ColumnDef::new("score")
        .integer()
        .not_null()
        .check(Expr::col("score").between(0, 100))
        .take();
    let mut scores = pairs("compatibility_scores");
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

/// The exact order of the lists of suggestions: best score first.
async fn index_scores(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let distance = match manager.get_database_backend() {
        DatabaseBackend::Sqlite => "distance",
        _ => "(-score)",
    };
    for (name, columns) in [
        ("mentee", format!("mentee_id, {distance}, mentor_id")),
        ("mentor", format!("mentor_id, {distance}, mentee_id")),
    ] {
        let create = format!("CREATE INDEX idx_scores_{name} ON compatibility_scores ({columns})");
        manager.get_connection().execute_unprepared(&create).await?;
    }
    Ok(())
}

/// Members whose scores have to be computed again.
fn stale_scores() -> TableCreateStatement {
    Table::create()
        .table("stale_scores")
        .col(reference("user_id").primary_key())
        .col(ColumnDef::new("after_id").uuid().null())
        .col(moment("stale_since"))
        .foreign_key(&mut owned_by_user("user_id"))
        .take()
}

fn chat_messages() -> TableCreateStatement {
    pairs("chat_messages")
        .col(id("id"))
        .col(reference("sender_id"))
        .col(text("body", 4000))
        .col(moment("sent_at"))
        .foreign_key(&mut owned_by_user("sender_id"))
        .take()
}

/// With at most one row: the maximum number of mentees for which `users.is_matched` of mentors was set.
fn roster_limit() -> TableCreateStatement {
    Table::create()
        .table("roster_limit")
        .col(single_row_id())
        .col(ColumnDef::new("max_mentees").integer().not_null())
        .check(is_single_row())
        .take()
}
