//! Migrations and the schema that they create.

mod blocks;
mod constraints;
mod counters;
mod dump;
mod eligibility;
mod read_positions;
mod refused;
mod renewal;
mod schema;
mod scores;
mod session_permissions;
mod steps;
mod upgrade;

use bruinbridge::db::Db;

use crate::harness::Database;

/// Creates a database without tables on each engine.
async fn empty_databases() -> [Database; 2] {
    [Database::empty_sqlite(), Database::empty_postgres().await]
}

async fn close(db: Db, database: Database) {
    db.writer()
        .clone()
        .close()
        .await
        .expect("a closed connection");
    db.reader()
        .clone()
        .close()
        .await
        .expect("a closed connection");
    database.remove().await;
}
