//! The schema of the database: up, down and up again, and what it holds true by itself.

use bruinbridge::app::App;
use bruinbridge::db::{Db, Engine, migrate};
use bruinbridge::entities::{user, user_term};
use bruinbridge::users::renew_terms;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use serde_json::json;

use crate::harness::{Client, Database, Server, each_database};
use crate::roster::support::compute_scores;

/// Everything that the schema consists of, as text, in an order of its own.
async fn schema(db: &Db) -> Vec<String> {
    let query = match db.engine {
        Engine::Sqlite => {
            "SELECT type || ' ' || name || ': ' || COALESCE(sql, '') AS line FROM sqlite_master
             WHERE tbl_name <> 'seaql_migrations' AND name NOT LIKE 'sqlite_%' ORDER BY line"
        }
        Engine::Postgres => {
            "SELECT line FROM (
                SELECT table_name || '.' || column_name || ': ' || data_type || ' '
                    || COALESCE(character_maximum_length::text, '') || ' ' || is_nullable || ' '
                    || COALESCE(column_default, '') AS line
                FROM information_schema.columns WHERE table_schema = 'public'
                UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
                UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
                FROM pg_constraint WHERE connamespace = 'public'::regnamespace
            ) AS lines WHERE line NOT LIKE '%seaql_migrations%' ORDER BY line"
        }
    };
    let reader = db.writer();
    let statement = Statement::from_string(reader.get_database_backend(), query);
    let rows = reader.query_all_raw(statement).await.expect("the schema");
    let line = |row: &sea_orm::QueryResult| row.try_get("", "line").expect("a line");
    rows.iter().map(line).collect()
}

#[tokio::test]
async fn every_step_goes_up_down_and_up_again() {
    for database in [Database::empty_sqlite(), Database::empty_postgres().await] {
        let db = database.connect().await;
        let name = database.name;
        let before = migrate::status(&db).await.expect("a status");
        assert!(
            before.iter().all(|(_, applied)| !applied),
            "{name}: {before:?}"
        );
        migrate::up(&db).await.expect("up");
        let whole = schema(&db).await;
        assert!(whole.len() > 20, "{name}: {whole:#?}");
        let applied = migrate::status(&db).await.expect("a status");
        assert!(
            applied.iter().all(|(_, applied)| *applied),
            "{name}: {applied:?}"
        );
        // Each step by itself, and back.
        for down in 1..=u32::try_from(applied.len()).expect("a small number") {
            migrate::down(&db, down).await.expect("down");
            migrate::up(&db).await.expect("up again");
            assert_eq!(schema(&db).await, whole, "{name}: {down} steps down and up");
        }
        let steps = u32::try_from(applied.len()).expect("a small number");
        migrate::down(&db, steps).await.expect("all the way down");
        assert_eq!(
            schema(&db).await,
            Vec::<String>::new(),
            "{name}: nothing is left"
        );
        db.writer().clone().close().await.expect("closed");
        db.reader().clone().close().await.expect("closed");
        database.remove().await;
    }
}

#[tokio::test]
async fn an_upgrade_that_fails_leaves_nothing_behind() {
    for database in [Database::empty_sqlite(), Database::empty_postgres().await] {
        let db = database.connect().await;
        let name = database.name;
        // In the way of the last statement of a step in the middle.
        let obstacle = "CREATE TABLE roster_marks (id INTEGER)";
        db.writer().execute_unprepared(obstacle).await.expect(name);
        let before = schema(&db).await;
        assert!(migrate::up(&db).await.is_err(), "{name}: a failure");
        assert_eq!(schema(&db).await, before, "{name}: as it was");
        let clear = "DROP TABLE roster_marks";
        db.writer().execute_unprepared(clear).await.expect(name);
        migrate::up(&db).await.expect("up");
        migrate::down(&db, 1).await.expect("down");
        db.writer().clone().close().await.expect("closed");
        db.reader().clone().close().await.expect("closed");
        database.remove().await;
    }
}

/// Takes the database back to before a step, and up again.
async fn redo_from(db: &Db, step: &str) {
    let steps = migrate::status(db).await.expect("a status");
    let kept = steps.iter().position(|(name, _)| name == step);
    let taken = steps.len() - kept.expect("a step of this name");
    let taken = u32::try_from(taken).expect("a small number");
    migrate::down(db, taken).await.expect("down");
    migrate::up(db).await.expect("up again");
}

