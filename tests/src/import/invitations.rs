//! Accounts without a password: invited by an import or by an administrator.

use serde_json::json;

use super::import;
use crate::harness::{PASSWORD, credentials, each_database_with};

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
        let input = json!({ "email": "ma@ucla.edu", "role": "MENTOR", "firstName": "Ma" });
        let invite = async || {
            admin.accept("inviteUser", input.clone(), "").await;
            server.token_for("ma@ucla.edu").await
        };
        let (first, second) = (invite().await, invite().await);
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
        assert_eq!(
            admin.refuse("inviteUser", input).await,
            ["EMAIL_TAKEN email"]
        );
    })
    .await;
}
