//! Limits on what is not a sign-in.

use chrono::Duration;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

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

/// Returns the proof of work for a challenge.
fn prove(email: &str, bits: u32, timestamp: i64) -> String {
    let is_proof = |proof: &String| {
        let text = format!("bruinbridge:register:{email}:{proof}");
        let digest = Sha256::digest(text);
        let start = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
        start.leading_zeros() >= bits
    };
    let mut proofs = (0..).map(|nonce: u64| format!("{timestamp}:{nonce}"));
    proofs.find(is_proof).expect("a proof")
}

#[tokio::test]
async fn after_many_registrations_a_client_needs_a_proof_of_work() {
    let settings = [
        ON,
        PROXY,
        ("REGISTRATION_PROOF_AFTER", "1/hour"),
        ("REGISTRATION_PROOF_BITS", "10"),
        ("REGISTRATION_LIMIT_PER_CLIENT", "4/hour"),
    ];
    each_database_with(&settings, async |server| {
        let client = at(&server, "203.0.113.1");
        let register = async |name: &str, proof: Option<&str>| {
            let email = format!("{name}@ucla.edu");
            let input = json!({ "email": email, "password": PASSWORD, "proofOfWork": proof });
            outcome(&client, "register", input).await
        };
        assert_eq!(register("a", None).await, "OK");
        let document = "mutation($input: RegisterInput!) { register(input: $input) { note } }";
        let input = json!({ "input": credentials("b@ucla.edu", PASSWORD) });
        let response = client.send(document, input).await;
        assert_eq!(response.status(), 429);
        let body: Value = response.json().await.expect("JSON");
        let extensions = &body["errors"][0]["extensions"];
        assert_eq!(extensions["code"], "PROOF_OF_WORK_REQUIRED");
        assert_eq!(extensions["bits"], 10);
        let timestamp = extensions["timestamp"].as_i64().expect("a time");
        let required = "PROOF_OF_WORK_REQUIRED";
        let proof = prove("b@ucla.edu", 10, timestamp);
        // For another address, too old, or too far ahead.
        assert_eq!(register("c", Some(&proof)).await, required);
        for timestamp in [timestamp - 601, timestamp + 601] {
            let proof = prove("b@ucla.edu", 10, timestamp);
            assert_eq!(register("b", Some(&proof)).await, required);
        }
        assert_eq!(register("b", Some("x")).await, required);
        assert_eq!(register("b", Some(&proof)).await, "OK");
        // It works once.
        assert_eq!(register("b", Some(&proof)).await, required);
        for name in ["d", "e"] {
            let proof = prove(&format!("{name}@ucla.edu"), 10, timestamp);
            assert_eq!(register(name, Some(&proof)).await, "OK");
        }
        let proof = prove("f@ucla.edu", 10, timestamp);
        assert_eq!(register("f", Some(&proof)).await, "RATE_LIMITED");
    })
    .await;
}

#[tokio::test]
async fn a_client_has_only_so_many_passwords_judged() {
    let settings = [ON, PROXY, ("PASSWORD_CHECK_LIMIT_PER_CLIENT", "2/minute")];
    each_database_with(&settings, async |server| {
        let client = at(&server, "203.0.113.1");
        let check = async |client: &_, password: &str| {
            outcome(client, "checkPassword", json!({ "password": password })).await
        };
        assert_eq!(check(&client, "another good one").await, "OK");
        assert_eq!(check(&client, "weapon01").await, "PASSWORD_TOO_COMMON");
        assert_eq!(check(&client, "another good one").await, "RATE_LIMITED");
        let other = at(&server, "203.0.113.2");
        assert_eq!(check(&other, "another good one").await, "OK");
        // The limit is only for the hint: whoever submits is judged.
        let input = credentials(JO, "weapon01");
        let outcome = outcome(&client, "register", input).await;
        assert_eq!(outcome, "PASSWORD_TOO_COMMON");
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
