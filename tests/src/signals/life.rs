//! A scenario that runs every command of members and administrators, with valid and with invalid input.

use chrono::Duration;
use serde_json::json;

use crate::harness::{Client, PASSWORD, Server, credentials};

pub(super) const JO: &str = "jo@ucla.edu";
/// Every password in the scenario, including wrong ones.
pub(super) const PASSWORDS: [&str; 5] = [
    PASSWORD,
    "newSecurePass!",
    "an even newer one",
    "wrong password",
    "password",
];

/// Runs the scenario on a server that sends email. Returns every token that the server issued.
pub(super) async fn live(server: &Server) -> Vec<String> {
    let mut tokens = Vec::new();
    let jo = arrive(server, &mut tokens).await;
    set_up(server, &jo).await;
    forget_the_password(server, &mut tokens).await;
    administer(server, &mut tokens).await;
    leave(server, &mut tokens).await;
    tokens
}

async fn log_in(server: &Server, password: &str, tokens: &mut Vec<String>) -> Client {
    let client = server.client().log_in(JO, password).await;
    tokens.extend(client.token.clone());
    client
}

async fn arrive(server: &Server, tokens: &mut Vec<String>) -> Client {
    let client = server.client();
    client
        .refuse("register", credentials("jo@gmail.com", PASSWORDS[4]))
        .await;
    client
        .accept("register", credentials(JO, PASSWORD), "user { id } note")
        .await;
    client.refuse("register", credentials(JO, PASSWORD)).await;
    tokens.push(server.token_for(JO).await);
    client.refuse("login", credentials(JO, PASSWORD)).await;
    client
        .accept("resendVerification", json!({ "email": JO }), "note")
        .await;
    tokens.push(server.token_for(JO).await);
    for token in tokens.clone() {
        client
            .accept(
                "verifyEmail",
                json!({ "token": token }),
                "email alreadyVerified",
            )
            .await;
    }
    client
        .refuse("verifyEmail", json!({ "token": "A".repeat(43) }))
        .await;
    client.refuse("login", credentials(JO, PASSWORDS[3])).await;
    log_in(server, PASSWORD, tokens).await
}

async fn set_up(server: &Server, jo: &Client) {
    let survey = json!({ "firstName": "Jo", "lastName": "Bruin", "year": 1, "major": ["Music"] });
    jo.accept("completeSurvey", survey, "user { fullName }")
        .await;
    jo.accept("updateProfile", json!({ "role": "ADMIN" }), "user { role }")
        .await;
    jo.accept(
        "changeRole",
        json!({ "newRole": "MENTOR" }),
        "user { role }",
    )
    .await;
    let wrong = json!({ "currentPassword": PASSWORDS[3], "newPassword": PASSWORDS[1] });
    jo.refuse("changePassword", wrong).await;
    let right = json!({ "currentPassword": PASSWORD, "newPassword": PASSWORDS[1] });
    jo.accept("changePassword", right, "").await;
    let elsewhere = server.client().log_in(JO, PASSWORDS[1]).await;
    jo.accept("revokeOtherSessions", json!({}), "revoked").await;
    assert!(elsewhere.me("id").await.is_null());
    jo.me("email sessions { id userAgent ip current }").await;
}

async fn forget_the_password(server: &Server, tokens: &mut Vec<String>) {
    let client = server.client();
    for email in ["unknown@ucla.edu", JO] {
        client
            .accept("requestPasswordReset", json!({ "email": email }), "note")
            .await;
    }
    let token = server.token_for(JO).await;
    let common = json!({ "token": token, "newPassword": PASSWORDS[4] });
    client.refuse("resetPassword", common).await;
    let input = json!({ "token": token, "newPassword": PASSWORDS[2] });
    client.accept("resetPassword", input.clone(), "").await;
    client.refuse("resetPassword", input).await;
    tokens.push(token);
}

async fn administer(server: &Server, tokens: &mut Vec<String>) {
    let admin = server.admin("AUDITOR").await;
    let wrong = json!({ "username": "auditor", "password": PASSWORDS[3] });
    server.client().refuse("loginAdmin", wrong).await;
    server.wait_for_log().await;
    let document = "query($after: String) { signals(first: 100, after: $after) { nodes {
        id cursor name sender occurredAt workflowId userId user { email } adminUser { username }
        actorId username email roleName errorType errorMessage reason exception tokenPrefix success
        updateData data } pageInfo { endCursor hasNextPage } } }";
    let mut after = json!(null);
    loop {
        let data = admin.run(document, json!({ "after": after })).await;
        let page = &data["signals"]["pageInfo"];
        if page["hasNextPage"] == false {
            break;
        }
        after = page["endCursor"].clone();
    }
    tokens.extend(admin.token);
}

async fn leave(server: &Server, tokens: &mut Vec<String>) {
    let jo = log_in(server, PASSWORDS[2], tokens).await;
    jo.accept("logout", json!({}), "").await;
    let jo = log_in(server, PASSWORDS[2], tokens).await;
    jo.refuse("requestAccountDeletion", json!({ "confirmation": "yes" }))
        .await;
    let confirmation = json!({ "confirmation": JO });
    jo.accept("requestAccountDeletion", confirmation.clone(), "note")
        .await;
    jo.accept("cancelAccountDeletion", json!({}), "").await;
    jo.accept("requestAccountDeletion", confirmation.clone(), "note")
        .await;
    let mutation = "cancelAccountDeletionWithCredentials";
    server
        .client()
        .accept(mutation, credentials(JO, PASSWORDS[2]), "")
        .await;
    jo.accept("requestAccountDeletion", confirmation, "note")
        .await;
    server.advance(Duration::hours(1));
    assert_eq!(server.purge().await, 1);
}
