//! One connection of a pool. It is returned to the pool only if certainly no transaction is open on it; in every other
//! case it is closed: after a BEGIN, COMMIT, or ROLLBACK that failed or was canceled, unless a ROLLBACK after it succeeded.

use super::Engine;
use sea_orm::{
    ConnAcquireErr, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement, Values,
};
use sea_query_sqlx::SqlxValues;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Executor, Postgres, Sqlite};
use std::sync::Arc;

/// SQLite's code for a statement that cannot run here, such as a BEGIN inside a transaction.
const SQLITE_ERROR: &str = "1";

/// Statements that SQLite gets at once: those of a usual change, and the end of its transaction.
const TOGETHER: usize = 9;

/// A connection that belongs to one transaction or one reader.
pub(super) struct Connection {
    pool_connection: PoolConnectionOf,
    /// Whether certainly no transaction is open on it.
    is_clean: bool,
}

enum PoolConnectionOf {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// The same code for either database: their drivers share traits, but no type.
macro_rules! on_either {
    ($connection:expr, $driver:ident => $work:expr) => {
        match &mut $connection.pool_connection {
            PoolConnectionOf::Sqlite($driver) => $work,
            PoolConnectionOf::Postgres($driver) => $work,
        }
    };
}

impl Connection {
    pub(super) const fn sqlite(connection: PoolConnection<Sqlite>) -> Self {
        Self {
            pool_connection: PoolConnectionOf::Sqlite(connection),
            is_clean: true,
        }
    }

    pub(super) const fn postgres(connection: PoolConnection<Postgres>) -> Self {
        Self {
            pool_connection: PoolConnectionOf::Postgres(connection),
            is_clean: true,
        }
    }

    pub(super) const fn engine(&self) -> Engine {
        match self.pool_connection {
            PoolConnectionOf::Sqlite(_) => Engine::Sqlite,
            PoolConnectionOf::Postgres(_) => Engine::Postgres,
        }
    }

    /// Begins a write transaction. On SQLite it takes the write lock at once: a transaction that first reads and then
    /// writes could not wait for the lock any more.
    pub(super) async fn begin(&mut self) -> Result<(), DbErr> {
        self.is_clean = false;
        self.control(match self.engine() {
            Engine::Sqlite => "BEGIN IMMEDIATE",
            Engine::Postgres => "BEGIN",
        })
        .await
    }

    /// Runs what is left of the transaction, and commits. The connection is clean again if that succeeds.
    pub(super) async fn commit(&mut self, rest: Vec<Statement>) -> Result<(), DbErr> {
        self.run_all(rest, Some("COMMIT")).await?;
        self.is_clean = true;
        Ok(())
    }

    /// Rolls back the whole transaction. The connection is clean again if that succeeds. On SQLite it fails when the
    /// database has already rolled back by itself.
    pub(super) async fn roll_back(&mut self) -> Result<(), DbErr> {
        self.control("ROLLBACK").await?;
        self.is_clean = true;
        Ok(())
    }

    /// Closes the connection, whatever its state.
    pub(super) fn discard(mut self) {
        self.is_clean = false;
    }

    /// Runs a statement that begins or ends a transaction or a savepoint. The driver does not count the depth: its
    /// count stays wrong when SQLite rolled back by itself.
    pub(super) async fn control(&mut self, sql: &str) -> Result<(), DbErr> {
        match &mut self.pool_connection {
            // Prepared once for each connection.
            PoolConnectionOf::Sqlite(driver) => sqlx::query(AssertSqlSafe(sql))
                .execute(&mut **driver)
                .await
                .map(drop)
                .map_err(not_executed),
            PoolConnectionOf::Postgres(_) => self.execute_unprepared(sql).await.map(drop),
        }
    }

