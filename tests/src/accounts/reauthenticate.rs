//! Confirming the password of an open session, and what needs it.

use chrono::Duration;
use serde_json::{Value, json};

use super::session_rotation::{cookie_token, with_cookie};
use crate::harness::{PASSWORD, each_database, each_database_with};

const JO: &str = "jo@ucla.edu";
const TEN_MINUTES: &[(&str, &str)] = &[("REAUTHENTICATE_AFTER_MINUTES", "10")];

fn password(password: &str) -> Value {
    json!({ "password": password })
}

#[tokio::test]
async fn a_deletion_needs_a_password_of_the_last_ten_minutes() {
    each_database_with(TEN_MINUTES, async |server| {
        let jo = server.member(JO).await;
        let confirmation = json!({ "confirmation": JO });
        server.advance(Duration::minutes(10));
        let code = jo
            .fail("requestAccountDeletion", confirmation.clone())
            .await;
        assert_eq!(code, "REAUTHENTICATION_REQUIRED");
        let id = json!({ "id": jo.me("sessions { id }").await["sessions"][0]["id"] });
        for (mutation, input) in [("revokeSession", id), ("revokeOtherSessions", json!({}))] {
            let code = jo.fail(mutation, input).await;
            assert_eq!(code, "REAUTHENTICATION_REQUIRED", "{mutation}");
        }
        // What nobody can lose by it needs no password.
        jo.accept("updateProfile", json!({ "goals": "Chess" }), "")
            .await;
        let payload = jo
            .accept(
                "reauthenticate",
                password(PASSWORD),
                "session { authenticatedAt current }",
            )
            .await;
        assert_eq!(payload["session"]["authenticatedAt"], server.now());
        assert_eq!(payload["session"]["current"], true);
        jo.accept("requestAccountDeletion", confirmation, "").await;
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_counts_as_entering_the_password() {
    each_database_with(TEN_MINUTES, async |server| {
        let jo = server.member(JO).await;
        server.advance(Duration::minutes(9));
        let times = jo.me("sessions { createdAt authenticatedAt }").await;
        let session = &times["sessions"][0];
        assert_eq!(session["createdAt"], session["authenticatedAt"]);
        jo.accept("requestAccountDeletion", json!({ "confirmation": JO }), "")
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_confirms_nothing_and_guesses_are_limited() {
    let settings = &[
        ("REAUTHENTICATE_AFTER_MINUTES", "10"),
        ("RATE_LIMITS", "on"),
    ];
    each_database_with(settings, async |server| {
        let jo = server.member(JO).await;
        server.advance(Duration::minutes(10));
        for _ in 0..5 {
            let refused = jo
                .refuse("reauthenticate", password("wrong password"))
                .await;
            assert_eq!(refused, ["WRONG_PASSWORD password"]);
        }
        let code = jo.fail("reauthenticate", password(PASSWORD)).await;
        assert_eq!(code, "RATE_LIMITED");
        let code = jo
            .fail("requestAccountDeletion", json!({ "confirmation": JO }))
            .await;
        assert_eq!(code, "REAUTHENTICATION_REQUIRED");
    })
    .await;
}

#[tokio::test]
async fn a_cookie_is_replaced_and_other_sessions_stay_as_they_are() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let elsewhere = server.client().log_in(JO, PASSWORD).await;
        let browser = with_cookie(&server, jo.token.as_deref().expect("a token"));
        server.advance(Duration::minutes(10));
        let document = format!(
            r#"mutation {{ reauthenticate(input: {{ password: "{PASSWORD}" }}) {{ errors {{ code }} }} }}"#
        );
        let response = browser.send(&document, json!({})).await;
        let cookie = response.headers()["set-cookie"].to_str().expect("text");
        let renewed = with_cookie(&server, &cookie_token(cookie));
        assert_eq!(browser.me("id").await, Value::Null, "the old token still works");
        let sessions = renewed.me("sessions { current createdAt authenticatedAt }").await;
        let sessions = sessions["sessions"].as_array().expect("sessions");
        assert_eq!(sessions.len(), 2);
        for session in sessions {
            let is_renewed = session["createdAt"] != session["authenticatedAt"];
            assert_eq!(session["current"], is_renewed);
        }
        assert_eq!(elsewhere.me("email").await["email"], JO);
    })
    .await;
}
