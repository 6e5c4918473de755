//! Applies and reverts migrations, and refuses databases whose migrations this version does not know.

use super::{Db, Engine, lift_timeouts};
use crate::config::ConfigError;
use crate::error::{Error, Result};
use migrations::{MigrationStatus, Migrator, MigratorTrait, SchemaManager, seaql_migrations};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, EntityTrait, QueryOrder, QuerySelect,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

/// The lock that processes wait for before they migrate. Any number works that nothing else uses.
const LOCK: &str = "SELECT pg_advisory_xact_lock(4281537)";

/// Applies the pending migrations, all of them or none: an upgrade that fails or is interrupted leaves the database as
/// it was. Several processes may start at once: the first migrates, the others wait for it (on SQLite for at most ten
/// seconds).
///
/// # Errors
/// When a migration fails, or the database has one that this version does not know.
pub async fn up(db: &Db) -> Result<()> {
    up_with::<Migrator>(db).await
}

/// Like `up`, with other migrations, such as those of a later version.
///
/// # Errors
/// As for `up`.
pub async fn up_with<M: MigratorTrait>(db: &Db) -> Result<()> {
    let transaction = locked(db).await?;
    check_known_by::<M>(db, &SchemaManager::new(&transaction)).await?;
    M::up(&transaction, None).await?;
    commit(db, transaction).await
}

/// Reverts the last `steps` migrations, all of them or none.
///
/// # Errors
/// When one fails, or the database has one that this version does not know.
pub async fn down(db: &Db, steps: u32) -> Result<()> {
    let transaction = locked(db).await?;
    check_known_by::<Migrator>(db, &SchemaManager::new(&transaction)).await?;
    Migrator::down(&transaction, Some(steps)).await?;
    commit(db, transaction).await
}

/// Returns every migration's name and whether it was applied. Changes nothing.
///
/// # Errors
/// When the database does not respond, or has a migration that this version does not know.
pub async fn status(db: &Db) -> Result<Vec<(String, bool)>> {
    check_known_by::<Migrator>(db, &SchemaManager::new(db.reader())).await?;
    let migrations = Migrator::get_migration_with_status_read_only(db.reader()).await?;
    let status = migrations.iter().map(|migration| {
        let is_applied = migration.status() == MigrationStatus::Applied;
        (migration.name().to_owned(), is_applied)
    });
    Ok(status.collect())
}

/// A transaction during which no other process migrates. Both databases can roll back schema changes, but by default
/// the migrator uses no transaction on SQLite. It accepts the library's transactions only, not `Transaction`.
async fn locked(db: &Db) -> Result<DatabaseTransaction> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "the migrator accepts no other; `commit` checks that it was committed"
    )]
    let transaction = db.writer().begin_with_options(options).await?;
    lift_timeouts(db.engine, &transaction).await?;
    if db.engine == Engine::Postgres {
        transaction.execute_unprepared(LOCK).await?;
    }
    Ok(transaction)
}

/// Commits, and checks that the commit happened: the library reports success for a commit inside a leftover savepoint.
async fn commit(db: &Db, transaction: DatabaseTransaction) -> Result<()> {
    let expected = applied(&SchemaManager::new(&transaction)).await?;
    transaction.commit().await?;
    if applied(&SchemaManager::new(db.reader())).await? == expected {
        Ok(())
    } else {
        Err(Error::Unexpected(
            "the migrations were not committed".to_owned(),
        ))
    }
}

/// Rejects a database that has a migration that `M` does not know. Migrations are only added, at the end: a name after
/// the last one is from a later version, and any other was never released.
async fn check_known_by<M: MigratorTrait>(db: &Db, manager: &SchemaManager<'_>) -> Result<()> {
    let known = M::get_migration_files();
    let is_known = |name: &String| known.iter().any(|migration| migration.name() == name);
    let applied = applied(manager).await?;
    let Some(name) = applied.into_iter().find(|name| !is_known(name)) else {
        return Ok(());
    };
    let is_later = known.last().is_some_and(|last| last.name() < name.as_str());
    let location = db.location();
    let fault = if is_later {
        format!(
            "the database {location} was migrated by a later version of BruinBridge (it has the migration {name}); \
             run that version or a later one, or use another database"
        )
    } else {
        format!(
            "the database {location} was created by a version of BruinBridge that was never released (it has the \
             migration {name}) and cannot be upgraded; use a new database"
        )
    };
    let example = match db.engine {
        Engine::Sqlite => "sqlite://data/new.db?mode=rwc",
        Engine::Postgres => "postgres://user:password@localhost/new",
    };
    Err(ConfigError::new("DATABASE_URL", fault, example).into())
}

/// The names of the applied migrations, in order.
async fn applied(manager: &SchemaManager<'_>) -> Result<Vec<String>> {
    if !manager.has_table("seaql_migrations").await? {
        return Ok(Vec::new());
    }
    let names = seaql_migrations::Entity::find()
        .select_only()
        .column(seaql_migrations::Column::Version)
        .order_by_asc(seaql_migrations::Column::Version)
        .into_tuple()
        .all(manager.get_connection())
        .await?;
    Ok(names)
}
