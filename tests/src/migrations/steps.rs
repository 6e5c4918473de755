//! Every migration can be applied, reverted and applied again, and a failed one leaves nothing behind.

use bruinbridge::db::migrate;
use sea_orm::ConnectionTrait;

use super::schema::{rows, schema};
use super::{close, empty_databases};

#[tokio::test]
async fn every_migration_goes_up_down_and_up_again() {
    for database in empty_databases().await {
        let db = database.connect().await;
        let name = database.name;
        let before = migrate::status(&db).await.expect("a status");
        assert!(
            before.iter().all(|(_, is_applied)| !is_applied),
            "{name}: {before:?}"
        );
        assert_eq!(schema(&db).await, "", "{name}: a status changes nothing");
        migrate::up(&db).await.expect("up");
        let whole = (schema(&db).await, rows(&db).await);
        assert!(whole.0.contains("CREATE TABLE"), "{name}: {}", whole.0);
        let applied = migrate::status(&db).await.expect("a status");
        assert!(
            applied.iter().all(|(_, is_applied)| *is_applied),
            "{name}: {applied:?}"
        );
        let count = u32::try_from(applied.len()).expect("a small number");
        for steps in 1..=count {
            let before = schema(&db).await;
            migrate::down(&db, steps).await.expect("down");
            assert_ne!(schema(&db).await, before, "{name}: {steps} steps down");
            migrate::up(&db).await.expect("up again");
            let again = (schema(&db).await, rows(&db).await);
            assert_eq!(again, whole, "{name}: {steps} steps down and up");
        }
        migrate::down(&db, count).await.expect("all the way down");
        assert_eq!(schema(&db).await, "", "{name}: nothing is left");
        close(db, database).await;
    }
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing_behind() {
    for database in empty_databases().await {
        let db = database.connect().await;
        let name = database.name;
        // The last statement of a migration in the middle creates a table of this name.
        let obstacle = "CREATE TABLE roster_limit (id INTEGER)";
        db.writer().execute_unprepared(obstacle).await.expect(name);
        let before = schema(&db).await;
        assert!(migrate::up(&db).await.is_err(), "{name}: it fails");
        assert_eq!(schema(&db).await, before, "{name}: as it was");
        let status = migrate::status(&db).await.expect("a status");
        assert!(
            status.iter().all(|(_, is_applied)| !is_applied),
            "{name}: {status:?}"
        );
        let removal = "DROP TABLE roster_limit";
        db.writer().execute_unprepared(removal).await.expect(name);
        migrate::up(&db).await.expect("up");
        migrate::down(&db, 1).await.expect("down");
        close(db, database).await;
    }
}
