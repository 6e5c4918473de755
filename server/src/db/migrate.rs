//! Bringing the schema up, down, and telling where it stands.

use super::{Db, Engine};
use crate::error::Result;
use migrations::{MigrationStatus, Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, TransactionTrait};

/// Names the lock that processes take in turn while they migrate; any number does that nobody else uses.
const LOCK: &str = "SELECT pg_advisory_xact_lock(4281537)";

/// Applies what is pending. Several processes may start at once on PostgreSQL: the first migrates, the
/// others wait for it.
///
/// # Errors
/// When a step fails; what it did is rolled back on PostgreSQL.
pub async fn up(db: &Db) -> Result<()> {
    if db.engine == Engine::Sqlite {
        return Ok(Migrator::up(db.writer(), None).await?);
    }
    let lock = db.writer().begin().await?;
    lock.execute_unprepared(LOCK).await?;
    Migrator::up(db.writer(), None).await?;
    Ok(lock.commit().await?)
}

/// Takes back the last `steps` steps.
///
/// # Errors
/// When a step fails.
pub async fn down(db: &Db, steps: u32) -> Result<()> {
    Ok(Migrator::down(db.writer(), Some(steps)).await?)
}

/// Every step's name and whether it was applied.
///
/// # Errors
/// When the database does not answer.
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
