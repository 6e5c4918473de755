//! Limits on what is not a sign-in.

use chrono::Duration;
use serde_json::json;

use super::{JO, ON, PROXY, at, outcome};
use crate::harness::{PASSWORD, credentials, each_database_with};

#[tokio::test]
async fn a_client_registers_only_so_many_accounts() {
    let settings = [ON, PROXY, ("REGISTRATION_LIMIT_PER_CLIENT", "3/hour")];
    each_database_with(&settings, async |server| {
        let client = at(&server, "203.0.113.1");
        let register = async |client: &_, name: &str| {
            let input = credentials(&format!("{name}@ucla.edu"), PASSWORD);
            outcome(client, "register", input).await
        };
        assert_eq!(register(&client, "a").await, "OK");
        assert_eq!(register(&client, "a").await, "EMAIL_TAKEN");
        assert_eq!(register(&client, "not an address").await, "EMAIL_INVALID");
        assert_eq!(register(&client, "b").await, "RATE_LIMITED");
        assert_eq!(register(&at(&server, "203.0.113.2"), "b").await, "OK");
        server.advance(Duration::minutes(20));
        assert_eq!(register(&client, "c").await, "OK");
        assert_eq!(register(&client, "d").await, "RATE_LIMITED");
    })
    .await;
}

#[tokio::test]
async fn a_client_requests_only_so_many_emails() {
    let settings = [ON, PROXY, ("EMAIL_REQUEST_LIMIT_PER_CLIENT", "2/minute")];
    each_database_with(&settings, async |server| {
        let client = at(&server, "203.0.113.1");
        let input = |name: &str| json!({ "email": format!("{name}@ucla.edu") });
        let codes = [
            outcome(&client, "requestPasswordReset", input("a")).await,
            outcome(&client, "resendVerification", input("b")).await,
            outcome(&client, "requestPasswordReset", input("c")).await,
            outcome(&client, "resendVerification", input("d")).await,
        ];
        assert_eq!(codes, ["OK", "OK", "RATE_LIMITED", "RATE_LIMITED"]);
        server.background_finished().await;
    })
    .await;
}

#[tokio::test]
async fn a_client_uses_only_so_many_invalid_links() {
    let settings = [ON, PROXY, ("LINK_LIMIT_PER_CLIENT", "2/minute")];
    each_database_with(&settings, async |server| {
        server.register(JO, "MENTEE").await;
        let client = at(&server, "203.0.113.1");
        let verify = json!({ "token": "x" });
        let reset = json!({ "token": "x", "newPassword": "another good one" });
        assert_eq!(
            outcome(&client, "verifyEmail", verify.clone()).await,
            "TOKEN_INVALID"
        );
        assert_eq!(
            outcome(&client, "resetPassword", reset.clone()).await,
            "TOKEN_INVALID"
        );
        assert_eq!(
            outcome(&client, "verifyEmail", verify).await,
            "RATE_LIMITED"
        );
        assert_eq!(
            outcome(&client, "resetPassword", reset).await,
            "RATE_LIMITED"
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_uses_a_session_guesses_the_password_only_a_few_times() {
    each_database_with(&[ON], async |server| {
        let jo = server.member(JO).await;
        let input = |current: &str| json!({ "currentPassword": current, "newPassword": "another good one" });
        for _ in 0..5 {
            assert_eq!(outcome(&jo, "changePassword", input("wrong")).await, "WRONG_PASSWORD");
        }
        assert_eq!(outcome(&jo, "changePassword", input(PASSWORD)).await, "RATE_LIMITED");
        server.advance(Duration::seconds(1));
        assert_eq!(outcome(&jo, "changePassword", input(PASSWORD)).await, "OK");
    })
    .await;
}

#[tokio::test]
async fn a_member_sends_only_so_many_messages() {
    let settings = [ON, ("MESSAGE_LIMIT_PER_ACCOUNT", "3/minute")];
    each_database_with(&settings, async |server| {
        let (jo, ma) = (server.member(JO).await, server.mentor("ma@ucla.edu").await);
        server.pair(&jo, &ma).await;
        let input = json!({ "body": "Hi" });
        for _ in 0..3 {
            assert_eq!(outcome(&jo, "sendMessage", input.clone()).await, "OK");
        }
        assert_eq!(
            outcome(&jo, "sendMessage", input.clone()).await,
            "RATE_LIMITED"
        );
        assert_eq!(outcome(&ma, "sendMessage", input).await, "OK");
    })
    .await;
}
