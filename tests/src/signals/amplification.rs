//! What the log keeps of anonymous requests that are refused: at most three times the bytes that were sent.

use bruinbridge::db::Engine;
use bruinbridge::signals::Name;
use chrono::Duration;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::{Reaction, Server, credentials, each_database, each_database_with, names};
use crate::http::support::Socket;

/// The limits hold, except those that would refuse the requests of a test before they are handled.
const LIMITS: &[(&str, &str)] = &[
    ("RATE_LIMITS", "on"),
    ("REGISTRATION_LIMIT_PER_CLIENT", "1000/second"),
    ("REGISTRATION_PROOF_AFTER", "1000/second"),
    ("SIGN_IN_LIMIT_PER_CLIENT", "1000/second"),
    ("SIGN_IN_FAILURES_PER_CLIENT_AND_ACCOUNT", "1000"),
    ("SIGN_IN_FAILURES_PER_ACCOUNT", "1000"),
    ("EMAIL_REQUEST_LIMIT_PER_CLIENT", "1000/second"),
    ("LINK_LIMIT_PER_CLIENT", "1000/second"),
];

/// The shortest document that fails, for each mutation that anyone may call.
const SHORTEST: &[&str] = &[
    r#"mutation{register(input:{email:"",password:""}){note}}"#,
    r#"mutation{login(input:{email:"",password:""}){token}}"#,
    r#"mutation{login(input:{email:"a@ucla.edu",password:""}){token}}"#,
    r#"mutation{loginAdmin(input:{username:"",password:""}){token}}"#,
    r#"mutation{loginAdmin(input:{username:"abc",password:""}){token}}"#,
    r#"mutation{verifyEmail(input:{token:""}){email}}"#,
    r#"mutation{resetPassword(input:{token:"",newPassword:""}){errors{code}}}"#,
    r#"mutation{requestPasswordReset(input:{email:""}){note}}"#,
    r#"mutation{requestPasswordReset(input:{email:"a@ucla.edu"}){note}}"#,
    r#"mutation{resendVerification(input:{email:""}){note}}"#,
    r#"mutation{resendVerification(input:{email:"a@ucla.edu"}){note}}"#,
    r#"mutation{cancelAccountDeletionWithCredentials(input:{email:"",password:""}){user{id}}}"#,
    r#"mutation{logout{errors{code}}}"#,
];

/// The mutations that anyone may call, with the type and the fields of their input.
const OPEN: &[(&str, &str, &[&str])] = &[
    ("register", "RegisterInput", &["email", "password"]),
    ("login", "LoginInput", &["email", "password"]),
    ("loginAdmin", "LoginAdminInput", &["username", "password"]),
    ("verifyEmail", "VerifyEmailInput", &["token"]),
    (
        "resetPassword",
        "ResetPasswordInput",
        &["token", "newPassword"],
    ),
    (
        "requestPasswordReset",
        "RequestPasswordResetInput",
        &["email"],
    ),
    ("resendVerification", "ResendVerificationInput", &["email"]),
    (
        "cancelAccountDeletionWithCredentials",
        "CredentialsInput",
        &["email", "password"],
    ),
];

/// A mutation five times, the most that a document may contain, with the same input.
fn five_aliases((mutation, kind, fields): (&str, &str, &[&str]), text: &str) -> Value {
    let input: serde_json::Map<_, _> = fields
        .iter()
        .map(|field| ((*field).to_owned(), text.into()))
        .collect();
    let calls = ["a", "b", "c", "d", "e"]
        .map(|alias| format!("{alias}:{mutation}(input:$i){{errors{{code}}}}"));
    json!({ "query": format!("mutation($i:{kind}!){{{}}}", calls.concat()), "variables": { "i": input } })
}

/// Sends a request in as few bytes as HTTP allows, and returns their number.
async fn post(server: &Server, body: &Value) -> usize {
    let body = body.to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nHost:a\r\nConnection:close\r\nContent-Type:application/json\r\nContent-Length:{}\r\n\r\n{body}",
        body.len()
    );
    let address = server.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut response = String::new();
    stream
        .read_to_string(&mut response)
        .await
        .expect("a response");
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    server.background_finished().await;
    request.len()
}

/// Returns the bytes that the table and its indexes take for what is in the log, and empties it. They are measured on
/// many copies, so that the size of a page does not matter.
async fn kept(server: &Server) -> usize {
    if server.count("signals").await == 0 {
        return 0;
    }
    let (numbers, id) = server.numbers();
    let id = id("n * 100 + position % 100");
    let columns = "name, sender, user_id, actor_id, occurred_at, arguments";
    let copy = format!(
        "{numbers} INSERT INTO signals (id, workflow_id, {columns}) \
         SELECT {id}, {id}, {columns} FROM numbers, signals ORDER BY n, position"
    );
    server.execute(&copy).await;
    let (size, empty) = match server.app.db.engine {
        Engine::Sqlite => (
            "SELECT SUM(pgsize) AS size FROM dbstat WHERE name IN \
             (SELECT name FROM sqlite_schema WHERE tbl_name = 'signals')",
            "DELETE FROM signals",
        ),
        Engine::Postgres => (
            "SELECT pg_total_relation_size('signals') AS size",
            "TRUNCATE signals",
        ),
    };
    let writer = server.app.db.writer();
    let size = Statement::from_string(writer.get_database_backend(), size);
    let row = writer
        .query_one_raw(size)
        .await
        .expect("a size")
        .expect("a row");
    let size: i64 = row.try_get("", "size").expect("a number");
    server.execute(empty).await;
    usize::try_from(size).expect("a size") / 1001
}

