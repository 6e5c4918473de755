//! The circuit breaker: an endpoint that fails again and again is not asked for a while.

use chrono::Duration;
use serde_json::{Value, json};

use super::endpoint::{Endpoint, Reply};
use crate::harness::{Client, each_database};

async fn state(admin: &Client) -> Value {
    let document = "{ hooks { status failures openUntil } }";
    admin.run(document, json!({})).await["hooks"][0].take()
}

#[tokio::test]
async fn after_five_failures_an_endpoint_is_not_asked_for_thirty_seconds() {
    each_database(async |server| {
        let broken = || Reply::Raw("HTTP/1.1 500 Broken\r\ncontent-length: 0\r\n\r\n".to_owned());
        let endpoint = Endpoint::open(broken()).await;
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member("jo@ucla.edu").await;
        endpoint
            .hook(&admin, &["USER_PRE_UPDATE"], "FAIL_CLOSED")
            .await;
        let update = json!({ "year": 2 });
        for _ in 0..8 {
            let failed = jo.fail("updateProfile", update.clone()).await;
            assert_eq!(failed, "HOOK_UNAVAILABLE");
        }
        assert_eq!(endpoint.posts().len(), 5);
        let paused = state(&admin).await;
        assert_eq!(paused["status"], "PAUSED");
        assert_eq!(paused["failures"], 5);
        assert_eq!(paused["openUntil"], server.at(Duration::seconds(30)));

        // One request asks again. It fails, and the others do not wait for the endpoint.
        server.advance(Duration::seconds(31));
        assert_eq!(state(&admin).await["status"], "FAILING");
        endpoint.hold();
        let probe = async {
            let failed = jo.fail("updateProfile", update.clone()).await;
            assert_eq!(failed, "HOOK_UNAVAILABLE");
        };
        let other = async {
            endpoint.asked(6).await;
            let failed = jo.fail("updateProfile", update.clone()).await;
            assert_eq!(failed, "HOOK_UNAVAILABLE");
            endpoint.release();
        };
        tokio::join!(probe, other);
        assert_eq!(endpoint.posts().len(), 6);
        assert_eq!(state(&admin).await["status"], "PAUSED");

        server.advance(Duration::seconds(31));
        endpoint.reply(Reply::Json(|_| json!({ "allow": true })));
        for _ in 0..3 {
            jo.accept("updateProfile", update.clone(), "").await;
        }
        assert_eq!(endpoint.posts().len(), 9);
        let working = json!({ "status": "WORKING", "failures": 0, "openUntil": null });
        assert_eq!(state(&admin).await, working);
    })
    .await;
}

#[tokio::test]
async fn a_success_in_between_starts_the_count_again() {
    each_database(async |server| {
        let endpoint = Endpoint::allowing().await;
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member("jo@ucla.edu").await;
        endpoint
            .hook(&admin, &["USER_PRE_UPDATE"], "FAIL_OPEN")
            .await;
        for number in 0..12 {
            endpoint.reply(match number % 4 {
                3 => Reply::Json(|_| json!({ "allow": true })),
                _ => Reply::Json(|_| json!("nonsense")),
            });
            jo.accept("updateProfile", json!({ "year": 2 }), "").await;
        }
        assert_eq!(endpoint.posts().len(), 12);
        assert_eq!(state(&admin).await["status"], "WORKING");
    })
    .await;
}

#[tokio::test]
async fn what_one_person_enters_does_not_pause_a_hook_for_others() {
    each_database(async |server| {
        let endpoint = Endpoint::open(Reply::Json(|data| {
            let changes = data["firstName"]
                .as_str()
                .map(|name| json!({ "firstName": name.repeat(100) }));
            json!({ "allow": true, "data": changes })
        }))
        .await;
        let admin = server.admin("SUPERADMIN").await;
        let (jo, al) = (
            server.member("jo@ucla.edu").await,
            server.member("al@ucla.edu").await,
        );
        endpoint
            .hook(&admin, &["USER_PRE_UPDATE"], "FAIL_CLOSED")
            .await;
        let update = json!({ "firstName": "much too long" });
        for _ in 0..7 {
            let failed = al.fail("updateProfile", update.clone()).await;
            assert_eq!(failed, "HOOK_UNAVAILABLE");
        }
        jo.accept("updateProfile", json!({ "year": 2 }), "").await;
        assert_eq!(endpoint.posts().len(), 8);

        // After a pause, such a verdict shows that the endpoint is back.
        endpoint.reply(Reply::Json(|_| json!(null)));
        for _ in 0..5 {
            jo.fail("updateProfile", json!({ "year": 3 })).await;
        }
        assert_eq!(state(&admin).await["status"], "PAUSED");
        server.advance(Duration::seconds(31));
        endpoint.reply(Reply::Json(
            |_| json!({ "allow": true, "data": { "year": 99 } }),
        ));
        jo.fail("updateProfile", json!({ "year": 3 })).await;
        let working = json!({ "status": "WORKING", "failures": 0, "openUntil": null });
        assert_eq!(state(&admin).await, working);
    })
    .await;
}

#[tokio::test]
async fn the_processes_share_hooks_and_their_state() {
    each_database(async |server| {
        let other = server.sibling().await;
        let endpoint = Endpoint::open(Reply::Json(|_| json!(null))).await;
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member("jo@ucla.edu").await;
        // The other process has read that there are no hooks.
        let elsewhere = other.client_with(jo.token.as_deref().expect("a token"));
        elsewhere
            .accept("updateProfile", json!({ "year": 1 }), "")
            .await;
        endpoint
            .hook(&admin, &["USER_PRE_UPDATE"], "FAIL_CLOSED")
            .await;
        other.advance(Duration::seconds(1));
        for _ in 0..5 {
            let failed = elsewhere.fail("updateProfile", json!({ "year": 2 })).await;
            assert_eq!(failed, "HOOK_UNAVAILABLE");
        }
        server.advance(Duration::seconds(1));
        assert_eq!(
            jo.fail("updateProfile", json!({ "year": 2 })).await,
            "HOOK_UNAVAILABLE"
        );
        assert_eq!(endpoint.posts().len(), 5);
    })
    .await;
}
