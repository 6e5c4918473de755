//! Upgrades a database with data from the baseline through later migrations, which exist only in this file.

use bruinbridge::db::{Db, migrate};
use migrations::{Migrator, MigratorTrait};
use sea_orm_migration::prelude::*;
use serde_json::json;

use super::schema::{rows, schema};
use crate::harness::{MAIL, PASSWORD, Server, each_database_with};

/// A migration that adds a column and fills it from another one.
struct Nicknames;

impl MigrationName for Nicknames {
    fn name(&self) -> &'static str {
        "m9001_nicknames"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Nicknames {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let nickname = ColumnDef::new("nickname")
            .string_len(150)
            .not_null()
            .default("")
            .take();
        let add = Table::alter().table("users").add_column(nickname).take();
        manager.alter_table(add).await?;
        let fill = Query::update()
            .table("users")
            .value("nickname", Expr::col("first_name"))
            .take();
        manager.exec_stmt(fill).await
    }
}

/// A migration that changes tables and rows and then fails.
struct FailsHalfway;

impl MigrationName for FailsHalfway {
    fn name(&self) -> &'static str {
        "m9002_fails_halfway"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for FailsHalfway {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let remove = Table::drop().table("chat_messages").take();
        manager.drop_table(remove).await?;
        let connection = manager.get_connection();
        for statement in [
            "DELETE FROM matches",
            "UPDATE users SET nickname = 'half'",
            "UPDATE users SET no_such_column = 1",
        ] {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// The next version, with one more migration.
struct Next;

impl MigratorTrait for Next {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut migrations = Migrator::migrations();
        migrations.push(Box::new(Nicknames));
        migrations
    }
}

/// A version with two more migrations, of which the second fails.
struct Broken;

impl MigratorTrait for Broken {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut migrations = Next::migrations();
        migrations.push(Box::new(FailsHalfway));
        migrations
    }
}

/// Creates accounts, a match with a score and messages, signals and emails.
async fn fill(server: &Server) {
    let jo = server.member("jo@ucla.edu").await;
    let ma = server.mentor("ma@ucla.edu").await;
    for (client, name) in [(&jo, "Jo"), (&ma, "Ma")] {
        let profile = json!({ "firstName": name, "lastName": "Lee" });
        client.accept("updateProfile", profile, "").await;
    }
    server.pair(&jo, &ma).await;
    server.background_finished().await;
    for table in [
        "users",
        "user_terms",
        "matches",
        "chat_messages",
        "signals",
        "emails",
    ] {
        assert!(server.count(table).await > 0, "{table}");
    }
}

async fn applied(db: &Db) -> Vec<String> {
    let migrations = Next::get_applied_migrations_read_only(db.reader()).await;
    let migrations = migrations.expect("migrations");
    migrations.iter().map(|it| it.name().to_owned()).collect()
}

#[tokio::test]
async fn a_later_migration_keeps_the_data_and_is_applied_once() {
    each_database_with(MAIL, async |server| {
        fill(&server).await;
        let db = &server.app.db;
        let before = rows(db).await;
        let baseline = applied(db).await;
        migrate::up_with::<Next>(db).await.expect("up");
        let after = rows(db).await;
        let nicknames: Vec<&str> = after.iter().filter_map(|row| nickname(row)).collect();
        assert_eq!(nicknames, ["Jo", "Ma"]);
        // Nothing else changed.
        let without: Vec<String> = after
            .iter()
            .map(|row| match nickname(row) {
                Some(name) => row.replace(&format!(r#""nickname":"{name}","#), ""),
                None => row.clone(),
            })
            .collect();
        assert_eq!(without, before);
        let upgraded = [baseline, vec!["m9001_nicknames".to_owned()]].concat();
        assert_eq!(applied(db).await, upgraded);
        server.execute("UPDATE users SET nickname = 'Own'").await;
        migrate::up_with::<Next>(db).await.expect("nothing to do");
        assert_eq!(server.count("users WHERE nickname = 'Own'").await, 2);
        assert_eq!(applied(db).await, upgraded);
        let jo = server.client().log_in("jo@ucla.edu", PASSWORD).await;
        jo.accept("updateProfile", json!({ "hobbies": "chess" }), "")
            .await;
    })
    .await;
}

fn nickname(row: &str) -> Option<&str> {
    let (_, rest) = row.split_once(r#""nickname":""#)?;
    rest.split_once('"').map(|(name, _)| name)
}

#[tokio::test]
async fn an_upgrade_that_fails_halfway_changes_nothing() {
    each_database_with(MAIL, async |server| {
        fill(&server).await;
        let db = &server.app.db;
        let before = (schema(db).await, rows(db).await, applied(db).await);
        // The first of the two migrations succeeds, but must be rolled back too.
        assert!(migrate::up_with::<Broken>(db).await.is_err());
        let after = (schema(db).await, rows(db).await, applied(db).await);
        // Not `assert_eq`, which would print pages of output.
        assert!(after == before, "schema, rows or migrations changed");
        migrate::up(db).await.expect("nothing to do");
        let jo = server.client().log_in("jo@ucla.edu", PASSWORD).await;
        jo.accept("updateProfile", json!({ "hobbies": "chess" }), "")
            .await;
        migrate::up_with::<Next>(db).await.expect("up");
    })
    .await;
}