/// Uses up what the log records of a client in any case.
async fn use_up_the_free_record(server: &Server) {
    post(server, &json!({ "query": SHORTEST[0] })).await;
    assert!(kept(server).await > 0, "the first failure is recorded");
}

#[tokio::test]
async fn the_log_keeps_at_most_three_bytes_for_each_byte_sent() {
    each_database_with(LIMITS, async |server| {
        use_up_the_free_record(&server).await;
        let (emoji, plain) = ("😀".repeat(254), "a".repeat(200));
        let address = format!("{}@{}.com", "a".repeat(64), "b.".repeat(80));
        let texts = ["", "a@ucla.edu", "a@gmail.com", &emoji, &plain, &address];
        let aliased = OPEN
            .iter()
            .flat_map(|open| texts.map(|text| five_aliases(*open, text)));
        let shortest = SHORTEST.iter().map(|document| json!({ "query": document }));
        for body in shortest.chain(aliased) {
            let (sent, kept) = (post(&server, &body).await, kept(&server).await);
            assert!(kept <= 3 * sent, "{kept} bytes kept of {sent}: {body}");
        }
        assert!(server.app.unrecorded.take() > 0);
    })
    .await;
}

#[tokio::test]
async fn the_log_keeps_at_most_three_bytes_for_each_byte_sent_on_a_socket() {
    each_database_with(LIMITS, async |server| {
        use_up_the_free_record(&server).await;
        let mut socket = Socket::ready(&server).await;
        let mut sent = 500;
        for number in 0..40 {
            let document = SHORTEST[number % SHORTEST.len()];
            let message = json!({ "id": number.to_string(), "type": "subscribe", "payload": { "query": document } });
            sent += message.to_string().len();
            socket.say(message).await;
            while socket.hear().await["type"] != "complete" {}
        }
        server.background_finished().await;
        let kept = kept(&server).await;
        assert!(kept <= 3 * sent, "{kept} bytes kept of {sent}");
        assert!(kept > sent, "what the messages pay for is recorded");
    })
    .await;
}

#[tokio::test]
async fn failures_of_ordinary_requests_are_all_recorded() {
    each_database_with(LIMITS, async |server| {
        use_up_the_free_record(&server).await;
        let mut client = server.client();
        // About as much as a browser sends.
        client.headers = vec![
            (
                "user-agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
            ),
            ("accept-language", "en-US,en;q=0.5".to_owned()),
            ("accept-encoding", "gzip, deflate, br, zstd".to_owned()),
            ("referer", "http://127.0.0.1:8000/register".to_owned()),
            ("sec-fetch-dest", "empty".to_owned()),
        ];
        for _ in 0..5 {
            client
                .refuse("register", credentials("jo@gmail.com", "short"))
                .await;
            client
                .refuse("login", credentials("jo@ucla.edu", "wrong"))
                .await;
        }
        let signals = server.signals().await;
        let expected = [
            "user_registration_failed",
            "user_authentication_started",
            "user_authentication_failed",
        ];
        assert_eq!(names(&signals), expected.repeat(5));
        assert_eq!(server.app.unrecorded.take(), 0);
    })
    .await;
}

#[tokio::test]
async fn one_failure_a_minute_is_recorded_whatever_was_sent() {
    each_database_with(LIMITS, async |server| {
        for minute in 1..=3 {
            for _ in 0..3 {
                post(&server, &json!({ "query": SHORTEST[0] })).await;
            }
            assert_eq!(server.count("signals").await, minute);
            assert_eq!(server.app.unrecorded.take(), 2);
            server.advance(Duration::minutes(1));
        }
    })
    .await;
}

#[tokio::test]
async fn handlers_get_both_signals_of_a_registration_of_which_the_log_keeps_one() {
    each_database(async |server| {
        let heard = Arc::new(Mutex::new(Vec::new()));
        for name in [Name::UserRegistrationStarted, Name::UserRegistrationFailed] {
            let heard = Arc::clone(&heard);
            server.handle(name, move |event| {
                heard.lock().expect("a lock").push(event.signal.name);
                Reaction::Agree
            });
        }
        server
            .client()
            .refuse("register", credentials("jo", "short"))
            .await;
        let expected = [Name::UserRegistrationStarted, Name::UserRegistrationFailed];
        assert_eq!(*heard.lock().expect("a lock"), expected);
        assert_eq!(names(&server.signals().await), ["user_registration_failed"]);
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_is_truncated_and_marked() {
    each_database(async |server| {
        let long = format!("jo@{}example.com", "a.".repeat(100));
        server
            .client()
            .refuse("register", credentials(&long, "short"))
            .await;
        let signals = server.signals().await;
        let expected = format!("{}…", &long[..128]);
        assert_eq!(signals[0].arguments["email"], expected);
        assert_eq!(signals[0].arguments["username"], expected);
    })
    .await;
}
