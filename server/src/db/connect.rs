//! Connections: for SQLite one writer and several readers, for PostgreSQL one pool.

use crate::config::{ConfigError, DatabaseConfig};
use crate::error::{Error, Result};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, SqlxPostgresConnector,
    SqlxSqliteConnector, TransactionOptions, TransactionTrait,
};
use sqlx::Executor;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::str::FromStr;
use std::time::Duration;

/// How long a request waits for a connection, and a SQLite statement for a lock.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// Said on every connection to PostgreSQL, whose databases and roles may have another default. A conditional update
/// looks at the row as it is once its lock is held; from REPEATABLE READ on it would fail instead.
const ISOLATION: &str = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED";

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
    location: String,
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
            postgres(url, config.connections).await
        }
    }

    /// The file, or the server and the database's name, for messages: no user and no password.
    #[must_use]
    pub fn location(&self) -> &str {
        &self.location
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

async fn sqlite(url: &str, readers: u32) -> Result<Db> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(address_error)?
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: an acknowledged commit survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(ACQUIRE_TIMEOUT);
    create_folder(&options).await?;
    let location = options.get_filename().display().to_string();
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
        location,
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

async fn postgres(url: &str, connections: u32) -> Result<Db> {
    let options = PgConnectOptions::from_str(url).map_err(address_error)?;
    // Without a name, PostgreSQL takes the user's.
    let name = options.get_database().unwrap_or(options.get_username());
    let location = format!("{}:{}/{name}", options.get_host(), options.get_port());
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(ISOLATION).await.map(drop) })
        })
        .connect_with(options)
        .await
        .map_err(connect_error)?;
    let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
    Ok(Db {
        engine: Engine::Postgres,
        location,
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
