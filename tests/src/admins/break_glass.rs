//! Emergency administrators from the command line.

use bruinbridge::admins::break_glass::{BreakGlass, break_glass};
use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::{MAIL, PASSWORD, Server, each_database, each_database_with};

fn input(username: &str, email: &str) -> BreakGlass {
    BreakGlass {
        username: username.to_owned(),
        email: email.to_owned(),
        reason: Some("Locked out".to_owned()),
    }
}

/// Makes an emergency administrator and returns the password.
async fn make(server: &Server, username: &str) -> String {
    let email = format!("{username}@ucla.edu");
    let made = break_glass(&server.app, input(username, &email)).await;
    let password = made.expect("an administrator").password;
    assert_eq!(password.expose().len(), 30);
    password.expose().to_owned()
}

/// Returns the codes of a sign-in as an administrator; empty if it succeeds.
async fn sign_in(server: &Server, username: &str, password: &str) -> Value {
    let input = json!({ "username": username, "password": password });
    let payload = server.client().mutate("loginAdmin", input, "token").await;
    payload["errors"][0]["code"].clone()
}

async fn recipients(server: &Server) -> Vec<String> {
    let auditor = server.admin("AUDITOR").await;
    let emails = auditor
        .run("{ emails { nodes { kind to } } }", json!({}))
        .await;
    let emails = emails["emails"]["nodes"].as_array().expect("emails");
    let emails = emails
        .iter()
        .filter(|email| email["kind"] == "BREAK_GLASS_USED");
    let mut to: Vec<String> = emails
        .map(|email| email["to"].as_str().expect("an address").to_owned())
        .collect();
    to.sort();
    to
}

#[tokio::test]
async fn a_new_administrator_signs_in_with_the_password_until_it_expires() {
    each_database(async |server| {
        let password = make(&server, "eve").await;
        assert!(sign_in(&server, "eve", &password).await.is_null());
        server.advance(Duration::hours(24));
        assert_eq!(sign_in(&server, "eve", &password).await, "PASSWORD_EXPIRED");
        let input = json!({ "email": "eve@ucla.edu", "password": password });
        let refused = server.client().refuse("login", input).await;
        assert_eq!(refused, ["PASSWORD_EXPIRED"]);
        let again = make(&server, "eve").await;
        assert_ne!(again, password);
        assert!(sign_in(&server, "eve", &again).await.is_null());
        assert_eq!(
            sign_in(&server, "eve", &password).await,
            "INVALID_CREDENTIALS"
        );
    })
    .await;
}

#[tokio::test]
async fn a_password_that_is_changed_does_not_expire() {
    each_database(async |server| {
        let password = make(&server, "eve").await;
        let eve = server.client().log_in("eve@ucla.edu", &password).await;
        let input = json!({ "currentPassword": password, "newPassword": PASSWORD });
        eve.accept("changePassword", input, "").await;
        server.advance(Duration::hours(25));
        assert!(sign_in(&server, "eve", PASSWORD).await.is_null());
    })
    .await;
}

#[tokio::test]
async fn an_administrator_who_exists_gets_every_permission_and_a_new_password() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let auditor = server.admin("AUDITOR").await;
        let current = auditor
            .run("{ currentAdmin { id } me { id } }", json!({}))
            .await;
        let input = json!({ "id": current["currentAdmin"]["id"] });
        superadmin.accept("deactivateAdmin", input, "").await;
        let input = json!({ "id": current["me"]["id"], "isActive": false, "isVerified": false });
        superadmin.accept("updateUser", input, "").await;
        let password = make(&server, "auditor").await;
        assert_eq!(
            sign_in(&server, "auditor", PASSWORD).await,
            "INVALID_CREDENTIALS"
        );
        let input = json!({ "username": "auditor", "password": password });
        let fields = "adminUser { isActive role { name } user { isVerified isSuperuser } }";
        let payload = server.client().accept("loginAdmin", input, fields).await;
        assert_eq!(
            payload["adminUser"],
            json!({
                "isActive": true,
                "role": { "name": "SUPERADMIN" },
                "user": { "isVerified": true, "isSuperuser": true },
            })
        );
    })
    .await;
}

