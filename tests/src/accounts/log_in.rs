//! Signing in.

use chrono::Duration;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{
    MAIL, PASSWORD, REAL_HASHES, Server, credentials, each_database, each_database_with,
};

const JO: &str = "jo@ucla.edu";
const FIELDS: &str = "token profileComplete session { id current } \
                      user { email isDeleted permanentDeletionDate lastLogin }";

async fn log_in(server: &Server, email: &str, password: &str) -> Value {
    let input = credentials(email, password);
    server.client().mutate("login", input, FIELDS).await
}

fn refusal(payload: &Value) -> &str {
    assert_eq!(payload["token"], Value::Null);
    assert_eq!(payload["user"], Value::Null);
    payload["errors"][0]["code"].as_str().expect("a code")
}

#[tokio::test]
async fn the_right_password_opens_a_session() {
    each_database(async |server| {
        server.register(JO, "MENTEE").await;
        let payload = log_in(&server, " Jo@UCLA.edu", PASSWORD).await;
        assert_eq!(payload["errors"], json!([]));
        assert_eq!(payload["profileComplete"], false);
        assert_eq!(payload["session"]["current"], true);
        let user = json!({
            "email": JO, "isDeleted": false, "permanentDeletionDate": null,
            "lastLogin": server.now(),
        });
        assert_eq!(payload["user"], user);
        let token = payload["token"].as_str().expect("a token");
        assert_eq!(token.len(), 43, "32 bytes in base64url");
        assert_eq!(server.client_with(token).me("email").await["email"], JO);
    })
    .await;
}

#[tokio::test]
async fn a_browser_gets_the_token_as_a_cookie_that_pages_cannot_read() {
    each_database(async |server| {
        server.register(JO, "MENTEE").await;
        let document = "mutation($input: LoginInput!) { login(input: $input) { token } }";
        let variables = json!({ "input": credentials(JO, PASSWORD) });
        let response = server.client().send(document, variables).await;
        let cookie = response.headers()["set-cookie"]
            .to_str()
            .expect("text")
            .to_owned();
        let response: Value = response.json().await.expect("JSON");
        let token = response["data"]["login"]["token"]
            .as_str()
            .expect("a token");
        let expected =
            format!("bruinbridge_session={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000");
        assert_eq!(cookie, expected);
    })
    .await;
}

/// Creates an account in every state that affects sign-in.
async fn accounts_in_every_state(server: &Server) {
    let unverified = credentials("unverified@ucla.edu", PASSWORD);
    server.client().accept("register", unverified, "note").await;
    server.member("inactive@ucla.edu").await;
    let leaving = server.member("leaving@ucla.edu").await;
    let expired = server.member("expired@ucla.edu").await;
    server
        .execute("UPDATE users SET is_active = false WHERE email = 'inactive@ucla.edu'")
        .await;
    let input = json!({ "confirmation": "expired@ucla.edu" });
    expired
        .accept("requestAccountDeletion", input, "note")
        .await;
    server.advance(Duration::hours(2));
    let input = json!({ "confirmation": "leaving@ucla.edu" });
    leaving
        .accept("requestAccountDeletion", input, "note")
        .await;
}

const STATES: [&str; 4] = [
    "unverified@ucla.edu",
    "inactive@ucla.edu",
    "leaving@ucla.edu",
    "expired@ucla.edu",
];

#[tokio::test]
async fn nothing_about_an_account_is_revealed_before_the_right_password() {
    each_database_with(MAIL, async |server| {
        accounts_in_every_state(&server).await;
        server.member(JO).await;
        let unknown = log_in(&server, "unknown@ucla.edu", "wrong password").await;
        assert_eq!(refusal(&unknown), "INVALID_CREDENTIALS");
        assert_eq!(unknown["errors"][0]["status"], 401);
        let strange = [JO, "", "no address", "jo@gmail.com", "jo+x@ucla.edu"];
        let long = "x".repeat(5000);
        for email in STATES.into_iter().chain(strange) {
            for password in ["wrong password", "", &long] {
                let response = log_in(&server, email, password).await;
                assert_eq!(response, unknown, "{email}");
            }
        }
        assert!(server.user("expired@ucla.edu").await.is_some());
    })
    .await;
}

