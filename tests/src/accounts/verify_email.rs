//! Verifying one's email address.

use bruinbridge::entities::one_time_token;
use chrono::Duration;
use futures_util::future::join_all;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::harness::{MAIL, PASSWORD, Server, codes, credentials, each_database_with, names};

const JO: &str = "jo@ucla.edu";

async fn register(server: &Server) {
    let input = credentials(JO, PASSWORD);
    server.client().accept("register", input, "note").await;
}

async fn verify(server: &Server, token: &str) -> Value {
    let fields = "email alreadyVerified";
    let input = json!({ "token": token });
    server.client().mutate("verifyEmail", input, fields).await
}

#[tokio::test]
async fn the_link_in_the_email_verifies_the_address() {
    each_database_with(MAIL, async |server| {
        register(&server).await;
        let token = server.token_for(JO).await;
        let payload = verify(&server, &token).await;
        let expected = json!({ "email": JO, "alreadyVerified": false, "errors": [] });
        assert_eq!(payload, expected);
        let jo = server.client().log_in(JO, PASSWORD).await;
        assert_eq!(jo.me("isVerified").await["isVerified"], true);
    })
    .await;
}

#[tokio::test]
async fn a_second_click_reports_that_it_is_already_verified() {
    each_database_with(MAIL, async |server| {
        register(&server).await;
        let token = server.token_for(JO).await;
        verify(&server, &token).await;
        let expected = json!({ "email": JO, "alreadyVerified": true, "errors": [] });
        assert_eq!(verify(&server, &token).await, expected);
        // The used token stays valid for this response until it expires.
        server.advance(Duration::hours(24) - Duration::seconds(1));
        assert_eq!(verify(&server, &token).await, expected);
        server.advance(Duration::seconds(1));
        assert_eq!(
            codes(&verify(&server, &token).await),
            ["TOKEN_EXPIRED token"]
        );
    })
    .await;
}

#[tokio::test]
async fn an_invalid_token_is_refused() {
    each_database_with(MAIL, async |server| {
        server.member(JO).await;
        let input = json!({ "email": JO });
        let reset = "requestPasswordReset";
        server.client().accept(reset, input, "note").await;
        let reset = server.token_for(JO).await;
        let unknown = "A".repeat(43);
        for token in ["", "x", "not base64 !", &unknown, &reset] {
            let payload = verify(&server, token).await;
            assert_eq!(codes(&payload), ["TOKEN_INVALID token"], "{token}");
            assert_eq!(payload["email"], Value::Null);
        }
    })
    .await;
}

#[tokio::test]
async fn a_link_expires_a_fixed_time_after_the_email_was_sent() {
    let settings = &[
        ("SEND_EMAILS", "true"),
        ("EMAIL_VERIFICATION_TOKEN_EXPIRATION", "0.5"),
    ];
    each_database_with(settings, async |server| {
        register(&server).await;
        server.advance(Duration::days(3));
        let token = server.token_for(JO).await;
        server.advance(Duration::minutes(30));
        let payload = verify(&server, &token).await;
        assert_eq!(codes(&payload), ["TOKEN_EXPIRED token"]);
        let user = server.user(JO).await.expect("an account");
        assert!(!user.is_verified);
    })
    .await;
}

#[tokio::test]
async fn only_a_digest_of_the_token_is_stored() {
    each_database_with(MAIL, async |server| {
        register(&server).await;
        let token = server.token_for(JO).await;
        let rows = one_time_token::Entity::find()
            .all(server.app.db.reader())
            .await
            .expect("the tokens");
        assert_eq!(rows[0].digest.0.len(), 32);
        assert!(!format!("{rows:?}").contains(&token));
        assert_ne!(rows[0].digest.0, token.as_bytes());
    })
    .await;
}

#[tokio::test]
async fn the_log_shows_the_first_ten_characters_of_a_token() {
    each_database_with(MAIL, async |server| {
        register(&server).await;
        let token = server.token_for(JO).await;
        server.advance(Duration::days(2));
        verify(&server, &token).await;
        let signals = server.signals().await;
        let failed = signals.last().expect("a signal");
        assert_eq!(failed.arguments["token_prefix"], token[..10]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_token_used_ten_times_at_once_works_once() {
    each_database_with(MAIL, async |server| {
        register(&server).await;
        let token = server.token_for(JO).await;
        let responses = join_all((0..10).map(|_| verify(&server, &token))).await;
        let first = |response: &&Value| response["alreadyVerified"] == false;
        assert_eq!(responses.iter().filter(first).count(), 1, "{responses:?}");
        assert!(responses.iter().all(|response| response["email"] == JO));
        let signals = server.signals().await;
        let emitted = names(&signals);
        let count = |name: &str| emitted.iter().filter(|emitted| **emitted == name).count();
        assert_eq!(count("user_email_verified"), 1);
        assert_eq!(count("user_email_verification_successful"), 10);
    })
    .await;
}

#[tokio::test]
async fn what_a_mail_program_adds_to_a_link_does_not_break_it() {
    each_database_with(MAIL, async |server| {
        let credentials = credentials(JO, PASSWORD);
        server
            .client()
            .accept("register", credentials, "note")
            .await;
        let changed = format!("3D{}).", server.token_for(JO).await);
        let shown = server
            .client()
            .run(
                "query($token: String!) { emailVerification(token: $token) { email } }",
                json!({ "token": changed }),
            )
            .await;
        assert_eq!(shown["emailVerification"]["email"], JO);
        let payload = verify(&server, &changed).await;
        assert_eq!(payload["errors"], json!([]));
    })
    .await;
}