#[tokio::test]
async fn an_expired_password_is_of_no_use_in_an_open_session() {
    each_database(async |server| {
        let password = make(&server, "eve").await;
        let eve = server.client().log_in("eve@ucla.edu", &password).await;
        server.advance(Duration::hours(25));
        let input = json!({ "currentPassword": password, "newPassword": "another long one" });
        assert_eq!(
            eve.refuse("changePassword", input).await,
            ["PASSWORD_EXPIRED"]
        );
        let input = json!({ "currentPassword": password, "newEmail": "eve.new@ucla.edu" });
        assert_eq!(eve.refuse("changeEmail", input).await, ["PASSWORD_EXPIRED"]);
        let input = json!({ "password": password });
        assert_eq!(
            eve.refuse("reauthenticate", input).await,
            ["PASSWORD_EXPIRED"]
        );
    })
    .await;
}

#[tokio::test]
async fn sessions_links_and_queued_emails_of_the_account_end() {
    each_database_with(MAIL, async |server| {
        let manager = server.admin("MANAGER").await;
        let as_member = server.client().log_in("manager@ucla.edu", PASSWORD).await;
        let new = "new.manager@ucla.edu";
        let input = json!({ "newEmail": new, "currentPassword": PASSWORD });
        as_member.accept("changeEmail", input, "").await;
        let input = json!({ "token": server.token_for(new).await });
        server
            .client()
            .accept("confirmEmailChange", input, "")
            .await;
        let undo = server.token_for("manager@ucla.edu").await;
        let reset = json!({ "email": new });
        server
            .client()
            .accept("requestPasswordReset", reset.clone(), "note")
            .await;
        let link = server.token_for(new).await;
        server.advance(Duration::hours(1));
        server
            .client()
            .accept("requestPasswordReset", reset, "note")
            .await;
        server.background_finished().await;
        let sent = server.mail.emails_to(new).len();
        make(&server, "manager").await;
        for client in [manager, as_member] {
            assert!(client.me("id").await.is_null());
        }
        server.send_emails().await;
        let resets = server.mail.emails_to(new).len() - sent;
        assert_eq!(resets, 1, "only the notice is sent");
        let input = json!({ "token": link, "newPassword": "newSecurePass!" });
        let refused = server.client().refuse("resetPassword", input).await;
        assert_eq!(refused, ["TOKEN_INVALID token"]);
        let refused = server
            .client()
            .refuse("undoEmailChange", json!({ "token": undo }))
            .await;
        assert_eq!(refused, ["TOKEN_INVALID token"]);
    })
    .await;
}

#[tokio::test]
async fn administrators_who_may_change_administrators_get_an_email() {
    each_database(async |server| {
        server.admin("SUPERADMIN").await;
        server.admin("MANAGER").await;
        server.register_admin("ada", "SUPERADMIN").await;
        make(&server, "eve").await;
        let expected = ["ada@ucla.edu", "eve@ucla.edu", "superadmin@ucla.edu"];
        assert_eq!(recipients(&server).await, expected);
    })
    .await;
}

#[tokio::test]
async fn wrong_input_is_refused_and_an_address_of_someone_else_too() {
    each_database(async |server| {
        server.member("jo@ucla.edu").await;
        for (username, email, code) in [
            ("e", "eve@ucla.edu", "USERNAME_INVALID"),
            ("eve", "eve@example.com", "EMAIL_NOT_UCLA"),
            ("eve", "jo@ucla.edu", "EMAIL_TAKEN"),
        ] {
            let refused = break_glass(&server.app, input(username, email)).await;
            let error = refused.expect_err("a refusal").to_string();
            assert!(error.contains(code), "{error}");
        }
    })
    .await;
}