    /// Runs statements one after another until one fails, and `ending` after them. SQLite gets them all at once: each
    /// statement that is sent alone waits for two threads to wake up. It stops after a statement whose outcome nobody
    /// waits for any more, so a caller that is canceled does not know which of them ran.
    pub(super) async fn run_all(
        &mut self,
        statements: Vec<Statement>,
        ending: Option<&str>,
    ) -> Result<(), DbErr> {
        match &mut self.pool_connection {
            PoolConnectionOf::Sqlite(driver) => {
                // The driver keeps what is prepared for a text; many statements hardly ever have the same text again.
                let is_kept = statements.len() < TOGETHER;
                for (sql, values) in joined(statements, ending) {
                    let query = sqlx::query_with(AssertSqlSafe(sql), values).persistent(is_kept);
                    query.execute(&mut **driver).await.map_err(not_executed)?;
                }
                Ok(())
            }
            PoolConnectionOf::Postgres(_) => {
                for statement in &statements {
                    self.execute(statement).await?;
                }
                match ending {
                    Some(ending) => self.control(ending).await,
                    None => Ok(()),
                }
            }
        }
    }

    /// Whether a transaction is open and accepts statements. SQLite ends one by itself when it cannot write (FULL,
    /// IOERR, NOMEM, INTERRUPT), and a statement after that would be committed on its own; PostgreSQL rejects
    /// everything after a failure.
    pub(super) async fn is_in_transaction(&mut self) -> bool {
        match self.engine() {
            // Inside a transaction this statement is rejected, and it changes nothing.
            Engine::Sqlite => match self.control("BEGIN").await {
                Ok(()) => false,
                Err(error) => is_refused_by_sqlite(&error),
            },
            Engine::Postgres => self.control("SELECT 1").await.is_ok(),
        }
    }

    pub(super) async fn execute(&mut self, statement: &Statement) -> Result<ExecResult, DbErr> {
        on_either!(self, driver => sqlx::query_with(AssertSqlSafe(statement.sql.as_str()), values(statement))
            .execute(&mut **driver)
            .await
            .map(ExecResult::from))
        .map_err(not_executed)
    }

    pub(super) async fn execute_unprepared(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        on_either!(self, driver => driver
            .execute(AssertSqlSafe(sql.to_owned()))
            .await
            .map(ExecResult::from))
        .map_err(not_executed)
    }

    /// Returns the first row. Reads all rows: SQLite reports only with the last one whether a statement with RETURNING
    /// succeeded.
    pub(super) async fn query_one(
        &mut self,
        statement: &Statement,
    ) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.query_all(statement).await?.into_iter().next())
    }

    pub(super) async fn query_all(
        &mut self,
        statement: &Statement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        on_either!(self, driver => sqlx::query_with(AssertSqlSafe(statement.sql.as_str()), values(statement))
            .fetch_all(&mut **driver)
            .await
            .map(|rows| rows.into_iter().map(QueryResult::from).collect()))
        .map_err(not_queried)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if !self.is_clean {
            on_either!(self, driver => driver.close_on_drop());
        }
    }
}

fn values(statement: &Statement) -> SqlxValues {
    SqlxValues(
        statement
            .values
            .clone()
            .unwrap_or_else(|| Values(Vec::new())),
    )
}

/// Statements as a few texts, each with the values of all its statements in their order: SQLite's placeholders have no
/// numbers.
fn joined(mut statements: Vec<Statement>, ending: Option<&str>) -> Vec<(String, SqlxValues)> {
    statements.extend(ending.map(|ending| Statement::from_string(DbBackend::Sqlite, ending)));
    let join = |statements: &mut [Statement]| {
        let texts: Vec<&str> = statements.iter().map(|one| one.sql.as_str()).collect();
        let sql = texts.join("; ");
        let values = statements.iter_mut().filter_map(|one| one.values.take());
        let values = values.flat_map(|Values(values)| values).collect();
        (sql, SqlxValues(Values(values)))
    };
    statements.chunks_mut(TOGETHER).map(join).collect()
}

fn is_refused_by_sqlite(error: &DbErr) -> bool {
    let DbErr::Exec(RuntimeErr::SqlxError(error)) = error else {
        return false;
    };
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| code == SQLITE_ERROR)
}

// Translates errors of the driver as the library does; its own functions are private.

/// No connection was available.
pub(super) fn not_acquired(error: sqlx::Error) -> DbErr {
    match error {
        sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        error => DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))),
    }
}

fn not_executed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error)))
}

pub(super) fn not_queried(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(error)))
}
