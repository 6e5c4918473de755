//! Verifying an address that a stranger registered: only the owner of the mailbox gets the account.

use bruinbridge::auth::{Client as From, sessions};
use bruinbridge::entities::session::Kind;
use bruinbridge::work::{Work, Workflow};
use serde_json::{Value, json};

use crate::harness::{
    Client, MAIL, PASSWORD, Server, codes, credentials, each_database_with, names,
};

const JO: &str = "jo@ucla.edu";
const OWN: &str = "correct zebra battery";

/// Registers the address as a stranger, with the stranger's password. Returns the token that reaches the mailbox.
async fn registered_by_a_stranger(server: &Server) -> String {
    let input = credentials(JO, PASSWORD);
    server.client().accept("register", input, "note").await;
    server.token_for(JO).await
}

async fn look(server: &Server, token: &str) -> Value {
    let document = "query($token: String!) {
        emailVerification(token: $token) { email registeredAt alreadyVerified } }";
    let mut data = server
        .client()
        .run(document, json!({ "token": token }))
        .await;
    data["emailVerification"].take()
}

async fn verify(server: &Server, input: Value) -> Vec<String> {
    let fields = "email alreadyVerified";
    codes(&server.client().mutate("verifyEmail", input, fields).await)
}

async fn login(server: &Server, password: &str) -> Vec<String> {
    let input = credentials(JO, password);
    codes(&server.client().mutate("login", input, "token").await)
}

/// Opens a session of an unverified account, which an earlier version or a bug may have left.
async fn open_session(server: &Server) -> Client {
    let user = server.user(JO).await.expect("an account");
    let opened = Work::run(&server.app, None, Workflow::Plain, move |work| async move {
        let tx = work.begin().await?;
        let (_, token) = sessions::open(&tx, user.id, Kind::Member, &From::default()).await?;
        tx.commit(token).await
    });
    let token = opened.await.expect("a session");
    let client = server.client_with(token.expose());
    assert_eq!(client.me("email").await["email"], JO);
    client
}

