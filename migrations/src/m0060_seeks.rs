//! Indexes in the exact order of the pages that are read, so that a page is one index range: no scan and no sort.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Replaces indexes that covered only a part of an order.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Indexes that are the same on both databases: many rows of `score_marks` share one time, many accounts may expire at
/// the same time, and an endpoint that was down for days has thousands of deliveries.
const REPLACED: [(&str, &str, &str); 2] = [
    ("score_marks", "marked_at", "marked_at, user_id"),
    (
        "users",
        "permanent_deletion_after",
        "permanent_deletion_after, id",
    ),
];
const ADDED: [(&str, &str); 2] = [
    ("webhook_deliveries", "webhook_id, id"),
    ("webhook_deliveries", "last_tried_at"),
];

/// The deletions that still name the account, few of all signals. The server's query has the same text.
const UNREDACTED: &str =
    "WHERE name = 'user_deleted' AND lower(arguments ->> 'username') <> '[redacted]'";

/// The columns that the log is filtered by.
const NARROWED: [&str; 3] = ["name", "user_id", "sender"];

/// SQLite seeks by a row value only if it consists of columns, so the computed keys are generated columns.
const COMPUTED: [(&str, &str); 2] = [
    (
        "users",
        "last_login_key TEXT GENERATED ALWAYS AS (COALESCE(last_login_at, '1970-01-01T00:00:00+00:00')) VIRTUAL",
    ),
    (
        "compatibility_scores",
        "distance INTEGER GENERATED ALWAYS AS (-score) VIRTUAL",
    ),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, old, new) in REPLACED {
            run(manager, &dropped(table, old)).await?;
            run(manager, &created(table, new)).await?;
        }
        for (table, columns) in ADDED {
            run(manager, &created(table, columns)).await?;
        }
        for side in ["mentee_id", "mentor_id"] {
            run(
                manager,
                &dropped("compatibility_scores", &format!("{side}, score")),
            )
            .await?;
        }
        match manager.get_database_backend() {
            DatabaseBackend::Postgres => up_on_postgres(manager).await,
            _ => up_on_sqlite(manager).await,
        }
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DatabaseBackend::Postgres => down_on_postgres(manager).await?,
            _ => down_on_sqlite(manager).await?,
        }
        for side in ["mentee_id", "mentor_id"] {
            run(
                manager,
                &created("compatibility_scores", &format!("{side}, score")),
            )
            .await?;
        }
        for (table, columns) in ADDED {
            run(manager, &dropped(table, columns)).await?;
        }
        for (table, old, new) in REPLACED {
            run(manager, &dropped(table, new)).await?;
            run(manager, &created(table, old)).await?;
        }
        Ok(())
    }
}

async fn up_on_postgres(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for statement in [
        format!(
            "CREATE INDEX idx_signals_unredacted ON signals (transaction_id, position) {UNREDACTED}"
        ),
        "CREATE INDEX idx_scores_mentee ON compatibility_scores (mentee_id, (-score), mentor_id)"
            .to_owned(),
        "CREATE INDEX idx_scores_mentor ON compatibility_scores (mentor_id, (-score), mentee_id)"
            .to_owned(),
    ] {
        run(manager, &statement).await?;
    }
    Ok(())
}

async fn down_on_postgres(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for index in [
        "idx_signals_unredacted",
        "idx_scores_mentee",
        "idx_scores_mentor",
    ] {
        run(manager, &format!("DROP INDEX {index}")).await?;
    }
    Ok(())
}

/// On SQLite every index ends with the rowid, which is the position, and the transaction is always 0.
async fn up_on_sqlite(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    run(manager, &dropped("signals", "transaction_id, position")).await?;
    for column in NARROWED {
        let long = format!("{column}, transaction_id, position");
        run(manager, &dropped("signals", &long)).await?;
        run(manager, &created("signals", column)).await?;
    }
    for index in ["idx_users_last_login", "idx_users_state_last_login"] {
        run(manager, &format!("DROP INDEX {index}")).await?;
    }
    for (table, column) in COMPUTED {
        run(manager, &format!("ALTER TABLE {table} ADD COLUMN {column}")).await?;
    }
    for statement in [
        format!("CREATE INDEX idx_signals_unredacted ON signals (name) {UNREDACTED}"),
        "CREATE INDEX idx_users_last_login ON users (last_login_key, id)".to_owned(),
        "CREATE INDEX idx_users_state_last_login ON users (state, last_login_key, id)".to_owned(),
        "CREATE INDEX idx_scores_mentee ON compatibility_scores (mentee_id, distance, mentor_id)"
            .to_owned(),
        "CREATE INDEX idx_scores_mentor ON compatibility_scores (mentor_id, distance, mentee_id)"
            .to_owned(),
    ] {
        run(manager, &statement).await?;
    }
    Ok(())
}

async fn down_on_sqlite(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for index in [
        "idx_signals_unredacted",
        "idx_users_last_login",
        "idx_users_state_last_login",
        "idx_scores_mentee",
        "idx_scores_mentor",
    ] {
        run(manager, &format!("DROP INDEX {index}")).await?;
    }
    for (table, column) in COMPUTED {
        let name = column.split(' ').next().unwrap_or(column);
        run(manager, &format!("ALTER TABLE {table} DROP COLUMN {name}")).await?;
    }
    let last_login = "(COALESCE(last_login_at, '1970-01-01T00:00:00+00:00'))";
    for statement in [
        format!("CREATE INDEX idx_users_last_login ON users ({last_login}, id)"),
        format!("CREATE INDEX idx_users_state_last_login ON users (state, {last_login}, id)"),
    ] {
        run(manager, &statement).await?;
    }
    for column in NARROWED {
        let long = format!("{column}, transaction_id, position");
        run(manager, &dropped("signals", column)).await?;
        run(manager, &created("signals", &long)).await?;
    }
    run(manager, &created("signals", "transaction_id, position")).await
}

fn created(table: &str, columns: &str) -> String {
    format!(
        "CREATE INDEX {} ON {table} ({columns})",
        name(table, columns)
    )
}

fn dropped(table: &str, columns: &str) -> String {
    format!("DROP INDEX {}", name(table, columns))
}

/// As `columns::index` names them.
fn name(table: &str, columns: &str) -> String {
    format!("idx_{table}_{}", columns.replace(", ", "_"))
}

async fn run(manager: &SchemaManager<'_>, statement: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    connection.execute_unprepared(statement).await.map(drop)
}
