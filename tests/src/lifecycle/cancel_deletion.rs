//! Canceling the deletion of an account.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::{
    Client, MAIL, PASSWORD, Server, codes, credentials, each_database, each_database_with,
};

const JO: &str = "jo@ucla.edu";
const CANCEL: &str = "cancelAccountDeletion";
const CANCEL_WITH_CREDENTIALS: &str = "cancelAccountDeletionWithCredentials";
const FIELDS: &str = "user { email isDeleted deletionRequestedDate permanentDeletionDate }";

async fn leaving(server: &Server) -> Client {
    let jo = server.member(JO).await;
    let input = json!({ "confirmation": JO });
    jo.accept("requestAccountDeletion", input, "note").await;
    jo
}

fn restored() -> Value {
    json!({
        "email": JO, "isDeleted": false,
        "deletionRequestedDate": null, "permanentDeletionDate": null,
    })
}

#[tokio::test]
async fn cancel_deletion_restores_the_account() {
    each_database(async |server| {
        let jo = leaving(&server).await;
        let payload = jo.accept(CANCEL, json!({}), FIELDS).await;
        assert_eq!(payload["user"], restored());
        jo.accept("updateProfile", json!({ "firstName": "Jo" }), "")
            .await;
        server.advance(Duration::hours(2));
        assert_eq!(server.purge().await, 0);
    })
    .await;
}

#[tokio::test]
async fn there_must_be_a_deletion_to_cancel() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let payload = jo.mutate(CANCEL, json!({}), FIELDS).await;
        assert_eq!(codes(&payload), ["NO_DELETION_PENDING"]);
        assert_eq!(payload["errors"][0]["status"], 400);
        let refused = server
            .client()
            .refuse(CANCEL_WITH_CREDENTIALS, credentials(JO, PASSWORD))
            .await;
        assert_eq!(refused, ["NO_DELETION_PENDING"]);
    })
    .await;
}

#[tokio::test]
async fn after_the_grace_period_it_is_too_late() {
    each_database(async |server| {
        let jo = leaving(&server).await;
        server.advance(Duration::hours(1));
        let payload = jo.mutate(CANCEL, json!({}), FIELDS).await;
        assert_eq!(codes(&payload), ["GRACE_PERIOD_OVER"]);
        assert_eq!(payload["errors"][0]["status"], 409);
        let refused = server
            .client()
            .refuse(CANCEL_WITH_CREDENTIALS, credentials(JO, PASSWORD))
            .await;
        assert_eq!(refused, ["GRACE_PERIOD_OVER"]);
        assert_eq!(server.purge().await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_anonymous_client_is_asked_to_sign_in() {
    each_database(async |server| {
        assert_eq!(
            server.client().fail(CANCEL, json!({})).await,
            "UNAUTHENTICATED"
        );
    })
    .await;
}

#[tokio::test]
async fn email_and_password_restore_the_account_without_a_session() {
    each_database(async |server| {
        leaving(&server).await;
        let sessions = server.count("sessions").await;
        let client = server.client();
        let payload = client
            .accept(
                CANCEL_WITH_CREDENTIALS,
                credentials(" JO@ucla.edu", PASSWORD),
                FIELDS,
            )
            .await;
        assert_eq!(payload["user"], restored());
        assert_eq!(server.count("sessions").await, sessions);
    })
    .await;
}

#[tokio::test]
async fn without_the_right_password_nothing_is_revealed() {
    each_database_with(MAIL, async |server| {
        leaving(&server).await;
        server
            .client()
            .accept(
                "register",
                credentials("unverified@ucla.edu", PASSWORD),
                "note",
            )
            .await;
        let response = async |email: &str, password: &str| {
            server
                .client()
                .mutate(
                    CANCEL_WITH_CREDENTIALS,
                    credentials(email, password),
                    FIELDS,
                )
                .await
        };
        let unknown = response("unknown@ucla.edu", PASSWORD).await;
        assert_eq!(codes(&unknown), ["INVALID_CREDENTIALS"]);
        for email in [JO, "unverified@ucla.edu", "no address"] {
            assert_eq!(response(email, "wrong password").await, unknown, "{email}");
        }
        let unverified = response("unverified@ucla.edu", PASSWORD).await;
        assert_eq!(codes(&unverified), ["EMAIL_NOT_VERIFIED"]);
        assert_eq!(unverified["errors"][0]["status"], 403);
    })
    .await;
}
