//! Connections: for SQLite one writer and several readers, for PostgreSQL one pool.

use super::batch::Writer;
use super::cells::Cells;
use super::connection::{Connection, not_acquired};
use super::fault::{fault, of_file, of_server, one_line};
use super::inline::Inline;
use super::transaction::{Observer, Transaction};
use super::wal::Wal;
use super::{files, server_check};
use crate::config::DatabaseConfig;
use crate::error::{Error, Result};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, SqlxPostgresConnector, SqlxSqliteConnector,
};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection as _, Executor};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a request waits for a connection, and a SQLite statement for a lock.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// The same for PostgreSQL, whose connections are never all in use for long. Also how long to try to connect.
const POSTGRES_ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// Rows that SQLite reads ahead of the server: a whole page of a list, so that the two do not wait for each other.
const ROWS_AT_ONCE: usize = 256;

/// Runs on every connection to PostgreSQL, whose databases and roles may have other defaults. A conditional update
/// checks the current row once it has the lock; from REPEATABLE READ on it would fail instead. A client that
/// disappeared without closing its connection, and still holds locks, is detected within two minutes.
const SESSION: &str = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED; \
                       SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 15; SET tcp_keepalives_count = 4";

/// Timeouts for requests on PostgreSQL: a lock that another transaction does not release, an endless statement, or a
/// transaction that was left open must not use up one of the few connections.
const TIMEOUTS: &str = "SET lock_timeout = '5s'; SET statement_timeout = '30s'; \
                        SET idle_in_transaction_session_timeout = '60s'";

/// No timeouts, for a transaction that may take as long as it needs because no client waits for it.
const NO_TIMEOUTS: &str = "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; \
                         SET LOCAL idle_in_transaction_session_timeout = 0";

/// The kind of database, for the few statements that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// An embedded file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// Handles to the database, cheap to clone.
#[derive(Clone)]
pub struct Db {
    /// The kind of database.
    pub engine: Engine,
    location: String,
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    pools: Pools,
    observer: Option<Observer>,
    /// Transactions begun so far.
    begun: Arc<AtomicU64>,
}

/// The connection pools.
#[derive(Clone)]
enum Pools {
    Sqlite {
        reader: SqlitePool,
        writer: Arc<Writer>,
        wal: Arc<Wal>,
        inline: Arc<Inline>,
    },
    Postgres(PgPool),
}

impl fmt::Debug for Db {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Db")
            .field("engine", &self.engine)
            .finish_non_exhaustive()
    }
}

impl Db {
    /// Opens the database.
    ///
    /// # Errors
    /// When the address is wrong or the database does not respond.
    pub async fn connect(config: &DatabaseConfig) -> Result<Self> {
        if config.url.expose().starts_with("sqlite:") {
            open_file(config).await
        } else {
            open_server(config).await
        }
    }

    /// The file, or the server and the database's name, for messages. Contains no user and no password.
    #[must_use]
    pub fn location(&self) -> &str {
        &self.location
    }

