//! What clients receive when the database is unavailable or busy: status 503, the code BUSY, and `Retry-After`. And
//! contention on one account does not slow down other accounts.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use reqwest::StatusCode;
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};

use crate::harness::{Client, Database, PASSWORD, Server, credentials, each_database};

const UPDATE: &str =
    "mutation($input: ProfileInput!) { updateProfile(input: $input) { errors { code } } }";

/// How long requests of other accounts may take in the meantime.
const PROMPT: Duration = Duration::from_secs(1);

fn profile() -> Value {
    json!({ "input": { "hobbies": "chess" } })
}

/// Sends a document and fails unless the response is 503 with `Retry-After` and the code BUSY.
async fn is_busy(client: &Client, document: &str, variables: Value) {
    let response = client.send(document, variables).await;
    let status = response.status().as_u16();
    let retry_after = response.headers().get("retry-after").cloned();
    let response: Value = response.json().await.expect("a JSON body");
    assert_eq!(status, 503, "{response}");
    assert_eq!(retry_after.expect("Retry-After"), "5");
    let extensions = json!({ "code": "BUSY", "status": 503, "retryAfter": 5 });
    assert_eq!(
        response["errors"][0]["extensions"], extensions,
        "{response}"
    );
}

async fn is_prompt<T>(request: impl Future<Output = T>) -> T {
    let started = Instant::now();
    let response = request.await;
    assert!(started.elapsed() < PROMPT, "{:?}", started.elapsed());
    response
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_that_wait_for_a_lock_do_not_use_up_the_connection_pool() {
    let database = Database::postgres().await;
    let server = Server::on(
        &database,
        &[("AUTO_VERIFY", "true"), ("SEND_EMAILS", "false")],
    )
    .await;
    let owner = server.member("jo@ucla.edu").await;
    let other = server.member("kay@ucla.edu").await;
    let lock = database.connect().await;
    let lock = lock.writer().begin().await.expect("a transaction");
    lock.execute_unprepared("SELECT 1 FROM users WHERE email = 'jo@ucla.edu' FOR UPDATE")
        .await
        .expect("a lock");

    let updates = join_all((0..12).map(|_| is_busy(&owner, UPDATE, profile())));
    let others = async {
        for _ in 0..10 {
            let me = is_prompt(other.me("email")).await;
            assert_eq!(me["email"], "kay@ucla.edu");
            let input = json!({ "hobbies": "chess" });
            is_prompt(other.accept("updateProfile", input, "")).await;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let anonymous = server.client();
    let login = "mutation($input: LoginInput!) { login(input: $input) { token } }";
    let input = json!({ "input": credentials("jo@ucla.edu", PASSWORD) });
    let logins = join_all((0..6).map(|_| is_busy(&anonymous, login, input.clone())));
    tokio::join!(updates, logins, others);

    lock.rollback().await.expect("the lock is released");
    owner
        .accept("updateProfile", json!({ "hobbies": "chess" }), "")
        .await;
    server.client().log_in("jo@ucla.edu", PASSWORD).await;
    drop(server);
    database.remove().await;
}

#[tokio::test]
async fn concurrent_writes_to_one_account_all_succeed() {
    each_database(async |server| {
        let member = server.member("jo@ucla.edu").await;
        let update = || member.accept("updateProfile", json!({ "hobbies": "chess" }), "");
        join_all((0..12).map(|_| update())).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_get_retry_after_while_the_database_is_down_and_it_recovers() {
    let database = Database::postgres_alone().await;
    let server = Server::on(
        &database,
        &[("AUTO_VERIFY", "true"), ("SEND_EMAILS", "false")],
    )
    .await;
    let member = server.member("jo@ucla.edu").await;
    let anonymous = server.client();
    let login = "mutation($input: LoginInput!) { login(input: $input) { token } }";
    let input = json!({ "input": credentials("jo@ucla.edu", PASSWORD) });
    // This session has not been looked up yet.
    let uncached = server.member("kay@ucla.edu").await;
    database.stop();
    tokio::join!(
        is_busy(&uncached, "{ me { email } }", json!({})),
        is_busy(&member, UPDATE, profile()),
        is_busy(&anonymous, login, input),
    );
    database.start();
    let back = async {
        while member.send(UPDATE, profile()).await.status() != 200 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), back)
        .await
        .expect("it recovers");
    assert_eq!(member.me("email").await["email"], "jo@ucla.edu");
}

#[tokio::test]
async fn a_locked_or_full_sqlite_file_is_reported_as_busy() {
    let database = Database::sqlite().await;
    let server = Server::on(
        &database,
        &[("AUTO_VERIFY", "true"), ("SEND_EMAILS", "false")],
    )
    .await;
    let member = server.member("jo@ucla.edu").await;
    let writer = server.app.db.writer();
    // Shorter than the default, so that the test does not wait for it.
    writer
        .execute_unprepared("PRAGMA busy_timeout = 100")
        .await
        .expect("a pragma");
    let other = database.connect().await;
    let lock = other.writer();
    lock.execute_unprepared("BEGIN IMMEDIATE")
        .await
        .expect("the write lock");
    is_busy(&member, UPDATE, profile()).await;
    lock.execute_unprepared("ROLLBACK").await.expect("released");
    member
        .accept("updateProfile", json!({ "hobbies": "go" }), "")
        .await;

    writer
        .execute_unprepared("PRAGMA max_page_count = 1")
        .await
        .expect("a pragma");
    let mut refused = false;
    for _ in 0..50 {
        let response = member.send(UPDATE, profile()).await;
        if response.status() != StatusCode::OK {
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert!(response.headers().contains_key("retry-after"));
            refused = true;
        }
    }
    assert!(refused);
    writer
        .execute_unprepared("PRAGMA max_page_count = 1000000")
        .await
        .expect("a pragma");
    member
        .accept("updateProfile", json!({ "hobbies": "go" }), "")
        .await;
}