#[tokio::test]
async fn each_state_is_reported_after_the_right_password() {
    each_database_with(MAIL, async |server| {
        accounts_in_every_state(&server).await;
        let responses = join_all(STATES.map(|email| log_in(&server, email, PASSWORD))).await;
        let refused_with = |number: usize| {
            let error = &responses[number]["errors"][0];
            (
                refusal(&responses[number]).to_owned(),
                error["status"].clone(),
            )
        };
        assert_eq!(
            refused_with(0),
            ("EMAIL_NOT_VERIFIED".to_owned(), json!(403))
        );
        assert_eq!(refused_with(1), ("ACCOUNT_INACTIVE".to_owned(), json!(403)));
        assert_eq!(responses[2]["errors"], json!([]));
        assert_eq!(responses[2]["user"]["isDeleted"], true);
        let date = server.at(Duration::hours(1));
        assert_eq!(responses[2]["user"]["permanentDeletionDate"], date);
        assert_eq!(refused_with(3), ("ACCOUNT_GONE".to_owned(), json!(404)));
    })
    .await;
}

#[tokio::test]
async fn a_login_after_the_grace_period_deletes_the_account() {
    each_database_with(MAIL, async |server| {
        accounts_in_every_state(&server).await;
        log_in(&server, "expired@ucla.edu", PASSWORD).await;
        assert!(server.user("expired@ucla.edu").await.is_none());
        let again = log_in(&server, "expired@ucla.edu", PASSWORD).await;
        assert_eq!(refusal(&again), "INVALID_CREDENTIALS");
    })
    .await;
}

