//! Migrations and the schema that they make.

mod constraints;
mod dump;
mod refused;
mod renewal;
mod schema;
mod steps;
mod upgrade;

use bruinbridge::db::Db;

use crate::harness::Database;

/// A database of each kind without tables.
async fn empty_databases() -> [Database; 2] {
    [Database::empty_sqlite(), Database::empty_postgres().await]
}

async fn close(db: Db, database: Database) {
    db.writer().clone().close().await.expect("closed");
    db.reader().clone().close().await.expect("closed");
    database.remove().await;
}
