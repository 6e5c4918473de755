//! A connection to PostgreSQL that breaks while a transaction is committed: before the word came there, or behind it.

use std::sync::{Arc, Mutex};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::harness::{Database, Server, names};

/// Where a connection is to break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// PostgreSQL never hears of the commit.
    Before,
    /// It commits, and nobody hears of it.
    Behind,
}

/// What the way to PostgreSQL does to the next commit.
type Next = Arc<Mutex<Option<Cut>>>;

/// Opens a way to a database; answers its address.
async fn way(database: &Database, next: &Next) -> String {
    let (user, rest) = database.url.split_once('@').expect("a user");
    let (address, name) = rest.split_once('/').expect("a database");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let here = listener.local_addr().expect("an address");
    let (address, next) = (address.to_owned(), Arc::clone(next));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let database = TcpStream::connect(&address).await.expect("the database");
            tokio::spawn(carry(client, database, Arc::clone(&next)));
        }
    });
    format!("{user}@{here}/{name}")
}

/// Carries what both say, until one of them goes or the connection is to break.
async fn carry(mut client: TcpStream, mut database: TcpStream, next: Next) {
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    let mut is_cut = false;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let said = &asked[..read.unwrap_or_default()];
                if said.is_empty() {
                    return;
                }
                if said.windows(6).any(|word| word == b"COMMIT") {
                    match next.lock().expect("no panic").take() {
                        Some(Cut::Before) => return,
                        Some(Cut::Behind) => is_cut = true,
                        None => {}
                    }
                }
                if database.write_all(said).await.is_err() {
                    return;
                }
            }
            read = database.read(&mut answered) => {
                let said = &answered[..read.unwrap_or_default()];
                // By now it was done.
                if said.is_empty() || is_cut || client.write_all(said).await.is_err() {
                    return;
                }
            }
        }
    }
}

#[tokio::test]
async fn what_was_committed_is_told_as_a_success_and_what_was_not_as_a_failure() {
    let database = Database::postgres().await;
    let next = Next::default();
    let url = way(&database, &next).await;
    let server = Server::on(&database, &[("DATABASE_URL", &url)]).await;
    let jo = server.member("jo@ucla.edu").await;
    server.noted_use_of_sessions().await;
    for (cut, end) in [
        (Cut::Behind, "user_updated"),
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
            Cut::Behind => assert_eq!(response["data"]["updateProfile"]["errors"], json!([])),
            Cut::Before => assert_eq!(response["errors"][0]["extensions"]["code"], "BUSY"),
        }
        assert_eq!(jo.me("firstName").await["firstName"], "Behind");
    }
    database.remove().await;
}
