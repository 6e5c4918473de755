//! A full disk, and the requests after it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bruinbridge::signals::Name;
use serde_json::{Value, json};

use crate::harness::{Client, Database, PASSWORD, Reaction, Server, credentials, names};

const REGISTER: &str =
    "mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }";

const UPDATE: &str =
    "mutation($input: ProfileInput!) { updateProfile(input: $input) { errors { code } } }";

async fn register(client: &Client, email: &str) -> Value {
    let input = json!({ "input": credentials(email, PASSWORD) });
    client.try_run(REGISTER, input).await
}

/// A row that does not fit. SQLite then rolls the whole transaction back, as it does when a COMMIT finds the disk
/// full.
const LARGE: &str = "INSERT INTO filler VALUES (zeroblob(10000000))";

/// Starts a server whose handlers of these signals write too much while the flag is set.
async fn server(database: &Database, names: &[Name]) -> (Server, Arc<AtomicBool>) {
    let server = Server::on(database, &[]).await;
    server.execute("CREATE TABLE filler (content BLOB)").await;
    let is_full = Arc::new(AtomicBool::new(false));
    for name in names {
        let is_full = Arc::clone(&is_full);
        server.handle(*name, move |_| {
            if is_full.load(Ordering::Relaxed) {
                Reaction::Run(LARGE)
            } else {
                Reaction::Agree
            }
        });
    }
    (server, is_full)
}

/// The sequence of the bug report: the disk fills, space is freed, a request is refused, and the next ones succeed.
#[tokio::test]
async fn changes_acknowledged_after_a_full_disk_are_kept() {
    let database = Database::sqlite().await;
    let (server, is_full) = server(&database, &[Name::UserPostCreate]).await;
    server.register("taken@ucla.edu", "MENTEE").await;
    for round in 0..5 {
        is_full.store(true, Ordering::Relaxed);
        server.leave_space_for(100).await;
        let response = register(&server.client(), "lost@ucla.edu").await;
        let code = &response["errors"][0]["extensions"]["code"];
        assert_eq!(*code, "BUSY", "{response}");
        is_full.store(false, Ordering::Relaxed);
        server.free_the_disk().await;
        let client = server.client();
        let refused = client.refuse("register", credentials("taken@ucla.edu", PASSWORD));
        assert_eq!(refused.await, ["EMAIL_TAKEN email"]);
        // Reads the file as another process would.
        let other = server.sibling().await;
        for number in 0..10 {
            let email = format!("a{round}x{number}@ucla.edu");
            let input = credentials(&email, PASSWORD);
            server.client().accept("register", input, "note").await;
            assert!(server.user(&email).await.is_some(), "readers see {email}");
            assert!(other.user(&email).await.is_some(), "{email} is in the file");
        }
        assert!(server.user("lost@ucla.edu").await.is_none());
        server.await_readyz(true).await;
    }
}

/// A handler may fail without affecting the command. If it takes the transaction down with it, the command fails as a
/// whole.
#[tokio::test]
async fn a_handler_that_fills_the_disk_leaves_nothing_of_the_command() {
    for name in [
        Name::UserPreRegister,
        Name::UserPreCreate,
        Name::UserPasswordSet,
        Name::UserPostCreate,
        Name::UserPostUpdate,
    ] {
        let database = Database::sqlite().await;
        let (server, is_full) = server(&database, &[name]).await;
        let jo = server.member("jo@ucla.edu").await;
        server.forget_signals().await;
        is_full.store(true, Ordering::Relaxed);
        server.leave_space_for(100).await;
        let response = if name == Name::UserPostUpdate {
            let input = json!({ "input": { "hobbies": "chess" } });
            jo.try_run(UPDATE, input).await
        } else {
            register(&server.client(), "bo@ucla.edu").await
        };
        let code = &response["errors"][0]["extensions"]["code"];
        assert_eq!(*code, "BUSY", "{name:?}: {response}");
        assert!(server.user("bo@ucla.edu").await.is_none(), "{name:?}");
        let terms = "user_terms WHERE user_id NOT IN (SELECT id FROM users)";
        for rows in ["emails", "filler", terms] {
            assert_eq!(server.count(rows).await, 0, "{name:?}: {rows}");
        }
        let emitted = server.signals().await;
        let successes = [
            "user_registered",
            "user_post_create",
            "user_password_set",
            "user_post_update",
            "user_updated",
        ];
        let emitted: Vec<&str> = names(&emitted);
        assert!(
            !emitted.iter().any(|name| successes.contains(name)),
            "{name:?}: {emitted:?}"
        );
        is_full.store(false, Ordering::Relaxed);
        server.free_the_disk().await;
        jo.accept("updateProfile", json!({ "hobbies": "go" }), "")
            .await;
        assert_eq!(server.user("jo@ucla.edu").await.expect("jo").hobbies, "go");
    }
}

/// A transaction needs several pages, and the disk may be full at any of them.
#[tokio::test]
async fn a_change_is_kept_whole_or_not_at_all_whichever_page_does_not_fit() {
    let database = Database::sqlite().await;
    let server = Server::on(&database, &[]).await;
    let jo = server.member("jo@ucla.edu").await;
    let (mut kept, mut failures) = (String::new(), 0);
    for round in 0..240 {
        // Large enough to need new pages.
        let value = format!("{round} {}", "x".repeat(400));
        server.leave_space_for(round % 8).await;
        let response = jo
            .try_run(UPDATE, json!({ "input": { "hobbies": value } }))
            .await;
        if response["data"]["updateProfile"]["errors"] == json!([]) {
            kept = value;
        } else {
            let code = &response["errors"][0]["extensions"]["code"];
            assert_eq!(*code, "BUSY", "{response}");
            failures += 1;
        }
        server.free_the_disk().await;
        let user = server.user("jo@ucla.edu").await.expect("a member");
        assert_eq!(user.hobbies, kept, "after round {round}");
    }
    assert!(failures > 10, "{failures}");
    let kept = server.count("signals WHERE name = 'user_updated'").await;
    assert_eq!(kept, 240 - failures);
}
