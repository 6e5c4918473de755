//! Accounts without a password: invited by an import or by an administrator.

use bruinbridge::entities::user::Role;
use bruinbridge::lifecycle::unverified::purge_unverified;
use chrono::Duration;
use serde_json::json;

use super::import;
use crate::harness::{Client, PASSWORD, Server, credentials, each_database_with};
use crate::hooks::endpoint::{Endpoint, Reply};

const EMAILS: &[(&str, &str)] = &[("SEND_EMAILS", "true")];

#[tokio::test]
async fn an_imported_account_without_a_password_is_invited() {
    each_database_with(EMAILS, async |server| {
        let table = "email,is_verified,date_joined\nma@ucla.edu,true,2024-01-01\n";
        import(&server, table.as_bytes()).await;
        let guess = credentials("ma@ucla.edu", "!");
        let refused = server.client().refuse("login", guess).await;
        assert_eq!(refused, ["INVALID_CREDENTIALS"]);
        let token = server.token_for("ma@ucla.edu").await;
        let input = json!({ "token": token, "newPassword": PASSWORD });
        server
            .client()
            .accept("resetPassword", input, "errors { code }")
            .await;
        server.client().log_in("ma@ucla.edu", PASSWORD).await;
    })
    .await;
}

#[tokio::test]
async fn an_administrator_invites_and_only_the_latest_link_works_once() {
    each_database_with(EMAILS, async |server| {
        let admin = server.admin("MANAGER").await;
        let first = invite(&server, &admin).await;
        let second = invite(&server, &admin).await;
        let with = |token: &str| json!({ "token": token, "newPassword": PASSWORD });
        let client = server.client();
        let refused = client.refuse("resetPassword", with(&first)).await;
        assert_eq!(refused, ["TOKEN_INVALID token"]);
        client
            .accept("resetPassword", with(&second), "errors { code }")
            .await;
        let refused = client.refuse("resetPassword", with(&second)).await;
        assert_eq!(refused, ["TOKEN_INVALID token"]);
        let user = server.user("ma@ucla.edu").await.expect("a user");
        assert!(user.is_verified);
        server.client().log_in("ma@ucla.edu", PASSWORD).await;
        let input = json!({ "email": "ma@ucla.edu", "role": "MENTOR" });
        assert_eq!(
            admin.refuse("inviteUser", input).await,
            ["EMAIL_TAKEN email"]
        );
    })
    .await;
}

/// Invites a mentor, and returns the token of the link.
async fn invite(server: &Server, admin: &Client) -> String {
    let input = json!({ "email": "ma@ucla.edu", "role": "MENTOR", "firstName": "Ma" });
    admin.accept("inviteUser", input, "").await;
    server.token_for("ma@ucla.edu").await
}

#[tokio::test]
async fn an_account_is_kept_for_the_invited_as_long_as_the_link_is_valid() {
    each_database_with(EMAILS, async |server| {
        let admin = server.admin("MANAGER").await;
        let id = async || server.user("ma@ucla.edu").await.map(|user| user.id);
        invite(&server, &admin).await;
        let invited = id().await;
        server.advance(Duration::days(6));
        let admin = server.admin("SUPERADMIN").await;
        let token = invite(&server, &admin).await;
        // Later than an unverified account is kept otherwise, or than its address is.
        server.advance(Duration::days(2));
        assert_eq!(purge_unverified(&server.app, 10).await.expect("a round"), 0);
        let stranger = credentials("ma@ucla.edu", "a stranger's password");
        let refused = server.client().refuse("register", stranger).await;
        assert_eq!(refused, ["EMAIL_TAKEN email"]);
        assert_eq!(id().await, invited);
        let input = json!({ "token": token, "newPassword": PASSWORD });
        server.client().accept("resetPassword", input, "").await;
        server.client().log_in("ma@ucla.edu", PASSWORD).await;
    })
    .await;
}

#[tokio::test]
async fn an_invitation_that_nobody_follows_ends_with_its_link() {
    each_database_with(EMAILS, async |server| {
        let admin = server.admin("MANAGER").await;
        invite(&server, &admin).await;
        server.advance(Duration::days(7) + Duration::minutes(1));
        assert_eq!(purge_unverified(&server.app, 10).await.expect("a round"), 1);
        assert!(server.user("ma@ucla.edu").await.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_forgotten_invitation_is_followed_by_a_reset() {
    each_database_with(EMAILS, async |server| {
        let admin = server.admin("MANAGER").await;
        let invitation = invite(&server, &admin).await;
        let input = json!({ "email": "ma@ucla.edu" });
        server
            .client()
            .accept("requestPasswordReset", input, "")
            .await;
        let with = |token: &str| json!({ "token": token, "newPassword": PASSWORD });
        let reset = server.token_for("ma@ucla.edu").await;
        server
            .client()
            .accept("resetPassword", with(&reset), "")
            .await;
        server.client().log_in("ma@ucla.edu", PASSWORD).await;
        let refused = server
            .client()
            .refuse("resetPassword", with(&invitation))
            .await;
        assert_eq!(refused, ["TOKEN_INVALID token"]);
    })
    .await;
}

#[tokio::test]
async fn hooks_are_asked_about_an_invited_account() {
    each_database_with(EMAILS, async |server| {
        let endpoint = Endpoint::open(Reply::Json(
            |_| json!({ "allow": true, "data": { "role": "MENTEE", "lastName": "Bruin" } }),
        ))
        .await;
        let admin = server.admin("SUPERADMIN").await;
        endpoint
            .hook(&admin, &["USER_PRE_CREATE"], "FAIL_CLOSED")
            .await;
        invite(&server, &admin).await;
        let asked = endpoint.posts().first().expect("a request").json();
        assert_eq!(asked["data"]["firstName"], "Ma");
        assert_eq!(asked["data"]["role"], "MENTOR");
        let user = server.user("ma@ucla.edu").await.expect("a user");
        assert_eq!(
            (user.role, user.last_name.as_str()),
            (Role::Mentee, "Bruin")
        );
        // Another invitation creates nothing.
        invite(&server, &admin).await;
        assert_eq!(endpoint.posts().len(), 1);
    })
    .await;
}