#[tokio::test]
async fn accounts_from_before_a_step_are_found_and_scored_as_those_that_came_later() {
    each_database(async |server| {
        let names = [
            ("a", "José", "López-Ruiz", "Ökologie"),
            ("b", "Sinéad", "O'Brien", "History"),
            ("c", "Mary Ann", "van der Berg", "ART"),
        ];
        for (local, first, last, major) in names {
            let email = format!("{local}.smith-jones@ucla.edu");
            let client = server.member(&email).await;
            let profile =
                json!({ "firstName": first, "lastName": last, "major": [major], "year": 2 });
            client.accept("updateProfile", profile, "").await;
        }
        let ma = server.mentor("ma@ucla.edu").await;
        ma.accept("updateProfile", json!({ "major": ["History"] }), "")
            .await;
        compute_scores(&server).await;
        let scores = server.count("compatibility_scores").await;
        assert!(scores > 0);
        server.execute("DELETE FROM compatibility_scores").await;
        let expected = words(&server).await;
        server.background_finished().await;
        redo_from(&server.app.db, "m0010_matching").await;
        assert_ne!(words(&server).await, expected, "SQL cannot do it");
        assert_eq!(server.count("score_marks").await, 3, "every mentee");
        compute_scores(&server).await;
        assert_eq!(server.count("compatibility_scores").await, scores);
        // As several processes do it that start at once.
        let other = server.sibling().await;
        let renew = async |app: &App| while renew_terms(app).await.expect("a batch") {};
        tokio::join!(renew(&server.app), renew(&other.app), renew(&server.app));
        assert_eq!(words(&server).await, expected);
        // It is done once.
        server.execute("DELETE FROM user_terms").await;
        assert!(!renew_terms(&server.app).await.expect("nothing to do"));
        assert_eq!(words(&server).await.len(), 4, "only keys of order");
        // Another version of the server tells words apart in another way.
        server.execute("UPDATE search_marks SET version = 0").await;
        renew(&server.app).await;
        assert_eq!(words(&server).await, expected);
    })
    .await;
}

/// All that accounts are found and ordered by.
async fn words(server: &Server) -> Vec<String> {
    let users = user::Entity::find().all(server.app.db.reader()).await;
    let terms = user_term::Entity::find().all(server.app.db.reader()).await;
    let keys = users.expect("users").into_iter().map(|user| user.name_key);
    let terms = terms.expect("terms").into_iter().map(|row| {
        let (term, is_public, state) = (row.term, row.is_public, row.state);
        format!("{} {term} {is_public} {state}", row.user_id)
    });
    let mut words: Vec<String> = keys.chain(terms).collect();
    words.sort();
    words
}

async fn refuses(server: &Server, statement: &str) {
    let outcome = server.app.db.writer().execute_unprepared(statement).await;
    assert!(outcome.is_err(), "accepted: {statement}");
}

#[tokio::test]
async fn the_database_holds_by_itself_what_must_be_true() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let bo = server.member("bo@ucla.edu").await;
        let first = server.mentor("first@ucla.edu").await;
        let second = server.mentor("second@ucla.edu").await;
        let set = "UPDATE users SET";
        for change in [
            "email = 'bo@ucla.edu' WHERE email = 'jo@ucla.edu'",
            "base_email = 'bo@ucla.edu' WHERE email = 'jo@ucla.edu'",
            "role = 'KING'",
            "year = 6",
            "year = -1",
            "deletion_requested_at = joined_at",
            "permanent_deletion_after = joined_at",
            "password = NULL",
        ] {
            refuses(&server, &format!("{set} {change}")).await;
        }
        server.pair(&jo, &first).await;
        let id = async |client: &Client| client.id().await;
        let literal = |id: &str| match server.app.db.engine {
            Engine::Postgres => format!("'{id}'"),
            Engine::Sqlite => format!("X'{}'", id.replace('-', "")),
        };
        let (jo, bo) = (literal(&id(&jo).await), literal(&id(&bo).await));
        let second = literal(&id(&second).await);
        let matched = |mentee: &str, mentor: &str| {
            format!(
                "INSERT INTO matches (mentee_id, mentor_id, matched_at) \
                     VALUES ({mentee}, {mentor}, CURRENT_TIMESTAMP)"
            )
        };
        refuses(&server, &matched(&jo, &second)).await;
        refuses(&server, &matched(&bo, &bo)).await;
        let nobody = literal("00000000-0000-0000-0000-000000000001");
        refuses(&server, &matched(&bo, &nobody)).await;
        server.execute(&matched(&bo, &second)).await;
        let score = format!("UPDATE compatibility_scores SET score = 101 WHERE mentee_id = {jo}");
        refuses(&server, &score).await;
        refuses(
            &server,
            "DELETE FROM admin_roles WHERE name = 'NONE' OR 1 / 0 = 1; SELECT none",
        )
        .await;
        assert_eq!(first.me("isMatched").await, json!({ "isMatched": false }));
    })
    .await;
}
