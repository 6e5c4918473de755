//! Databases migrated by an unknown version are refused with a one-line error and left unchanged.

use bruinbridge::db::{Db, migrate};
use bruinbridge::error::Error;
use sea_orm::ConnectionTrait;

use super::schema::{rows, schema};
use super::{close, empty_databases};

/// Records a migration as applied.
async fn record(db: &Db, name: &str) {
    let record = format!("INSERT INTO seaql_migrations (version, applied_at) VALUES ('{name}', 0)");
    let writer = db.writer();
    writer.execute_unprepared(&record).await.expect("a record");
}

async fn unrecord(db: &Db, name: &str) {
    let unrecord = format!("DELETE FROM seaql_migrations WHERE version = '{name}'");
    let writer = db.writer();
    writer
        .execute_unprepared(&unrecord)
        .await
        .expect("no record");
}

/// Runs every migration command and returns their error, which must be the same.
async fn refusal(db: &Db) -> String {
    let refusals = [
        migrate::up(db).await,
        migrate::down(db, 1).await,
        migrate::status(db).await.map(drop),
    ];
    let text = |refusal: Result<(), Error>| refusal.expect_err("a refusal").to_string();
    let [first, others @ ..] = refusals.map(text);
    for other in others {
        assert_eq!(other, first);
    }
    assert_eq!(first.lines().count(), 1, "{first}");
    first
}

#[tokio::test]
async fn a_database_of_an_unreleased_or_a_later_version_is_refused_in_one_line() {
    for database in empty_databases().await {
        let db = database.connect().await;
        migrate::up(&db).await.expect("up");
        let before = (schema(&db).await, rows(&db).await);
        let location = db.location();
        assert!(database.url.contains(location), "{location}");
        assert!(!location.contains('@'), "no user: {location}");
        for (name, cause, way_out) in [
            (
                "m0003_roster",
                "that was never released",
                "; use a new database; for example DATABASE_URL=",
            ),
            (
                "m9001_later",
                "migrated by a later version",
                "; run that version or a later one",
            ),
        ] {
            record(&db, name).await;
            let refusal = refusal(&db).await;
            let beginning = format!("DATABASE_URL: the database {location} was ");
            for part in [beginning.as_str(), cause, name, way_out] {
                assert!(refusal.contains(part), "{part}: {refusal}");
            }
            unrecord(&db, name).await;
            assert_eq!((schema(&db).await, rows(&db).await), before);
        }
        migrate::up(&db).await.expect("nothing to do");
        close(db, database).await;
    }
}
