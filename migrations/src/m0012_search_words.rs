//! The distinct words of the search terms, by which searches find the middle of a name and misspelled words; and the
//! score that members see, by which they filter.

use crate::columns::by_bytes;
use crate::tables::drop_tables;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Creates `search_words`, `search_word_keys` and `changed_words`, and adds `compatibility_scores.shown`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        manager.create_table(search_words(backend)).await?;
        manager.create_table(search_word_keys(backend)).await?;
        manager.create_table(changed_words(backend)).await?;
        add_shown_score(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for statement in [
            "DROP INDEX idx_scores_shown",
            "ALTER TABLE compatibility_scores DROP COLUMN shown",
        ] {
            connection.execute_unprepared(statement).await?;
        }
        let tables = ["changed_words", "search_word_keys", "search_words"];
        drop_tables(manager, &tables).await
    }
}

/// A word, or a key made from one.
fn word(backend: DatabaseBackend, name: &'static str) -> ColumnDef {
    let column = ColumnDef::new(name).string_len(64).not_null().take();
    by_bytes(backend, column)
}

fn is_public() -> ColumnDef {
    ColumnDef::new("is_public").boolean().not_null().take()
}

/// Each word once, whatever the number of accounts that have it.
fn search_words(backend: DatabaseBackend) -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("search_words")
        .col(word(backend, "word").primary_key().take())
        .col(is_public());
    in_its_index(backend, table)
}

/// What a word is looked up by. The whole row is the key: a lookup reads only the index. There is no foreign key,
/// which would need a second index as large as the table; one job writes both tables.
fn search_word_keys(backend: DatabaseBackend) -> TableCreateStatement {
    let key = Index::create()
        .col("is_public")
        .col("key")
        .col("word")
        .take();
    let mut table = Table::create();
    table
        .table("search_word_keys")
        .col(is_public())
        .col(word(backend, "key"))
        .col(word(backend, "word"))
        .primary_key(&mut key.clone());
    in_its_index(backend, table)
}

/// On SQLite the rows are in the index of the primary key, without a second copy.
fn in_its_index(backend: DatabaseBackend, mut table: TableCreateStatement) -> TableCreateStatement {
    if backend == DatabaseBackend::Sqlite {
        table.extra("WITHOUT ROWID");
    }
    table
}

/// Words that accounts got or lost, for the job that updates the two tables above. A word may be here many times, so
/// that no two accounts wait for each other.
fn changed_words(backend: DatabaseBackend) -> TableCreateStatement {
    let id = ColumnDef::new("id")
        .big_integer()
        .not_null()
        .auto_increment()
        .primary_key()
        .take();
    Table::create()
        .table("changed_words")
        .col(id)
        .col(word(backend, "word"))
        .take()
}

/// The score without the points for background, which members do not see.
async fn add_shown_score(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // SQLite adds computed columns only if they are not stored; the index holds them.
    let (points, kind) = match manager.get_database_backend() {
        DatabaseBackend::Postgres => ("(factors ->> 'BACKGROUND')::integer", "STORED"),
        _ => ("factors ->> 'BACKGROUND'", "VIRTUAL"),
    };
    let connection = manager.get_connection();
    for statement in [
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
