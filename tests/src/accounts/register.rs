//! Registering.

use serde_json::json;

use crate::harness::{MAIL, PASSWORD, each_database, each_database_with};

#[tokio::test]
async fn complete_registration_and_login_flow() {
    each_database(async |server| {
        let input = json!({ "email": "  Jo@UCLA.edu ", "password": PASSWORD });
        let payload = server
            .client()
            .accept("register", input, "user { email role isVerified }")
            .await;
        let user = json!({ "email": "jo@ucla.edu", "role": "MENTEE", "isVerified": true });
        assert_eq!(payload["user"], user);
        let jo = server.client().log_in("jo@ucla.edu", PASSWORD).await;
        assert_eq!(jo.me("email").await["email"], "jo@ucla.edu");
    })
    .await;
}

#[tokio::test]
async fn an_unverified_account_cannot_log_in_until_its_letter_was_followed() {
    each_database_with(MAIL, async |server| {
        let input = json!({ "email": "jo@ucla.edu", "password": PASSWORD });
        server
            .client()
            .accept("register", input.clone(), "note")
            .await;
        assert_eq!(
            server.client().refuse("login", input.clone()).await,
            ["EMAIL_NOT_VERIFIED"]
        );
        let token = server.token_for("jo@ucla.edu").await;
        server
            .client()
            .accept("verifyEmail", json!({ "token": token }), "email")
            .await;
        server.client().accept("login", input, "token").await;
    })
    .await;
}
