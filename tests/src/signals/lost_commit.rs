//! A connection to PostgreSQL that breaks during a commit, either before or after PostgreSQL receives the COMMIT.

use std::sync::{Arc, Mutex};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::harness::{Database, Server, names};

/// When the connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// PostgreSQL never receives the COMMIT.
    Before,
    /// PostgreSQL commits, but the client never receives the response.
    After,
}

/// What the proxy does to the next commit.
type Next = Arc<Mutex<Option<Cut>>>;

/// Starts a TCP proxy to a database and returns the URL of the database through it.
async fn proxy(database: &Database, next: &Next) -> String {
    let (user, rest) = database.url.split_once('@').expect("a user");
    let (address, name) = rest.split_once('/').expect("a database");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let here = listener.local_addr().expect("an address");
    let (address, next) = (address.to_owned(), Arc::clone(next));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let database = TcpStream::connect(&address).await.expect("the database");
            tokio::spawn(forward(client, database, Arc::clone(&next)));
        }
    });
    format!("{user}@{here}/{name}")
}

/// Forwards bytes in both directions until one side closes or the connection has to break.
async fn forward(mut client: TcpStream, mut database: TcpStream, next: Next) {
    let (mut sent, mut received) = (vec![0; 65_536], vec![0; 65_536]);
    let mut is_cut = false;
    loop {
        tokio::select! {
            read = client.read(&mut sent) => {
                let bytes = &sent[..read.unwrap_or_default()];
                if bytes.is_empty() {
                    return;
                }
                // With the end of the text: each new connection sets READ COMMITTED.
                if bytes.windows(7).any(|word| word == b"COMMIT\0") {
                    match next.lock().expect("no panic").take() {
                        Some(Cut::Before) => return,
                        Some(Cut::After) => is_cut = true,
                        None => {}
                    }
                }
                if database.write_all(bytes).await.is_err() {
                    return;
                }
            }
            read = database.read(&mut received) => {
                let bytes = &received[..read.unwrap_or_default()];
                // At this point the commit has been executed.
                if bytes.is_empty() || is_cut || client.write_all(bytes).await.is_err() {
                    return;
                }
            }
        }
    }
}

#[tokio::test]
async fn a_committed_change_is_logged_as_a_success_and_a_lost_one_as_a_failure() {
    // Alone: while another test's transaction is open, the server waits before it decides what became of a commit.
    let database = Database::postgres_alone().await;
    let next = Next::default();
    let url = proxy(&database, &next).await;
    let server = Server::on(&database, &[("DATABASE_URL", &url)]).await;
    let jo = server.member("jo@ucla.edu").await;
    server.noted_use_of_sessions().await;
    for (cut, end) in [
        (Cut::After, "user_updated"),
        (Cut::Before, "user_update_failed"),
    ] {
        server.forget_signals().await;
        *next.lock().expect("no panic") = Some(cut);
        let input = json!({ "firstName": format!("{cut:?}") });
        let document =
            "mutation($input: ProfileInput!) { updateProfile(input: $input) { errors { code } } }";
        let response = jo.try_run(document, json!({ "input": input })).await;
        assert_eq!(*next.lock().expect("no panic"), None, "there was a commit");
        let emitted = server.signals().await;
        let emitted = names(&emitted);
        let starts = emitted
            .iter()
            .filter(|name| **name == "user_update_started");
        assert_eq!(starts.count(), 1, "{emitted:?}");
        let ends = ["user_updated", "user_update_failed"];
        let ends: Vec<_> = emitted.iter().filter(|name| ends.contains(name)).collect();
        assert_eq!(ends, [&end], "{emitted:?}");
        match cut {
            Cut::After => assert_eq!(response["data"]["updateProfile"]["errors"], json!([])),
            Cut::Before => assert_eq!(response["errors"][0]["extensions"]["code"], "BUSY"),
        }
        assert_eq!(jo.me("firstName").await["firstName"], "After");
    }
}
