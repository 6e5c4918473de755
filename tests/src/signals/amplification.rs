//! What the log keeps of anonymous requests that are refused: at most three times the bytes that were sent.

use bruinbridge::db::Engine;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::{Server, each_database};

/// Copies of what a request left in the log, so that the size of pages does not matter.
const COPIES: i64 = 1000;

/// Sends a document in as few bytes as HTTP allows, and returns their number.
async fn send(server: &Server, document: &str, variables: Value) -> usize {
    let mut body = json!({ "query": document });
    if !variables.is_null() {
        body["variables"] = variables;
    }
    let body = body.to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nHost:a\r\nConnection:close\r\nContent-Type:application/json\r\nContent-Length:{}\r\n\r\n{body}",
        body.len()
    );
    let address = server.url.trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(address)
        .await
        .expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut response = String::new();
    stream
        .read_to_string(&mut response)
        .await
        .expect("a response");
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    server.background_finished().await;
    request.len() - "Connection:close\r\n".len()
}

/// Returns the bytes that the table and its indexes use for what is in the log, and empties it.
async fn kept(server: &Server) -> f64 {
    let rows = server.count("signals").await;
    if rows == 0 {
        return 0.0;
    }
    let (id, series, size) = match server.app.db.engine {
        Engine::Sqlite => (
            "randomblob(16)",
            format!(
                "(WITH RECURSIVE numbers(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {COPIES}) SELECT number FROM numbers)"
            ),
            "SELECT SUM(pgsize) AS size FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema WHERE tbl_name = 'signals')",
        ),
        Engine::Postgres => (
            "gen_random_uuid()",
            format!("generate_series(1, {COPIES})"),
            "SELECT pg_total_relation_size('signals') AS size",
        ),
    };
    let columns = "name, sender, user_id, actor_id, occurred_at, arguments";
    server.execute(&format!("INSERT INTO signals (id, workflow_id, {columns}) SELECT {id}, {id}, {columns} FROM signals, {series} AS numbers")).await;
    let writer = server.app.db.writer();
    let statement = Statement::from_string(writer.get_database_backend(), size);
    let row = writer
        .query_one_raw(statement)
        .await
        .expect("a size")
        .expect("a row");
    let size: i64 = row.try_get("", "size").expect("a number");
    match server.app.db.engine {
        Engine::Sqlite => server.execute("DELETE FROM signals").await,
        Engine::Postgres => server.execute("TRUNCATE signals").await,
    }
    size as f64 / (COPIES + 1) as f64
}

#[tokio::test]
async fn measure() {
    each_database(async |server| {
        let emoji = "😀".repeat(254);
        let five = |field: &str| format!("mutation($i: RegisterInput!) {{ {} }}", ["a", "b", "c", "d", "e"].map(|alias| format!("{alias}: {field}")).join(" "));
        let cases = [
            ("emoji", five("register(input: $i) { note }"), json!({"i": {"email": emoji, "password": emoji}})),
            ("emoji address", five("register(input: $i) { note }"), json!({"i": {"email": format!("{}@ucla.edu", "😀".repeat(240)), "password": emoji}})),
            ("long", five("register(input: $i) { note }"), json!({"i": {"email": format!("{}@{}.com", "a".repeat(64), "b.".repeat(90)+"b"), "password": emoji}})),
            ("register", r#"mutation{register(input:{email:"",password:""}){note}}"#.to_owned(), Value::Null),
            ("register gmail", r#"mutation{register(input:{email:"jo@gmail.com",password:""}){note}}"#.to_owned(), Value::Null),
            ("login", r#"mutation{login(input:{email:"",password:""}){token}}"#.to_owned(), Value::Null),
            ("loginAdmin", r#"mutation{loginAdmin(input:{username:"",password:""}){token}}"#.to_owned(), Value::Null),
            ("verifyEmail", r#"mutation{verifyEmail(input:{token:""}){email}}"#.to_owned(), Value::Null),
            ("resetPassword", r#"mutation{resetPassword(input:{token:"",newPassword:""}){errors{code}}}"#.to_owned(), Value::Null),
            ("requestPasswordReset", r#"mutation{requestPasswordReset(input:{email:""}){errors{code}}}"#.to_owned(), Value::Null),
            ("resend", r#"mutation{resendVerification(input:{email:""}){errors{code}}}"#.to_owned(), Value::Null),
            ("cancel", r#"mutation{cancelAccountDeletionWithCredentials(input:{email:"",password:""}){errors{code}}}"#.to_owned(), Value::Null),
        ];
        for (name, document, variables) in cases {
            let sent = send(&server, &document, variables).await;
            let rows = server.count("signals").await;
            let kept = kept(&server).await;
            println!("{:?} {name}: sent {sent}, {rows} rows, kept {kept:.0}, factor {:.1}", server.app.db.engine, kept / sent as f64);
        }
    })
    .await;
}
