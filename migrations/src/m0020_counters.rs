//! Counters that triggers keep with every commit: accounts by state, and signals by day.

use crate::columns::text;
use crate::tables::drop_tables;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Creates `account_counts` and `day_counts`, on PostgreSQL the tables of their changes, and the triggers. A migration
/// that changes how `users.state` is computed has to drop the triggers of `users`, and to create them again.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The signals that are counted. Invariant: `admins/stats.rs` in the server reads the same.
macro_rules! counted {
    () => {
        "('user_registered', 'user_registration_failed', 'user_authenticated', 'admin_authenticated', \
         'user_authentication_failed', 'admin_authentication_failed', 'mentee_added')"
    };
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        manager.create_table(account_counts(backend)).await?;
        manager.create_table(day_counts(backend)).await?;
        // The triggers come first: on PostgreSQL they wait for other writers, whose rows are then counted below.
        match backend {
            DatabaseBackend::Sqlite => run(manager, SQLITE_TRIGGERS).await?,
            _ => {
                manager.create_table(account_count_changes()).await?;
                manager.create_table(day_count_changes()).await?;
                run(manager, POSTGRES_TRIGGERS).await?;
            }
        }
        let day = match backend {
            DatabaseBackend::Sqlite => "SUBSTR(occurred_at, 1, 10)",
            _ => "(occurred_at AT TIME ZONE 'UTC')::DATE",
        };
        let count_accounts = "INSERT INTO account_counts (state, accounts) \
             SELECT state, COUNT(*) FROM users GROUP BY state";
        let count_signals = format!(
            "INSERT INTO day_counts (day, name, signals) \
             SELECT {day}, name, COUNT(*) FROM signals WHERE name IN {} GROUP BY {day}, name",
            counted!()
        );
        run(manager, &[count_accounts, &count_signals]).await
    }

    /// Days whose signals the log no longer holds lose their numbers.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop: &[&str] = match manager.get_database_backend() {
            DatabaseBackend::Sqlite => &[
                "DROP TRIGGER users_inserted",
                "DROP TRIGGER users_updated",
                "DROP TRIGGER users_deleted",
                "DROP TRIGGER signals_inserted",
            ],
            _ => &[
                "DROP TRIGGER users_inserted_or_deleted ON users",
                "DROP TRIGGER users_updated ON users",
                "DROP TRIGGER signals_inserted ON signals",
                "DROP FUNCTION count_account()",
                "DROP FUNCTION count_signal()",
                "DROP TABLE account_count_changes",
                "DROP TABLE day_count_changes",
            ],
        };
        run(manager, drop).await?;
        drop_tables(manager, &["day_counts", "account_counts"]).await
    }
}

/// SQLite has one writer, so that nobody waits for a counter.
const SQLITE_TRIGGERS: &[&str] = &[
    "CREATE TRIGGER users_inserted AFTER INSERT ON users BEGIN \
     INSERT INTO account_counts (state, accounts) VALUES (NEW.state, 1) \
     ON CONFLICT (state) DO UPDATE SET accounts = accounts + 1; END",
    "CREATE TRIGGER users_updated AFTER UPDATE ON users WHEN OLD.state <> NEW.state BEGIN \
     UPDATE account_counts SET accounts = accounts - 1 WHERE state = OLD.state; \
     INSERT INTO account_counts (state, accounts) VALUES (NEW.state, 1) \
     ON CONFLICT (state) DO UPDATE SET accounts = accounts + 1; END",
    "CREATE TRIGGER users_deleted AFTER DELETE ON users BEGIN \
     UPDATE account_counts SET accounts = accounts - 1 WHERE state = OLD.state; END",
    concat!(
        "CREATE TRIGGER signals_inserted AFTER INSERT ON signals WHEN NEW.name IN ",
        counted!(),
        " BEGIN INSERT INTO day_counts (day, name, signals) VALUES (SUBSTR(NEW.occurred_at, 1, 10), NEW.name, 1) \
     ON CONFLICT (day, name) DO UPDATE SET signals = signals + 1; END",
    ),
];

/// On PostgreSQL transactions would wait for each other at a counter until they commit, so they append changes.
const POSTGRES_TRIGGERS: &[&str] = &[
    "CREATE FUNCTION count_account() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN \
     IF TG_OP <> 'INSERT' THEN INSERT INTO account_count_changes (state, accounts) VALUES (OLD.state, -1); END IF; \
     IF TG_OP <> 'DELETE' THEN INSERT INTO account_count_changes (state, accounts) VALUES (NEW.state, 1); END IF; \
     RETURN NULL; END $$",
    "CREATE FUNCTION count_signal() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN \
     INSERT INTO day_count_changes (day, name) VALUES ((NEW.occurred_at AT TIME ZONE 'UTC')::DATE, NEW.name); \
     RETURN NULL; END $$",
    "CREATE TRIGGER users_inserted_or_deleted AFTER INSERT OR DELETE ON users \
     FOR EACH ROW EXECUTE FUNCTION count_account()",
    "CREATE TRIGGER users_updated AFTER UPDATE ON users \
     FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION count_account()",
    concat!(
        "CREATE TRIGGER signals_inserted AFTER INSERT ON signals FOR EACH ROW WHEN (NEW.name IN ",
        counted!(),
        ") EXECUTE FUNCTION count_signal()",
    ),
];

async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    for statement in statements {
        connection.execute_unprepared(statement).await?;
    }
    Ok(())
}

fn state() -> ColumnDef {
    ColumnDef::new("state").small_integer().not_null().take()
}

fn day() -> ColumnDef {
    ColumnDef::new("day").date().not_null().take()
}

fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

/// The number of accounts in each state that an account ever had.
fn account_counts(backend: DatabaseBackend) -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("account_counts")
        .col(state().primary_key())
        .col(number("accounts"));
    in_its_index(backend, table)
}

/// The number of signals with a name, by day.
fn day_counts(backend: DatabaseBackend) -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("day_counts")
        .col(day())
        .col(text("name", 64))
        .col(number("signals"))
        .primary_key(Index::create().col("day").col("name"));
    in_its_index(backend, table)
}

/// On SQLite the rows are in the index of the primary key, without a second copy.
fn in_its_index(backend: DatabaseBackend, mut table: TableCreateStatement) -> TableCreateStatement {
    if backend == DatabaseBackend::Sqlite {
        table.extra("WITHOUT ROWID");
    }
    table
}

/// Accounts that came to a state or left it, which are not in `account_counts` yet. Its rows are only appended, and
/// taken by their place in the table, so they need no key.
fn account_count_changes() -> TableCreateStatement {
    Table::create()
        .table("account_count_changes")
        .col(state())
        .col(ColumnDef::new("accounts").small_integer().not_null())
        .take()
}

/// Signals that are not in `day_counts` yet.
fn day_count_changes() -> TableCreateStatement {
    Table::create()
        .table("day_count_changes")
        .col(day())
        .col(text("name", 64))
        .take()
}
