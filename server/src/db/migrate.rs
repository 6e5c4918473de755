//! Bringing the schema up, down, and telling where it stands.

use super::Db;
use crate::error::Result;
use migrations::{MigrationStatus, Migrator, MigratorTrait};

/// Applies what is pending.
///
/// # Errors
/// When a step fails; what it did is rolled back on PostgreSQL.
pub async fn up(db: &Db) -> Result<()> {
    Ok(Migrator::up(db.writer(), None).await?)
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
