//! What administrators do about an account that was taken over ends everything that is open, at once.

use bruinbridge::entities::one_time_token;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::support::{another, closes, id_of};
use crate::harness::{Client, MAIL, PASSWORD, Server, each_database_with, names};

const JO: &str = "jo@ucla.edu";

const OWN: &str = "subscription { accountSignals(after: \"0\") { name } }";

async fn tokens(server: &Server) -> u64 {
    let tokens = one_time_token::Entity::find();
    tokens
        .count(server.app.db.reader())
        .await
        .expect("a number")
}

/// Has links and codes sent that reset the password and change the address of an account.
async fn pending(server: &Server, account: &Client, email: &str) -> Vec<String> {
    let input = json!({ "newEmail": format!("new.{email}"), "currentPassword": PASSWORD });
    account.accept("changeEmail", input, "").await;
    let change = server.token_for(&format!("new.{email}")).await;
    let client = server.client();
    client
        .accept("requestPasswordReset", json!({ "email": email }), "note")
        .await;
    let reset = server.token_for(email).await;
    vec![change, reset]
}

async fn refuses(server: &Server, pending: &[String]) {
    let confirm = json!({ "token": pending[0] });
    let refused = server.client().refuse("confirmEmailChange", confirm).await;
    assert_eq!(refused, ["TOKEN_INVALID token"]);
    let reset = json!({ "token": pending[1], "newPassword": "newSecurePass!" });
    let refused = server.client().refuse("resetPassword", reset).await;
    assert_eq!(refused, ["TOKEN_INVALID token"]);
}

#[tokio::test]
async fn a_password_reset_by_an_administrator_ends_all_sessions() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let superadmin = server.admin("SUPERADMIN").await;
        let (max, _) = another(&server, "max", "MANAGER").await;
        let pending = pending(&server, &jo, JO).await;
        let mut socket = jo.subscribe(OWN, json!({})).await;
        socket.next().await;
        let id = id_of(&superadmin, JO).await;
        server.forget_signals().await;
        for _ in 0..2 {
            superadmin
                .accept("sendPasswordReset", json!({ "id": id }), "")
                .await;
        }
        assert_eq!(jo.me("id").await, Value::Null);
        closes(&mut socket).await;
        let emitted = server.signals().await;
        let expected = ["password_reset_request_started", "user_sessions_revoked"];
        assert_eq!(names(&emitted), expected);
        refuses(&server, &pending).await;
        // Even while an email is queued.
        let again = server.client().log_in(JO, PASSWORD).await;
        superadmin
            .accept("sendPasswordReset", json!({ "id": id }), "")
            .await;
        assert_eq!(again.me("id").await, Value::Null);
        let id = max.id().await;
        superadmin
            .accept("sendPasswordReset", json!({ "id": id }), "")
            .await;
        assert_eq!(max.me("id").await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn deactivating_accounts_ends_sessions_sockets_and_what_was_sent() {
    each_database_with(MAIL, async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        for (email, mutation) in [(JO, "updateUser"), ("bo@ucla.edu", "deactivateUsers")] {
            let account = server.member(email).await;
            let pending = pending(&server, &account, email).await;
            let mut socket = account.subscribe(OWN, json!({})).await;
            socket.next().await;
            let id = id_of(&superadmin, email).await;
            let input = match mutation {
                "updateUser" => json!({ "id": id, "isActive": false }),
                _ => json!({ "ids": [id] }),
            };
            superadmin.accept(mutation, input, "").await;
            assert_eq!(account.me("id").await, Value::Null);
            closes(&mut socket).await;
            refuses(&server, &pending).await;
        }
        assert_eq!(tokens(&server).await, 0);
    })
    .await;
}

#[tokio::test]
async fn deactivating_an_administrator_ends_sessions_sockets_and_what_was_sent() {
    each_database_with(MAIL, async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let (max, id) = another(&server, "max", "MANAGER").await;
        let pending = pending(&server, &max, "max@ucla.edu").await;
        let mut socket = max.subscribe(OWN, json!({})).await;
        socket.next().await;
        superadmin
            .accept("deactivateAdmin", json!({ "id": id }), "")
            .await;
        assert_eq!(max.me("id").await, Value::Null);
        closes(&mut socket).await;
        refuses(&server, &pending).await;
        assert_eq!(tokens(&server).await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_email_that_waits_is_not_sent_to_a_deactivated_account() {
    each_database_with(MAIL, async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        server.member(JO).await;
        let client = server.client();
        client
            .accept("requestPasswordReset", json!({ "email": JO }), "note")
            .await;
        server.background_finished().await;
        let input = json!({ "id": id_of(&superadmin, JO).await, "isActive": false });
        superadmin.accept("updateUser", input, "").await;
        let before = server.mail.emails_to(JO).len();
        server.send_emails().await;
        assert_eq!(server.mail.emails_to(JO).len(), before);
    })
    .await;
}
