//! Registering addresses of someone else keeps no one out.

use bruinbridge::clock_guard::tick;
use bruinbridge::error::Error;
use bruinbridge::lifecycle::unverified::purge_unverified;
use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::{
    Client, Database, MAIL, PASSWORD, Server, codes, credentials, each_database_with,
};

const JO: &str = "jo@ucla.edu";
const TAGGED: &str = "jo+zz@ucla.edu";

async fn register(server: &Server, email: &str) -> Vec<String> {
    let input = credentials(email, PASSWORD);
    codes(&server.client().mutate("register", input, "note").await)
}

/// Registers an account and returns the token of its link.
async fn token(server: &Server, email: &str) -> String {
    assert!(register(server, email).await.is_empty(), "{email}");
    server.token_for(email).await
}

async fn verify(server: &Server, token: &str) -> Vec<String> {
    let input = json!({ "token": token });
    codes(&server.client().mutate("verifyEmail", input, "email").await)
}

async fn set_verified(admin: &Client, server: &Server, email: &str, to: bool) -> Value {
    let id = server.user(email).await.expect("an account").id.to_string();
    let input = json!({ "id": id, "isVerified": to });
    admin.mutate("updateUser", input, "user { email }").await
}

async fn deleted(server: &Server) -> Vec<Value> {
    let signals = server.signals().await;
    let deleted = signals
        .iter()
        .filter(|signal| signal.name == "user_deleted");
    deleted
        .map(|signal| signal.arguments["username"].clone())
        .collect()
}