    /// The connection for reading outside a transaction.
    #[must_use]
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// The connection for migrations and for the rare statement whose write emits no signal (a session's last use,
    /// expired rows). Never for a transaction: see `begin`.
    #[must_use]
    pub const fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Reports every statement to `observer`, to count and time them. Each of those that ran together took as long as all.
    pub fn observe(
        &mut self,
        observer: impl Fn(&sea_orm::metric::Info<'_>) + Clone + Send + Sync + 'static,
    ) {
        self.reader.set_metric_callback(observer.clone());
        self.writer.set_metric_callback(observer.clone());
        self.observer = Some(Arc::new(observer));
    }

    /// Begins a write transaction.
    pub(crate) async fn begin(&self) -> Result<Transaction> {
        self.begun.fetch_add(1, Ordering::Relaxed);
        self.begin_unnoted().await
    }

    /// Begins a transaction that does not count as activity when deciding whether the server is quiet.
    pub(super) async fn begin_unnoted(&self) -> Result<Transaction> {
        let (connection, turn) = match &self.pools {
            Pools::Sqlite { writer, .. } => {
                let (connection, turn) = writer.begin().await?;
                (connection, Some(turn))
            }
            Pools::Postgres(pool) => {
                let connection = pool.acquire().await.map_err(not_acquired)?;
                let mut connection = Connection::postgres(connection);
                connection.begin().await?;
                (connection, None)
            }
        };
        Ok(Transaction::new(connection, turn, self.observer.clone()))
    }

    /// Reads all rows of a statement whose cost is bounded, such as a page of a list in the order of an index, or a row
    /// that is found by a unique key: on SQLite on this thread.
    ///
    /// # Errors
    /// When the database does not respond, and those of `row`.
    pub(crate) async fn read_short<T>(
        &self,
        statement: &SelectStatement,
        row: impl Fn(&Cells<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        if let Pools::Sqlite { inline, .. } = &self.pools {
            let statement = DbBackend::Sqlite.build(statement);
            let begun = Instant::now();
            if let Some(rows) = inline.read(&statement, |cells| row(cells).ok()) {
                if let Some(observer) = &self.observer {
                    observer(&sea_orm::metric::Info {
                        elapsed: begun.elapsed(),
                        statement: &statement,
                        failed: false,
                    });
                }
                return Ok(rows);
            }
        }
        let rows = self.reader.query_all(statement).await?;
        rows.iter().map(|found| row(&Cells::Orm(found))).collect()
    }

    /// A connection for reading, other than those in use.
    pub(super) async fn reading(&self) -> Result<Connection> {
        let connection = match &self.pools {
            Pools::Sqlite { reader, .. } => reader.acquire().await.map(Connection::sqlite),
            Pools::Postgres(pool) => pool.acquire().await.map(Connection::postgres),
        };
        Ok(connection.map_err(not_acquired)?)
    }

    /// Empties SQLite's write-ahead log if it is large and no transaction began since the last call. Returns whether it
    /// did.
    ///
    /// # Errors
    /// When the database reports an error.
    pub async fn truncate_quiet_wal(&self) -> Result<bool> {
        match &self.pools {
            Pools::Sqlite { wal, .. } => {
                let begun = self.begun.load(Ordering::Relaxed);
                Ok(wal.truncate_if_quiet(begun).await?)
            }
            Pools::Postgres(_) => Ok(false),
        }
    }
}

/// Lifts the timeouts of a transaction, for maintenance that goes over whole tables.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn lift_timeouts(
    engine: Engine,
    transaction: &impl ConnectionTrait,
) -> Result<()> {
    if engine == Engine::Postgres {
        transaction.execute_unprepared(NO_TIMEOUTS).await?;
    }
    Ok(())
}

async fn open_file(config: &DatabaseConfig) -> Result<Db> {
    let options = SqliteConnectOptions::from_str(config.url.expose())
        .map_err(|error| wrong_url(Engine::Sqlite, config, &error))?
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: an acknowledged commit survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // Of what a savepoint may have to undo, SQLite would write more than 64 KiB to a file.
        .pragma("temp_store", "MEMORY")
        .busy_timeout(ACQUIRE_TIMEOUT);
    files::prepare(&options)?;
    let file = options.get_filename();
    let unusable = |error: sqlx::Error| of_file(file, &error);
    let location = file.display().to_string();
    let writer = sqlite_pool(1).connect_with(options.clone()).await;
    let writer = writer.map_err(unusable)?;
    let reader = sqlite_pool(config.connections)
        .connect_with(options.clone().row_buffer_size(ROWS_AT_ONCE))
        .await
        .map_err(unusable)?;
    Ok(Db {
        engine: Engine::Sqlite,
        location,
        reader: SqlxSqliteConnector::from_sqlx_sqlite_pool(reader.clone()),
        writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer.clone()),
        pools: Pools::Sqlite {
            reader,
            writer: Writer::new(writer, ACQUIRE_TIMEOUT),
            inline: Arc::new(Inline::new(options.get_filename().to_owned())),
            wal: Arc::new(Wal::new(options)),
        },
        observer: None,
        begun: Arc::default(),
    })
}

/// `Transaction` handles its own connection. The hooks are for transactions of the library (migrations): a connection
/// that the driver still counts as in a transaction is not reused.
fn sqlite_pool(most: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(most)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A file does not disconnect: a check before each use costs more than many uses.
        .test_before_acquire(false)
        .before_acquire(|connection, _| {
            let is_clean = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_clean) })
        })
        .after_release(|connection, _| {
            Box::pin(async move {
                if connection.is_in_transaction() {
                    // A rollback may still be queued.
                    connection.ping().await?;
                }
                Ok(!connection.is_in_transaction())
            })
        })
}

async fn open_server(config: &DatabaseConfig) -> Result<Db> {
    let options = PgConnectOptions::from_str(config.url.expose())
        .map_err(|error| wrong_url(Engine::Postgres, config, &error))?
        // Poolers such as PgBouncer refuse this parameter unless their configuration ignores it.
        .extra_float_digits(None);
    let is_hurried = config.is_hurried;
    // Without a database name, PostgreSQL uses the user's name.
    let name = options.get_database().unwrap_or(options.get_username());
    let location = format!("{}:{}/{name}", options.get_host(), options.get_port());
    server_check::check(&options, &location).await?;
    let pool = PgPoolOptions::new()
        .max_connections(config.connections)
        .acquire_timeout(POSTGRES_ACQUIRE_TIMEOUT)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(SESSION).await?;
                if is_hurried {
                    connection.execute(TIMEOUTS).await?;
                }
                Ok(())
            })
        })
        .after_release(|connection, _| {
            let is_clean = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_clean) })
        })
        .connect_with(options)
        .await
        .map_err(|error| of_server(&location, &error))?;
    let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
    Ok(Db {
        engine: Engine::Postgres,
        location,
        reader: connection.clone(),
        writer: connection,
        pools: Pools::Postgres(pool),
        observer: None,
        begun: Arc::default(),
    })
}

fn wrong_url(engine: Engine, config: &DatabaseConfig, error: &sqlx::Error) -> Error {
    let cause = match error {
        sqlx::Error::Configuration(error) => error.to_string(),
        other => one_line(other),
    };
    let advice = match engine {
        Engine::Sqlite => "mode is ro, rw or rwc",
        Engine::Postgres => {
            "special characters in the user and the password must be percent-encoded"
        }
    };
    let cause = format!("cannot be used: {cause}; {advice}");
    fault(engine, &config.url.shown(), &cause)
}
