//! Codes that stand beside the links in emails.

use bruinbridge::entities::one_time_token;
use chrono::Duration;
use futures_util::future::join_all;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::harness::{
    Client, MAIL, PASSWORD, Server, codes, credentials, each_database, each_database_with,
};

const JO: &str = "jo@ucla.edu";
const NEW: &str = "newSecurePass!";
const INVALID: [&str; 1] = ["CODE_INVALID code"];

async fn register(server: &Server) -> String {
    let input = credentials(JO, PASSWORD);
    server.client().accept("register", input, "note").await;
    server.code_for(JO).await
}

async fn verify(server: &Server, email: &str, code: &str) -> Value {
    let input = json!({ "email": email, "code": code });
    let fields = "email alreadyVerified";
    server.client().mutate("verifyEmail", input, fields).await
}

async fn reset_code(server: &Server) -> String {
    let input = json!({ "email": JO });
    let request = "requestPasswordReset";
    server.client().accept(request, input, "note").await;
    server.code_for(JO).await
}

async fn reset(server: &Server, email: &str, code: &str) -> Vec<String> {
    let input = json!({ "email": email, "code": code, "newPassword": NEW });
    codes(&server.client().mutate("resetPassword", input, "").await)
}

/// Returns another code of the same form.
fn another(code: &str) -> String {
    let last = if code.ends_with('7') { '8' } else { '7' };
    format!("{}{last}", &code[..code.len() - 1])
}

#[tokio::test]
async fn the_code_in_the_email_verifies_the_address() {
    each_database_with(MAIL, async |server| {
        let code = register(&server).await;
        assert_eq!(code.len(), 6);
        let typed = format!(" {} {} ", &code[..3], &code[3..]);
        let payload = verify(&server, " JO@ucla.edu ", &typed).await;
        let expected = json!({ "email": JO, "alreadyVerified": false, "errors": [] });
        assert_eq!(payload, expected);
        server.client().log_in(JO, PASSWORD).await;
        // A second use says so, like a second click.
        let expected = json!({ "email": JO, "alreadyVerified": true, "errors": [] });
        assert_eq!(verify(&server, JO, &code).await, expected);
        server.advance(Duration::hours(24));
        assert_eq!(codes(&verify(&server, JO, &code).await), INVALID);
    })
    .await;
}

#[tokio::test]
async fn a_code_is_sent_with_a_password_like_a_token() {
    each_database_with(MAIL, async |server| {
        let code = register(&server).await;
        let client = server.client();
        let input = json!({ "email": JO, "code": code, "password": "wrong password" });
        let refused = client.refuse("verifyEmail", input).await;
        assert_eq!(refused, ["WRONG_PASSWORD password"]);
        let input = json!({ "email": JO, "code": code, "newPassword": "short" });
        let refused = client.refuse("verifyEmail", input).await;
        assert_eq!(refused, ["PASSWORD_TOO_SHORT newPassword"]);
        let input = json!({ "email": JO, "code": code, "newPassword": NEW });
        client.accept("verifyEmail", input, "email").await;
        client.log_in(JO, NEW).await;
    })
    .await;
}

#[tokio::test]
async fn the_code_of_a_reset_sets_the_password_however_it_is_typed() {
    each_database_with(MAIL, async |server| {
        server.member(JO).await;
        let code = reset_code(&server).await;
        assert_eq!(code.len(), 9);
        let typed = code
            .to_lowercase()
            .replace('-', " ")
            .replace('0', "o")
            .replace('1', "l");
        assert!(reset(&server, JO, &typed).await.is_empty());
        server.client().log_in(JO, NEW).await;
        assert_eq!(reset(&server, JO, &code).await, INVALID);
    })
    .await;
}

