//! Connections: for SQLite one writer and several readers, for PostgreSQL one pool.

use crate::config::{ConfigError, DatabaseConfig};
use crate::error::{Error, Result};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    SqlxPostgresConnector, SqlxSqliteConnector, TransactionOptions, TransactionTrait,
};
use sqlx::Executor;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::str::FromStr;
use std::time::Duration;

/// How long a request waits for a connection, and a SQLite statement for a lock.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// The same with PostgreSQL, whose connections are never all taken for long; and how long one that is away is tried.
const POSTGRES_ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// Said on every connection to PostgreSQL, whose databases and roles may have other defaults. A conditional update
/// looks at the row as it is once its lock is held; from REPEATABLE READ on it would fail instead. A client that is
/// gone without a word, with its locks, is found out in two minutes.
const SESSION: &str = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED; \
                       SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 15; SET tcp_keepalives_count = 4";

/// What a request may take of PostgreSQL: a lock that somebody else does not give back, a statement without end or a
/// transaction that was left open must not take a connection out of the few that there are.
const TIMEOUTS: &str = "SET lock_timeout = '5s'; SET statement_timeout = '30s'; \
                        SET idle_in_transaction_session_timeout = '60s'";

/// The same for a transaction that may take as long as it needs, because nobody waits for it.
const UNHURRIED: &str = "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; \
                         SET LOCAL idle_in_transaction_session_timeout = 0";

/// Which database this is; the few places that differ ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// An embedded file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// Handles to the database, cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    /// Which kind it is.
    pub engine: Engine,
    reader: DatabaseConnection,
    writer: DatabaseConnection,
}

impl Db {
    /// Opens the database.
    ///
    /// # Errors
    /// When the address is wrong or the database does not answer.
    pub async fn connect(config: &DatabaseConfig) -> Result<Self> {
        let url = config.url.expose();
        if url.starts_with("sqlite:") {
            sqlite(url, config.connections).await
        } else {
            postgres(url, config).await
        }
    }

    /// For reading outside a transaction.
    #[must_use]
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For migrations and for the rare statement that writes what no signal tells of (a session's last use, expired
    /// rows). Never for a transaction: see `begin`.
    #[must_use]
    pub const fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Tells `observer` of every statement outside a transaction's own, for counting and timing them.
    pub fn observe(
        &mut self,
        observer: impl Fn(&sea_orm::metric::Info<'_>) + Clone + Send + Sync + 'static,
    ) {
        self.reader.set_metric_callback(observer.clone());
        self.writer.set_metric_callback(observer);
    }

    /// Begins a transaction that writes. On SQLite it takes the write lock at once: a transaction
    /// that first reads and then writes could not wait for the lock any more.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: match self.engine {
                Engine::Sqlite => Some(SqliteTransactionMode::Immediate),
                Engine::Postgres => None,
            },
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }
}

/// Lets a transaction take as long as it needs: for maintenance that goes over whole tables.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn take_time(engine: Engine, transaction: &DatabaseTransaction) -> Result<()> {
    if engine == Engine::Postgres {
        transaction.execute_unprepared(UNHURRIED).await?;
    }
    Ok(())
}

async fn sqlite(url: &str, readers: u32) -> Result<Db> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(address_error)?
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: an acknowledged commit survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(ACQUIRE_TIMEOUT);
    create_folder(&options).await?;
    let pool = |most: u32| {
        SqlitePoolOptions::new()
            .max_connections(most)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            // A file does not hang up: to ask before each use costs more than many a use.
            .test_before_acquire(false)
    };
    let writer = pool(1)
        .connect_with(options.clone())
        .await
        .map_err(connect_error)?;
    let reader = pool(readers)
        .connect_with(options)
        .await
        .map_err(connect_error)?;
    Ok(Db {
        engine: Engine::Sqlite,
        reader: SqlxSqliteConnector::from_sqlx_sqlite_pool(reader),
        writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
    })
}

async fn create_folder(options: &SqliteConnectOptions) -> Result<()> {
    match options.get_filename().parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            tokio::fs::create_dir_all(folder).await.map_err(|error| {
                Error::Unexpected(format!("cannot create {}: {error}", folder.display()))
            })
        }
        _ => Ok(()),
    }
}

async fn postgres(url: &str, config: &DatabaseConfig) -> Result<Db> {
    let options = PgConnectOptions::from_str(url).map_err(address_error)?;
    let is_hurried = config.is_hurried;
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
        .connect_with(options)
        .await
        .map_err(connect_error)?;
    let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
    Ok(Db {
        engine: Engine::Postgres,
        reader: connection.clone(),
        writer: connection,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "used with map_err")]
fn address_error(error: sqlx::Error) -> Error {
    let fault = format!("is not the address of a database ({error})");
    ConfigError::new(
        "DATABASE_URL",
        fault,
        "sqlite://data/bruinbridge.db?mode=rwc",
    )
    .into()
}

#[expect(clippy::needless_pass_by_value, reason = "used with map_err")]
fn connect_error(error: sqlx::Error) -> Error {
    Error::Repository(DbErr::Custom(format!("cannot open the database: {error}")))
}