#[tokio::test]
async fn the_first_variant_to_be_verified_deletes_the_others() {
    each_database_with(MAIL, async |server| {
        let strangers = token(&server, TAGGED).await;
        let own = token(&server, JO).await;
        register(&server, "jo+other@ucla.edu").await;
        // The same local part at the other domain is another person.
        register(&server, "jo@g.ucla.edu").await;
        assert!(verify(&server, &own).await.is_empty());
        assert_eq!(server.count("users").await, 2);
        assert!(server.user("jo@g.ucla.edu").await.is_some());
        assert_eq!(deleted(&server).await, [TAGGED, "jo+other@ucla.edu"]);
        assert_eq!(verify(&server, &strangers).await, ["TOKEN_INVALID token"]);
        server.client().log_in(JO, PASSWORD).await;
        assert_eq!(register(&server, TAGGED).await, ["EMAIL_TAKEN email"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_two_variants_that_are_verified_at_once_wins() {
    each_database_with(MAIL, async |server| {
        for round in 0..6 {
            let one = token(&server, &format!("jo{round}@ucla.edu")).await;
            let other = token(&server, &format!("jo{round}+x@ucla.edu")).await;
            let (first, second) = tokio::join!(verify(&server, &one), verify(&server, &other));
            let mut outcomes = [first, second];
            outcomes.sort();
            assert_eq!(outcomes, [vec![], vec!["TOKEN_INVALID token".to_owned()]]);
            let verified = format!("users WHERE is_verified AND base_email = 'jo{round}@ucla.edu'");
            assert_eq!(server.count(&verified).await, 1);
            assert_eq!(server.count("users").await, round + 1);
        }
    })
    .await;
}

#[tokio::test]
async fn the_very_same_address_is_taken_until_its_link_has_expired() {
    each_database_with(MAIL, async |server| {
        register(&server, JO).await;
        let first = server.user(JO).await.expect("an account").id;
        server.advance(Duration::hours(1));
        server.send_emails().await;
        // The link counts from when it was sent.
        server.advance(Duration::hours(24) - Duration::seconds(1));
        assert_eq!(register(&server, JO).await, ["EMAIL_TAKEN email"]);
        server.forget_signals().await;
        server.advance(Duration::seconds(1));
        let token = token(&server, JO).await;
        assert_ne!(server.user(JO).await.expect("an account").id, first);
        assert_eq!(deleted(&server).await, [JO]);
        assert_eq!(server.count("users").await, 1);
        assert!(verify(&server, &token).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn without_a_sent_link_the_address_is_taken_from_the_registration_on() {
    each_database_with(MAIL, async |server| {
        register(&server, JO).await;
        server.advance(Duration::hours(24) - Duration::seconds(1));
        assert_eq!(register(&server, JO).await, ["EMAIL_TAKEN email"]);
        server.advance(Duration::seconds(1));
        assert!(register(&server, JO).await.is_empty());
        assert_eq!(server.count("users").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_administrator_who_verifies_an_account_deletes_its_variants() {
    each_database_with(MAIL, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        for email in [TAGGED, JO] {
            register(&server, email).await;
        }
        let payload = set_verified(&admin, &server, JO, true).await;
        assert_eq!(payload["user"]["email"], JO);
        assert!(server.user(TAGGED).await.is_none());
        assert_eq!(deleted(&server).await, [TAGGED]);
    })
    .await;
}

#[tokio::test]
async fn a_variant_that_is_left_over_cannot_be_verified() {
    each_database_with(MAIL, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let left = token(&server, "bo@ucla.edu").await;
        let own = token(&server, JO).await;
        assert!(verify(&server, &own).await.is_empty());
        let variant = "UPDATE users SET base_email = 'jo@ucla.edu' WHERE email = 'bo@ucla.edu'";
        server.execute(variant).await;
        assert_eq!(verify(&server, &left).await, ["EMAIL_TAKEN"]);
        let payload = set_verified(&admin, &server, "bo@ucla.edu", true).await;
        assert_eq!(codes(&payload), ["EMAIL_TAKEN"]);
        assert_eq!(server.count("users WHERE is_verified").await, 2);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_was_verified_once_keeps_its_addresses() {
    each_database_with(MAIL, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        server.register(JO, "MENTEE").await;
        set_verified(&admin, &server, JO, false).await;
        server.advance(Duration::days(30));
        for email in [JO, TAGGED] {
            assert_eq!(register(&server, email).await, ["EMAIL_TAKEN email"]);
        }
        let purged = purge_unverified(&server.app, 10).await;
        assert_eq!(purged.expect("a round"), 0);
        let payload = set_verified(&server.admin("MANAGER").await, &server, JO, true).await;
        assert_eq!(payload["errors"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn an_administrators_own_account_replaces_variants() {
    each_database_with(MAIL, async |server| {
        register(&server, "auditor+zz@ucla.edu").await;
        server.admin("AUDITOR").await;
        assert_eq!(server.count("users").await, 1);
        assert_eq!(deleted(&server).await, ["auditor+zz@ucla.edu"]);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_is_verified_at_once_replaces_variants() {
    for database in [Database::sqlite().await, Database::postgres().await] {
        let server = Server::on(&database, MAIL).await;
        register(&server, TAGGED).await;
        let verifying = Server::on(&database, &[]).await;
        assert!(register(&verifying, JO).await.is_empty());
        assert_eq!(server.count("users").await, 1, "{}", database.name);
        assert_eq!(deleted(&server).await, [TAGGED]);
        drop((server, verifying));
        database.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_two_accounts_that_are_verified_at_once_wins_and_neither_is_busy() {
    const ROUNDS: usize = 40;
    for database in [Database::sqlite().await, Database::postgres().await] {
        let server = Server::on(&database, MAIL).await;
        for round in 0..ROUNDS {
            register(&server, &format!("jo{round}+zz@ucla.edu")).await;
        }
        let verifying = Server::on(&database, &[]).await;
        verifying.advance(Duration::days(2));
        for round in 0..ROUNDS {
            // One replaces the stranger's account as its own address, the other as a variant.
            let (one, other) = (
                format!("jo{round}@ucla.edu"),
                format!("jo{round}+zz@ucla.edu"),
            );
            let both = tokio::join!(register(&verifying, &one), register(&verifying, &other));
            let mut outcomes = [both.0, both.1];
            outcomes.sort();
            let taken = vec!["EMAIL_TAKEN email".to_owned()];
            assert_eq!(outcomes, [vec![], taken], "{} {round}", database.name);
        }
        assert_eq!(
            server.count("users").await,
            ROUNDS as i64,
            "{}",
            database.name
        );
        drop((server, verifying));
        database.remove().await;
    }
}

#[tokio::test]
async fn unverified_accounts_are_purged_after_their_lifetime() {
    each_database_with(MAIL, async |server| {
        let purge = async || {
            server.plan_jobs(true);
            let purged = purge_unverified(&server.app, 1).await;
            server.plan_jobs(false);
            purged.expect("a round")
        };
        server.admin("SUPERADMIN").await;
        server.register("verified@ucla.edu", "MENTEE").await;
        for number in 0..3 {
            register(&server, &format!("old{number}@ucla.edu")).await;
        }
        register(&server, "leaving@ucla.edu").await;
        let leaving = "UPDATE users SET deletion_requested_at = joined_at, permanent_deletion_after = joined_at \
                       WHERE email = 'leaving@ucla.edu'";
        server.execute(leaving).await;
        server.advance(Duration::days(1));
        register(&server, JO).await;
        server.advance(Duration::days(6) - Duration::seconds(1));
        assert_eq!(purge().await, 0);
        server.advance(Duration::seconds(1));
        assert_eq!(purge().await, 3);
        assert_eq!(purge().await, 0);
        let olds = deleted(&server).await;
        assert_eq!(olds, ["old0@ucla.edu", "old1@ucla.edu", "old2@ucla.edu"]);
        for kept in [JO, "verified@ucla.edu", "leaving@ucla.edu", "superadmin@ucla.edu"] {
            assert!(server.user(kept).await.is_some(), "{kept}");
        }
    })
    .await;
}

#[tokio::test]
async fn with_a_lifetime_of_zero_unverified_accounts_are_kept() {
    let settings = [("SEND_EMAILS", "true"), ("UNVERIFIED_LIFETIME_DAYS", "0")];
    each_database_with(&settings, async |server| {
        register(&server, JO).await;
        server.advance(Duration::days(10_000));
        let purged = purge_unverified(&server.app, 10).await;
        assert_eq!(purged.expect("a round"), 0);
        assert!(server.user(JO).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn while_the_clock_is_not_trusted_nothing_is_replaced_or_purged() {
    each_database_with(MAIL, async |server| {
        register(&server, JO).await;
        assert!(tick(&server.app).await.expect("a check of the clock"));
        server.app.clock.jump(Duration::days(400));
        let started = server.sibling().await;
        assert!(!tick(&started.app).await.expect("a check of the clock"));
        assert_eq!(register(&started, JO).await, ["EMAIL_TAKEN email"]);
        let purged = purge_unverified(&started.app, 10).await;
        assert!(matches!(purged, Err(Error::ClockUncertain)), "{purged:?}");
    })
    .await;
}
