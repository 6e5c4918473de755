//! What happens when an endpoint is slow, down, or responds with nonsense.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::endpoint::{Endpoint, Reply};
use crate::harness::{Client, PASSWORD, Server, credentials, each_database};
use crate::media::support::plain;

const JO: &str = "jo@ucla.edu";

/// A response with this status line and body.
fn raw(status: &str, body: &str) -> Reply {
    let length = body.len();
    Reply::Raw(format!(
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}"
    ))
}

/// Every kind of failure, with what administrators see of it.
fn failures() -> Vec<(Reply, &'static str)> {
    let nonsense = "the response is not a verdict";
    let forbidden = |name: &str, value: &str| {
        raw(
            "200 OK",
            &format!(r#"{{"allow":true,"data":{{"{name}":{value}}}}}"#),
        )
    };
    let long = format!(r#"{{"allow":true,"message":"{}"}}"#, "x".repeat(70_000));
    vec![
        (raw("200 OK", ""), nonsense),
        (raw("200 OK", "<html>"), nonsense),
        (raw("200 OK", "[]"), nonsense),
        (raw("200 OK", r#"{"data":{}}"#), nonsense),
        (raw("200 OK", r#"{"allow":"yes"}"#), nonsense),
        (raw("200 OK", r#"{"allow":true,"data":[]}"#), nonsense),
        (raw("500 Broken", r#"{"allow":true}"#), "status 500"),
        (
            raw("302 Found\r\nlocation: /", r#"{"allow":true}"#),
            "status 302",
        ),
        (raw("200 OK", &long), "the response is too long"),
        (
            Reply::Raw("nonsense\r\n\r\n".to_owned()),
            "the connection broke",
        ),
        (
            forbidden("email", r#""al@ucla.edu""#),
            "the response changes email, which it may not",
        ),
        (
            forbidden("isVerified", "false"),
            "the response changes isVerified, which it may not",
        ),
        (
            forbidden("role", r#""ADMIN""#),
            "the response has a role that it may not give",
        ),
        (
            forbidden("role", "null"),
            "the response has a role that it may not give",
        ),
        (
            forbidden("password", r#""x""#),
            "the response has a field that does not exist",
        ),
        (
            forbidden("profilePictureUrl", r#""https://example.com/jo.png""#),
            "the response changes profilePictureUrl, which it may not",
        ),
        (forbidden("year", "9"), "the changes break the rules"),
        (forbidden("firstName", "1"), "the changes break the rules"),
    ]
}

/// Whether the endpoint responded with a verdict, though it cannot be used.
fn is_verdict(reason: &str) -> bool {
    let parts = [
        "the response changes",
        "the response has",
        "the changes break",
    ];
    parts.iter().any(|part| reason.starts_with(part))
}

/// The state of the only hook.
async fn state(admin: &Client) -> Value {
    let document = "{ hooks { status failures lastError } }";
    admin.run(document, json!({})).await["hooks"][0].take()
}

/// Enables the hook again, which clears its failures.
async fn clear(admin: &Client, id: &str) {
    let input = json!({ "id": id, "isEnabled": true });
    admin.accept("updateHook", input, "").await;
}

async fn refused(server: &Server) -> Value {
    let document =
        "mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }";
    let variables = json!({ "input": credentials(JO, PASSWORD) });
    let mut response = server.client().try_run(document, variables).await;
    response["errors"][0]["extensions"].take()
}

#[tokio::test]
async fn a_hook_that_fails_closed_refuses_and_nothing_is_written() {
    each_database(async |server| {
        let endpoint = Endpoint::allowing().await;
        let admin = server.admin("SUPERADMIN").await;
        let (id, _) = endpoint
            .hook(&admin, &["USER_PRE_CREATE"], "FAIL_CLOSED")
            .await;
        for (reply, reason) in failures() {
            endpoint.reply(reply);
            let extensions = refused(&server).await;
            assert_eq!(extensions["code"], "HOOK_UNAVAILABLE", "{reason}");
            assert_eq!(extensions["status"], 503);
            assert!(extensions["retryAfter"].is_number());
            assert!(server.user(JO).await.is_none());
            // The breaker counts only what is not a verdict.
            let (status, failures) = match is_verdict(reason) {
                true => ("WORKING", 0),
                false => ("FAILING", 1),
            };
            assert_eq!(
                state(&admin).await,
                json!({ "status": status, "failures": failures, "lastError": reason })
            );
            clear(&admin, &id).await;
        }
        endpoint.reply(Reply::Json(
            |_| json!({ "allow": true, "data": {}, "more": 1 }),
        ));
        server.member(JO).await;
    })
    .await;
}

#[tokio::test]
async fn a_hook_that_fails_open_changes_nothing() {
    each_database(async |server| {
        let endpoint = Endpoint::allowing().await;
        let admin = server.admin("SUPERADMIN").await;
        let (id, _) = endpoint
            .hook(&admin, &["USER_PRE_CREATE"], "FAIL_OPEN")
            .await;
        for (number, (reply, reason)) in failures().into_iter().enumerate() {
            endpoint.reply(reply);
            let email = format!("jo{number}@ucla.edu");
            let jo = server.member(&email).await;
            let me = jo.me("email role year firstName isVerified").await;
            let expected = json!({
                "email": email, "role": "MENTEE", "year": null, "firstName": "", "isVerified": true,
            });
            assert_eq!(me, expected, "{reason}");
            assert_eq!(state(&admin).await["lastError"], reason);
            clear(&admin, &id).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_slow_endpoint_delays_a_request_for_two_seconds() {
    each_database(async |server| {
        let endpoint = Endpoint::open(Reply::Silence).await;
        let admin = server.admin("SUPERADMIN").await;
        let (id, _) = endpoint
            .hook(&admin, &["USER_PRE_REGISTER"], "FAIL_CLOSED")
            .await;
        let begun = Instant::now();
        assert_eq!(refused(&server).await["code"], "HOOK_UNAVAILABLE");
        let took = begun.elapsed();
        assert!(took >= Duration::from_secs(2), "{took:?}");
        assert!(took < Duration::from_secs(10), "{took:?}");
        assert_eq!(state(&admin).await["lastError"], "no response in time");
        let input = json!({ "id": id, "policy": "FAIL_OPEN" });
        admin.accept("updateHook", input, "").await;
        server.member(JO).await;
        assert_eq!(state(&admin).await["failures"], 2);
    })
    .await;
}

#[tokio::test]
async fn an_endpoint_that_is_down_follows_the_policy() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        drop(listener);
        let input = json!({
            "url": url, "signals": ["USER_PRE_REGISTER"], "policy": "FAIL_CLOSED",
        });
        let payload = admin.accept("createHook", input, "hook { id }").await;
        assert_eq!(refused(&server).await["code"], "HOOK_UNAVAILABLE");
        assert_eq!(state(&admin).await["lastError"], "no connection");
        let input = json!({ "id": payload["hook"]["id"], "policy": "FAIL_OPEN" });
        admin.accept("updateHook", input, "").await;
        server.member(JO).await;
    })
    .await;
}

#[tokio::test]
async fn a_change_that_the_server_would_refuse_is_the_failure_of_the_hook() {
    each_database(async |server| {
        let endpoint = Endpoint::open(Reply::Json(
            |_| json!({ "allow": true, "data": { "role": "MENTOR" } }),
        ))
        .await;
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        endpoint
            .hook(&admin, &["USER_PRE_UPDATE"], "FAIL_OPEN")
            .await;
        let input = json!({ "id": admin.id().await, "lastName": "Bruin" });
        admin.accept("updateUser", input, "").await;
        let role = "the response has a role that it may not give";
        assert_eq!(state(&admin).await["lastError"], role);
        let me = admin.me("role lastName").await;
        assert_eq!(me, json!({ "role": "ADMIN", "lastName": "Bruin" }));

        endpoint.reply(Reply::Json(
            |_| json!({ "allow": true, "data": { "profilePictureUrl": "https://example.com/jo.png" } }),
        ));
        let url = jo.upload_accepted(&plain([1, 2, 3])).await;
        jo.accept("updateProfile", json!({ "year": 2 }), "").await;
        let picture = "the response changes profilePictureUrl, which it may not";
        assert_eq!(state(&admin).await["lastError"], picture);
        let me = jo.me("profilePictureUrl year").await;
        assert_eq!(me, json!({ "profilePictureUrl": url, "year": 2 }));
    })
    .await;
}
