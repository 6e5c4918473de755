//! Failures of many requests at once are written together.

use bruinbridge::db::Engine;
use bruinbridge::work::{Work, Workflow};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use std::time::Duration;
use tokio::time::sleep;

use crate::harness::{Database, Server, each_database};

const REQUESTS: usize = 50;

/// The number of transactions that wrote the log, as far as the database can say.
async fn transactions(server: &Server) -> i64 {
    let count = Statement::from_string(
        server.app.db.writer().get_database_backend(),
        "SELECT COUNT(DISTINCT transaction_id) AS count FROM signals",
    );
    let row = server.app.db.writer().query_one_raw(count).await;
    let row = row.expect("a count").expect("a row");
    row.try_get("", "count").expect("a number")
}

/// Fails many requests while the log cannot be written, so that their failures wait.
async fn fail_at_once(server: &Server) {
    let hold = |work: Work| async move {
        let tx = work.begin().await?;
        if tx.app.db.engine == Engine::Postgres {
            let lock = "LOCK TABLE signals IN EXCLUSIVE MODE";
            tx.rows().execute_unprepared(lock).await?;
        }
        sleep(Duration::from_millis(600)).await;
        tx.commit(()).await
    };
    let requests = async {
        sleep(Duration::from_millis(100)).await;
        let client = server.client();
        let refused = (0..REQUESTS).map(async |number| {
            let input = json!({ "token": format!("unknown {number}") });
            client.refuse("verifyEmail", input).await
        });
        join_all(refused).await
    };
    let held = Work::run(&server.app, None, Workflow::Plain, hold);
    let (held, refused) = tokio::join!(held, requests);
    held.expect("a commit");
    let is_refused = |codes: &Vec<String>| codes == &["TOKEN_INVALID token"];
    assert!(refused.iter().all(is_refused));
}

#[tokio::test]
async fn failures_that_wait_are_written_together_and_all_of_them() {
    each_database(async |server| {
        fail_at_once(&server).await;
        let failed = server.signals().await;
        let failed = failed
            .iter()
            .filter(|signal| signal.name == "user_email_verification_failed");
        assert_eq!(failed.count(), REQUESTS);
        assert!(transactions(&server).await <= REQUESTS as i64 / 4);
    })
    .await;
}

/// Makes the database reject signals with this token.
async fn reject(server: &Server, token: &str) {
    let statements = match server.app.db.engine {
        Engine::Sqlite => vec![format!(
            "CREATE TRIGGER reject BEFORE INSERT ON signals
             WHEN NEW.arguments ->> 'token_prefix' = '{token}'
             BEGIN SELECT RAISE(ABORT, 'rejected'); END"
        )],
        Engine::Postgres => vec![format!(
            "ALTER TABLE signals ADD CONSTRAINT rejected
             CHECK (coalesce(arguments ->> 'token_prefix', '') <> '{token}')"
        )],
    };
    for statement in statements {
        let done = server.app.db.writer().execute_unprepared(&statement).await;
        done.expect("a rule");
    }
}

#[tokio::test]
async fn a_failure_that_the_database_rejects_does_not_take_others_with_it() {
    each_database(async |server| {
        reject(&server, "rejected00").await;
        let client = server.client();
        let refused = (0..REQUESTS).map(async |number| {
            let token = match number {
                0 => "rejected00".to_owned(),
                number => format!("unknown {number}"),
            };
            let input = json!({ "token": token });
            client.refuse("verifyEmail", input).await
        });
        join_all(refused).await;
        let failed = server.signals().await;
        let failed = failed
            .iter()
            .filter(|signal| signal.name == "user_email_verification_failed");
        assert_eq!(failed.count(), REQUESTS - 1);
    })
    .await;
}

/// The database rejects what is written twice, and then has no space for it: so it becomes unavailable while the failures
/// of a group are written one by one. A sequence counts also what is rolled back.
const UNAVAILABLE: [&str; 3] = [
    "CREATE SEQUENCE attempts",
    "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
         IF nextval('attempts') % 3 > 0 THEN
             RAISE EXCEPTION 'rejected' USING ERRCODE = 'check_violation';
         END IF;
         RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full';
     END $$",
    "CREATE TRIGGER fail BEFORE INSERT ON signals FOR EACH STATEMENT EXECUTE FUNCTION fail()",
];

#[tokio::test]
async fn failures_are_not_written_one_by_one_to_a_database_that_is_unavailable() {
    let database = Database::postgres().await;
    let server = Server::on(&database, &[]).await;
    for statement in UNAVAILABLE {
        server.execute(statement).await;
    }
    fail_at_once(&server).await;
    let row = server.app.db.writer().query_one_raw(Statement::from_string(
        server.app.db.writer().get_database_backend(),
        "SELECT last_value AS count FROM attempts",
    ));
    let row = row.await.expect("a count").expect("a row");
    let attempts: i64 = row.try_get("", "count").expect("a number");
    assert!(attempts <= REQUESTS as i64 / 4, "{attempts}");
    database.remove().await;
}