#[tokio::test]
async fn an_unknown_account_also_costs_a_hash() {
    each_database(async |server| {
        server.register(JO, "MENTEE").await;
        server.app.hasher.stop();
        for email in [JO, "unknown@ucla.edu", "no address"] {
            let failed = server
                .client()
                .fail("login", credentials(email, PASSWORD))
                .await;
            assert_eq!(failed, "INTERNAL", "{email}");
            let input = credentials(email, PASSWORD);
            let mutation = "cancelAccountDeletionWithCredentials";
            assert_eq!(
                server.client().fail(mutation, input).await,
                "INTERNAL",
                "{email}"
            );
            let input = json!({ "username": email, "password": PASSWORD });
            assert_eq!(
                server.client().fail("loginAdmin", input).await,
                "INTERNAL",
                "{email}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_hash_with_older_parameters_is_renewed() {
    each_database_with(REAL_HASHES, async |server| {
        server.register(JO, "MENTEE").await;
        // "secret123" with 64 KiB and one pass.
        let outdated = "$argon2id$v=19$m=64,t=1,p=1$7wzRCCktxTnPijG/uU7uOg\
                        $fXZDNDNV1Okfw6Xf/rPhWX2GP9rPdheel0LoZlt9AX4";
        server
            .execute(&format!("UPDATE users SET password = '{outdated}'"))
            .await;
        assert_eq!(
            refusal(&log_in(&server, JO, "wrong password").await),
            "INVALID_CREDENTIALS"
        );
        assert_eq!(
            server.user(JO).await.expect("an account").password.0,
            outdated
        );
        server.client().log_in(JO, PASSWORD).await;
        let renewed = server.user(JO).await.expect("an account").password.0;
        assert!(
            renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{renewed}"
        );
        server.client().log_in(JO, PASSWORD).await;
        assert_eq!(
            server.user(JO).await.expect("an account").password.0,
            renewed
        );
    })
    .await;
}

#[tokio::test]
async fn the_server_is_busy_when_the_queue_is_full() {
    let settings = &[("HASH_THREADS", "1"), ("HASH_QUEUE", "1")];
    each_database_with(settings, async |server| {
        server.register(JO, "MENTEE").await;
        let document = "mutation($input: LoginInput!) { login(input: $input) { token } }";
        let input = json!({ "input": credentials(JO, PASSWORD) });
        let client = server.client();
        let responses = join_all((0..10).map(|_| client.try_run(document, input.clone()))).await;
        let is_busy = |response: &&Value| {
            response["errors"][0]["extensions"]
                == json!({ "code": "BUSY", "status": 503, "retryAfter": 5 })
        };
        let is_open = |response: &&Value| response["data"]["login"]["token"].is_string();
        let (busy, open) = (
            responses.iter().filter(is_busy).count(),
            responses.iter().filter(is_open).count(),
        );
        assert!(busy > 0 && open > 0 && busy + open == 10, "{responses:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_session_of_the_old_password_survives_a_change() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let client = server.client();
        let logins = (0..10).map(|_| async {
            let payload = client
                .mutate("login", credentials(JO, PASSWORD), "token")
                .await;
            payload["token"].as_str().map(str::to_owned)
        });
        let input = json!({ "currentPassword": PASSWORD, "newPassword": "newSecurePass!" });
        let change = jo.accept("changePassword", input, "");
        let (tokens, _) = tokio::join!(join_all(logins), change);
        for token in tokens.into_iter().flatten() {
            assert_eq!(server.client_with(&token).me("id").await, Value::Null);
        }
        assert_eq!(jo.me("email").await["email"], JO);
        assert_eq!(server.count("sessions").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_account_older_than_the_rule_against_routing_can_still_sign_in() {
    each_database_with(MAIL, async |server| {
        const KAY: &str = "kay%evil.example@ucla.edu";
        server.member("kay@ucla.edu").await;
        let statement = format!("UPDATE users SET email = '{KAY}', base_email = '{KAY}'");
        server.execute(&statement).await;
        let kay = server.client().log_in(KAY, PASSWORD).await;
        assert_eq!(kay.me("email").await["email"], KAY);
        let input = json!({ "email": KAY });
        server
            .client()
            .accept("requestPasswordReset", input.clone(), "")
            .await;
        let input_of_reset =
            json!({ "token": server.token_for(KAY).await, "newPassword": PASSWORD });
        server
            .client()
            .accept("resetPassword", input_of_reset, "")
            .await;
        // But such an address can no longer be verified.
        let refused = server.client().refuse("resendVerification", input).await;
        assert_eq!(refused, ["EMAIL_INVALID email"]);
    })
    .await;
}

#[tokio::test]
async fn invisible_characters_around_an_address_are_dropped_wherever_one_is_typed() {
    each_database(async |server| {
        let around = |address: &str| format!("\u{202A}\u{200B}{address}\u{FEFF} \u{202C}");
        let jo = around("Jo@ucla.edu");
        let client = server.client();
        client
            .accept("register", credentials(&jo, PASSWORD), "")
            .await;
        assert!(server.user("jo@ucla.edu").await.is_some());
        let taken = client.refuse("register", credentials(&jo, PASSWORD)).await;
        assert_eq!(taken, ["EMAIL_TAKEN email"]);
        let member = client.log_in(&jo, PASSWORD).await;
        for command in ["requestPasswordReset", "resendVerification"] {
            client.accept(command, json!({ "email": jo }), "").await;
        }
        let ma = server.mentor("ma@ucla.edu").await;
        ma.accept("addMentee", json!({ "menteeEmail": jo }), "")
            .await;
        ma.accept("removeMentee", json!({ "menteeEmail": jo }), "")
            .await;
        let mentor = json!({ "mentorEmail": around("ma@ucla.edu") });
        member.accept("blacklistMentor", mentor.clone(), "").await;
        member.accept("unblacklistMentor", mentor, "").await;
        let admin = server.admin("SUPERADMIN").await;
        let document = "query($email: String) { user(email: $email) { email } }";
        let found = admin.run(document, json!({ "email": jo })).await;
        assert_eq!(found["user"]["email"], "jo@ucla.edu");
        let document =
            "query($text: String) { users(filter: { search: $text }) { nodes { email } } }";
        let found = admin.run(document, json!({ "text": jo })).await;
        assert_eq!(found["users"]["nodes"], json!([{ "email": "jo@ucla.edu" }]));
        let new = json!({
            "username": around("Dean"), "email": around("dean@ucla.edu"), "password": PASSWORD,
            "roleName": around("MANAGER"),
        });
        admin.accept("registerAdmin", new, "").await;
        for username in ["dean", "dean@ucla.edu"] {
            let input = json!({ "username": around(username), "password": PASSWORD });
            client.accept("loginAdmin", input, "token").await;
        }
        let confirmation = json!({ "confirmation": around("jo@ucla.edu") });
        member
            .accept("requestAccountDeletion", confirmation, "")
            .await;
        let command = "cancelAccountDeletionWithCredentials";
        client.accept(command, credentials(&jo, PASSWORD), "").await;
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_runs_four_statements() {
    each_database(async |server| {
        server.member(JO).await;
        let log_in = async || {
            let input = credentials(JO, PASSWORD);
            let payload = server.client().mutate("login", input, "token").await;
            assert!(payload["token"].is_string(), "{payload}");
        };
        // The client is new to the account once a day.
        log_in().await;
        let before = server.statements();
        log_in().await;
        // They read the account, lock it and store the time, store the session, and store the signals.
        assert_eq!(server.statements() - before, 4);
    })
    .await;
}