#[tokio::test]
async fn after_ten_wrong_codes_only_the_link_works_and_a_new_email_has_another_code() {
    each_database_with(MAIL, async |server| {
        server.member(JO).await;
        let code = reset_code(&server).await;
        let token = server.mail.token_for(JO);
        for _ in 0..9 {
            assert_eq!(reset(&server, JO, &another(&code)).await, INVALID);
        }
        // The tenth attempt may be right, but here it is not.
        assert_eq!(reset(&server, JO, &another(&code)).await, INVALID);
        assert_eq!(reset(&server, JO, &code).await, INVALID);
        let input = json!({ "token": token, "newPassword": NEW });
        server.client().accept("resetPassword", input, "").await;
        let newer = reset_code(&server).await;
        assert!(reset(&server, JO, &newer).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn wrong_codes_at_the_same_time_are_all_counted() {
    each_database_with(MAIL, async |server| {
        let code = register(&server).await;
        let wrong = another(&code);
        let tries = (0..12).map(|_| verify(&server, JO, &wrong));
        for payload in join_all(tries).await {
            assert_eq!(codes(&payload), INVALID);
        }
        assert_eq!(server.count("one_time_tokens WHERE attempts = 10").await, 1);
        assert_eq!(codes(&verify(&server, JO, &code).await), INVALID);
    })
    .await;
}

#[tokio::test]
async fn only_the_code_of_the_latest_email_works() {
    each_database_with(MAIL, async |server| {
        let first = register(&server).await;
        let token = server.mail.token_for(JO);
        let resend = json!({ "email": JO });
        server
            .client()
            .accept("resendVerification", resend, "note")
            .await;
        let second = server.code_for(JO).await;
        if first != second {
            assert_eq!(codes(&verify(&server, JO, &first).await), INVALID);
        }
        assert_eq!(codes(&verify(&server, JO, &second).await), [""; 0]);
        // Links of earlier emails go on.
        let input = json!({ "token": token });
        let payload = server
            .client()
            .accept("verifyEmail", input, "alreadyVerified")
            .await;
        assert_eq!(payload["alreadyVerified"], true);
    })
    .await;
}

#[tokio::test]
async fn a_code_is_for_one_address_and_one_purpose() {
    each_database_with(MAIL, async |server| {
        let code = register(&server).await;
        let input = credentials("bo@ucla.edu", PASSWORD);
        server.client().accept("register", input, "note").await;
        server.send_emails().await;
        assert_eq!(codes(&verify(&server, "bo@ucla.edu", &code).await), INVALID);
        assert_eq!(reset(&server, JO, &code).await, INVALID);
    })
    .await;
}

#[tokio::test]
async fn a_refused_code_is_the_same_for_every_address() {
    let settings = &[
        ("SEND_EMAILS", "true"),
        ("REGISTRATION_DISCLOSURE", "private"),
    ];
    each_database_with(settings, async |server| {
        server.register("bo@ucla.edu", "MENTEE").await;
        let input = credentials(JO, PASSWORD);
        server.client().accept("register", input, "note").await;
        server.deferred_finished().await;
        let code = server.code_for(JO).await;
        let unverified = verify(&server, JO, &another(&code)).await;
        assert_eq!(codes(&unverified), INVALID);
        for (email, code) in [
            ("bo@ucla.edu", "123456"),
            ("no@ucla.edu", "123456"),
            (JO, "12345"),
            (JO, ""),
        ] {
            assert_eq!(
                verify(&server, email, code).await,
                unverified,
                "{email} {code}"
            );
        }
        let address = codes(&verify(&server, "jo", "123456").await);
        assert_eq!(address, ["EMAIL_INVALID email"]);
    })
    .await;
}

#[tokio::test]
async fn a_client_sends_either_a_token_or_an_address_with_a_code() {
    each_database(async |server| {
        let client = server.client();
        for mutation in ["verifyEmail", "resetPassword"] {
            for mut input in [
                json!({}),
                json!({ "email": JO }),
                json!({ "code": "123456" }),
                json!({ "token": "x", "email": JO, "code": "123456" }),
            ] {
                if mutation == "resetPassword" {
                    input["newPassword"] = NEW.into();
                }
                assert_eq!(client.fail(mutation, input).await, "BAD_USER_INPUT");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn only_a_keyed_hash_of_the_code_is_stored() {
    each_database_with(MAIL, async |server| {
        let code = register(&server).await;
        let reader = server.app.db.reader();
        let rows = one_time_token::Entity::find()
            .all(reader)
            .await
            .expect("tokens");
        let stored = rows[0].code.as_ref().expect("a code");
        assert_eq!(stored.0.len(), 32);
        assert!(!format!("{rows:?}").contains(&code));
    })
    .await;
}

#[tokio::test]
async fn without_a_key_of_its_own_a_development_server_forgets_codes_but_not_links() {
    let settings = &[("SEND_EMAILS", "true"), ("SECRET_KEY", "")];
    each_database_with(settings, async |server| {
        let code = register(&server).await;
        let token = server.mail.token_for(JO);
        let restarted = server.sibling().await;
        assert_eq!(codes(&verify(&restarted, JO, &code).await), INVALID);
        let input = json!({ "token": token });
        restarted
            .client()
            .accept("verifyEmail", input, "email")
            .await;
    })
    .await;
    each_database_with(MAIL, async |server| {
        let code = register(&server).await;
        let restarted = server.sibling().await;
        assert_eq!(codes(&verify(&restarted, JO, &code).await), [""; 0]);
    })
    .await;
}

fn from(server: &Server, ip: &str) -> Client {
    let mut client = server.client();
    client.headers.push(("x-forwarded-for", ip.to_owned()));
    client
}

#[tokio::test]
async fn wrong_codes_for_an_address_are_limited_whoever_sends_them_and_whether_it_has_an_account() {
    let settings = &[
        ("SEND_EMAILS", "true"),
        ("RATE_LIMITS", "on"),
        ("TRUSTED_PROXIES", "127.0.0.1"),
        ("CODE_LIMIT_PER_ADDRESS", "2/hour"),
    ];
    each_database_with(settings, async |server| {
        let input = credentials(JO, PASSWORD);
        from(&server, "203.0.113.1")
            .accept("register", input, "note")
            .await;
        let code = server.code_for(JO).await;
        for email in [JO, "no@ucla.edu"] {
            let input = json!({ "email": email, "code": another(&code) });
            for client in ["203.0.113.2", "203.0.113.3"] {
                let client = from(&server, client);
                assert_eq!(client.refuse("verifyEmail", input.clone()).await, INVALID);
            }
            let client = from(&server, "203.0.113.4");
            assert_eq!(client.fail("verifyEmail", input).await, "RATE_LIMITED");
        }
        // A right code is not counted.
        server.advance(Duration::minutes(30));
        for _ in 0..3 {
            let input = json!({ "email": JO, "code": code });
            from(&server, "203.0.113.5")
                .accept("verifyEmail", input, "email")
                .await;
        }
    })
    .await;
}
