//! One full disk, and what comes after it.

use serde_json::{Value, json};

use crate::harness::{Client, Database, PASSWORD, Reaction, Server, credentials};
use bruinbridge::signals::Name;

const REGISTER: &str =
    "mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }";

async fn register(client: &Client, email: &str) -> Value {
    let input = json!({ "input": credentials(email, PASSWORD) });
    client.try_run(REGISTER, input).await
}

/// Registers until the disk is full; returns the address of the registration that failed.
async fn fill(server: &Server, name: &str) -> String {
    server.leave_room_for(0).await;
    for number in 0..100 {
        let email = format!("{name}{number}@ucla.edu");
        let response = register(&server.client(), &email).await;
        if response["errors"][0]["extensions"]["code"] == "INTERNAL" {
            return email;
        }
    }
    panic!("the disk has room for everything");
}

/// The order of the issue: the disk fills, space is freed, something is refused, and then all is acknowledged.
#[tokio::test]
async fn what_is_acknowledged_after_a_full_disk_is_there() {
    let database = Database::sqlite().await;
    let server = Server::on(&database, &[]).await;
    server.register("taken@ucla.edu", "MENTEE").await;
    for round in 0..5 {
        let lost = fill(&server, &format!("f{round}x")).await;
        server.free_the_disk().await;
        assert!(server.user(&lost).await.is_none(), "{lost}");
        let client = server.client();
        let refused = client.refuse("register", credentials("taken@ucla.edu", PASSWORD));
        assert_eq!(refused.await, ["EMAIL_TAKEN email"]);
        let mut emails = Vec::new();
        for number in 0..10 {
            let email = format!("a{round}x{number}@ucla.edu");
            let input = credentials(&email, PASSWORD);
            server.client().accept("register", input, "note").await;
            assert!(server.user(&email).await.is_some(), "readers see {email}");
            emails.push(email);
        }
        assert!(server.readyz().await);
        // What another process would find in the file.
        let other = server.sibling().await;
        for email in emails {
            assert!(other.user(&email).await.is_some(), "{email} is in the file");
        }
    }
}

/// Handlers may fail without harm to the command, but not take its transaction with them.
#[tokio::test]
async fn a_handler_that_fills_the_disk_leaves_nothing_of_the_command() {
    let database = Database::sqlite().await;
    let server = Server::on(&database, &[]).await;
    server.execute("CREATE TABLE filler (content BLOB)").await;
    let names = [
        Name::UserPreRegister,
        Name::UserPreCreate,
        Name::UserPasswordSet,
        Name::UserPostCreate,
    ];
    for name in names {
        let large = Reaction::Run("INSERT INTO filler VALUES (zeroblob(10000000))");
        server.react(name, large);
        server.leave_room_for(100).await;
        let response = register(&server.client(), "jo@ucla.edu").await;
        let code = &response["errors"][0]["extensions"]["code"];
        assert_eq!(code, "INTERNAL", "{name:?}: {response}");
        for rows in ["users", "emails", "user_terms", "stale_scores", "filler"] {
            assert_eq!(server.count(rows).await, 0, "{name:?}: {rows}");
        }
        let successes =
            "signals WHERE name IN ('user_registered', 'user_post_create', 'user_password_set')";
        assert_eq!(server.count(successes).await, 0, "{name:?}");
        server.free_the_disk().await;
    }
    // With room for what the handlers write all of it is kept.
    let input = credentials("jo@ucla.edu", PASSWORD);
    server.client().accept("register", input, "note").await;
    assert_eq!(server.count("filler").await, 4);
    assert!(server.user("jo@ucla.edu").await.is_some());
}

/// A transaction needs some pages, and each of them may be the one for which there is no room.
#[tokio::test]
async fn at_whichever_page_the_disk_is_full_a_change_is_kept_or_leaves_nothing() {
    let database = Database::sqlite().await;
    let server = Server::on(&database, &[]).await;
    let jo = server.member("jo@ucla.edu").await;
    let change =
        "mutation($input: ProfileInput!) { updateProfile(input: $input) { errors { code } } }";
    let (mut kept, mut failures) = (String::new(), 0);
    for round in 0..240 {
        // Large enough to need pages of its own.
        let value = format!("{round} {}", "x".repeat(400));
        server.leave_room_for(round % 8).await;
        let response = jo
            .try_run(change, json!({ "input": { "hobbies": value } }))
            .await;
        if response["data"]["updateProfile"]["errors"] == json!([]) {
            kept = value;
        } else {
            assert_eq!(response["errors"][0]["extensions"]["code"], "INTERNAL");
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
