//! Bringing the schema up, down, and telling where it stands.

use super::{Db, Engine, take_time};
use crate::error::{Error, Result};
use migrations::{MigrationStatus, Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

/// Names the lock that processes take in turn while they migrate; any number does that nobody else uses.
const LOCK: &str = "SELECT pg_advisory_xact_lock(4281537)";

/// Applies what is pending, all of it or nothing: an upgrade that fails or is cut off leaves the database as it was.
/// Several processes may start at once: the first migrates, the others wait for it, on SQLite for ten seconds at most.
///
/// # Errors
/// When a step fails.
pub async fn up(db: &Db) -> Result<()> {
    let transaction = locked(db).await?;
    Migrator::up(&transaction, None).await?;
    commit(db, transaction).await
}

/// Takes back the last `steps` steps, all of them or none.
///
/// # Errors
/// When a step fails.
pub async fn down(db: &Db, steps: u32) -> Result<()> {
    let transaction = locked(db).await?;
    Migrator::down(&transaction, Some(steps)).await?;
    commit(db, transaction).await
}

/// A transaction in which nobody else migrates. Both databases take back changes of the schema too, but left to
/// itself the migrator opens no transaction on SQLite. It takes the library's transactions only, not `Transaction`.
async fn locked(db: &Db) -> Result<DatabaseTransaction> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "the migrator takes no other; `commit` looks whether it was committed"
    )]
    let transaction = db.writer().begin_with_options(options).await?;
    take_time(db.engine, &transaction).await?;
    if db.engine == Engine::Postgres {
        transaction.execute_unprepared(LOCK).await?;
    }
    Ok(transaction)
}

/// Commits, and looks whether it is so: the library answers a commit with success that was none, where a savepoint is
/// left in the transaction.
async fn commit(db: &Db, transaction: DatabaseTransaction) -> Result<()> {
    let steps = applied(&transaction).await?;
    transaction.commit().await?;
    if applied(db.reader()).await? == steps {
        Ok(())
    } else {
        Err(Error::Unexpected(
            "the schema is not what was committed".to_owned(),
        ))
    }
}

/// The names of the steps that were applied.
async fn applied(reader: &impl ConnectionTrait) -> Result<Vec<String>> {
    let migrations = Migrator::get_migration_models(reader).await?;
    Ok(migrations.into_iter().map(|step| step.version).collect())
}

/// Every step's name and whether it was applied.
///
/// # Errors
/// When the database does not respond.
pub async fn status(db: &Db) -> Result<Vec<(String, bool)>> {
    Migrator::install(db.writer()).await?;
    let steps = Migrator::get_migration_with_status(db.writer()).await?;
    Ok(steps
        .iter()
        .map(|step| {
            (
                step.name().to_owned(),
                step.status() == MigrationStatus::Applied,
            )
        })
        .collect())
}