#[tokio::test]
async fn the_owner_sees_the_registration_and_looking_changes_nothing() {
    each_database_with(MAIL, async |server| {
        let at = server.now();
        let token = registered_by_a_stranger(&server).await;
        server.advance(chrono::Duration::hours(1));
        server.forget_signals().await;
        let mut expected = json!({ "email": JO, "registeredAt": at, "alreadyVerified": false });
        assert_eq!(look(&server, &token).await, expected);
        assert_eq!(look(&server, &token).await, expected);
        assert!(server.signals().await.is_empty());
        assert!(!server.user(JO).await.expect("an account").is_verified);
        assert!(verify(&server, json!({ "token": token })).await.is_empty());
        expected["alreadyVerified"] = true.into();
        assert_eq!(look(&server, &token).await, expected);
        server.advance(chrono::Duration::hours(24));
        for token in ["", "x", &"A".repeat(43), &token] {
            assert_eq!(look(&server, token).await, Value::Null, "{token}");
        }
        let input = json!({ "email": JO });
        server
            .client()
            .accept("requestPasswordReset", input, "")
            .await;
        let reset = server.token_for(JO).await;
        assert_eq!(look(&server, &reset).await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_locks_the_stranger_out() {
    each_database_with(MAIL, async |server| {
        let token = registered_by_a_stranger(&server).await;
        let stranger = open_session(&server).await;
        let input = json!({ "email": JO });
        server
            .client()
            .accept("requestPasswordReset", input, "")
            .await;
        let reset = server.token_for(JO).await;
        server.forget_signals().await;

        let input = json!({ "token": token, "newPassword": OWN });
        assert!(verify(&server, input).await.is_empty());

        assert_eq!(stranger.me("id").await, Value::Null);
        assert_eq!(login(&server, PASSWORD).await, ["INVALID_CREDENTIALS"]);
        assert!(login(&server, OWN).await.is_empty());
        let input = json!({ "token": reset, "newPassword": PASSWORD });
        let refused = server.client().refuse("resetPassword", input).await;
        assert_eq!(refused, ["TOKEN_INVALID token"]);
        let emitted = server.signals().await;
        for name in [
            "user_password_set",
            "user_email_verified",
            "user_sessions_revoked",
        ] {
            assert!(names(&emitted).contains(&name), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_verifies_nothing_and_the_link_stays_valid() {
    each_database_with(MAIL, async |server| {
        let token = registered_by_a_stranger(&server).await;
        let long = "x".repeat(5000);
        for wrong in ["", "not this one", &long] {
            let input = json!({ "token": token, "password": wrong });
            assert_eq!(verify(&server, input).await, ["WRONG_PASSWORD password"]);
        }
        for (short, code) in [
            ("short", "PASSWORD_TOO_SHORT newPassword"),
            (JO, "PASSWORD_MATCHES_EMAIL newPassword"),
        ] {
            let input = json!({ "token": token, "newPassword": short });
            assert_eq!(verify(&server, input).await, [code]);
        }
        let both = json!({ "token": token, "password": PASSWORD, "newPassword": OWN });
        assert_eq!(
            server.client().fail("verifyEmail", both).await,
            "BAD_USER_INPUT"
        );
        assert_eq!(login(&server, PASSWORD).await, ["EMAIL_NOT_VERIFIED"]);
        let input = json!({ "token": token, "password": PASSWORD });
        assert!(verify(&server, input).await.is_empty());
        assert!(login(&server, PASSWORD).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_used_link_sets_no_password() {
    each_database_with(MAIL, async |server| {
        let first = registered_by_a_stranger(&server).await;
        let input = json!({ "email": JO });
        server
            .client()
            .accept("resendVerification", input, "")
            .await;
        let second = server.token_for(JO).await;
        assert!(verify(&server, json!({ "token": first })).await.is_empty());
        for token in [first, second] {
            let input = json!({ "token": token, "newPassword": OWN });
            assert_eq!(verify(&server, input).await, ["TOKEN_INVALID token"]);
            // Once the address is verified, the link reports it without the password.
            let input = json!({ "token": token, "password": "not this one" });
            let payload = server
                .client()
                .accept("verifyEmail", input, "alreadyVerified")
                .await;
            assert_eq!(payload["alreadyVerified"], true);
        }
        assert!(login(&server, PASSWORD).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn no_session_from_before_the_verification_stays_open() {
    each_database_with(MAIL, async |server| {
        let token = registered_by_a_stranger(&server).await;
        let stranger = open_session(&server).await;
        assert!(verify(&server, json!({ "token": token })).await.is_empty());
        assert_eq!(stranger.me("id").await, Value::Null);
        // A second click does not end sessions that were opened since.
        let jo = server.client().log_in(JO, PASSWORD).await;
        assert!(verify(&server, json!({ "token": token })).await.is_empty());
        assert_eq!(jo.me("email").await["email"], JO);
    })
    .await;
}

#[tokio::test]
async fn an_old_link_stays_invalid_after_an_administrator_revoked_the_verification() {
    each_database_with(MAIL, async |server| {
        let manager = server.admin("MANAGER").await;
        let used = registered_by_a_stranger(&server).await;
        let resend = async || {
            let input = json!({ "email": JO });
            server
                .client()
                .accept("resendVerification", input, "")
                .await;
            server.token_for(JO).await
        };
        let unused = resend().await;
        assert!(verify(&server, json!({ "token": used })).await.is_empty());
        let id = server.user(JO).await.expect("an account").id.to_string();
        let input = json!({ "id": id, "isVerified": false });
        manager.accept("updateUser", input, "").await;
        for token in [used, unused] {
            assert_eq!(look(&server, &token).await, Value::Null);
            for input in [
                json!({ "token": token }),
                json!({ "token": token, "password": PASSWORD }),
                json!({ "token": token, "newPassword": OWN }),
            ] {
                assert_eq!(verify(&server, input).await, ["TOKEN_INVALID token"]);
            }
        }
        assert_eq!(login(&server, PASSWORD).await, ["EMAIL_NOT_VERIFIED"]);
        let new = resend().await;
        assert!(verify(&server, json!({ "token": new })).await.is_empty());
        assert!(login(&server, PASSWORD).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_used_link_never_says_verified_of_an_account_that_is_not() {
    each_database_with(MAIL, async |server| {
        let token = registered_by_a_stranger(&server).await;
        assert!(verify(&server, json!({ "token": token })).await.is_empty());
        // This happens when an older backup of the accounts is restored.
        server.execute("UPDATE users SET is_verified = false").await;
        assert_eq!(look(&server, &token).await, Value::Null);
        let refused = verify(&server, json!({ "token": token })).await;
        assert_eq!(refused, ["TOKEN_INVALID token"]);
    })
    .await;
}

#[tokio::test]
async fn an_unused_link_is_invalidated_with_the_verification() {
    each_database_with(MAIL, async |server| {
        let manager = server.admin("MANAGER").await;
        let token = registered_by_a_stranger(&server).await;
        let id = server.user(JO).await.expect("an account").id.to_string();
        for is_verified in [true, false] {
            let input = json!({ "id": id, "isVerified": is_verified });
            manager.accept("updateUser", input, "").await;
        }
        assert_eq!(look(&server, &token).await, Value::Null);
        let refused = verify(&server, json!({ "token": token })).await;
        assert_eq!(refused, ["TOKEN_INVALID token"]);
        assert_eq!(login(&server, PASSWORD).await, ["EMAIL_NOT_VERIFIED"]);
    })
    .await;
}
