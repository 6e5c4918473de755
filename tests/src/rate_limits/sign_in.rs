//! Guessing passwords.

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::json;

use super::{JO, ON, PROXY, at, outcome, sign_in};
use crate::harness::{Client, PASSWORD, Server, credentials, each_database_with};

/// Fails to sign in to an account, once from each of several addresses.
async fn attack(server: &Server, email: &str, addresses: std::ops::Range<u8>) -> Vec<String> {
    let mut codes = Vec::new();
    for number in addresses {
        let stranger = at(server, &format!("198.51.100.{number}"));
        codes.push(sign_in(&stranger, email, "wrong").await);
    }
    codes
}

/// Returns an address of a stranger whom an attack on the account keeps out now, even with the right password: one that
/// is outside its window.
async fn kept_out(server: &Server, email: &str) -> String {
    for number in 1..=60 {
        let address = format!("192.0.2.{number}");
        if sign_in(&at(server, &address), email, PASSWORD).await == "RATE_LIMITED" {
            return address;
        }
    }
    panic!("nobody is kept out")
}

/// Signs in, and returns a client that sends the device cookie but no session.
async fn known_device(client: &Client, email: &str) -> Client {
    let response = client
        .send(
            "mutation($input: LoginInput!) { login(input: $input) { errors { code } } }",
            json!({ "input": credentials(email, PASSWORD) }),
        )
        .await;
    let cookies = response.headers().get_all("set-cookie").iter();
    let device = cookies
        .filter_map(|cookie| cookie.to_str().ok())
        .find_map(|cookie| cookie.strip_prefix("bruinbridge_device="))
        .expect("a device cookie");
    assert!(device.contains("HttpOnly") && device.contains("SameSite=Lax"));
    let value = device.split(';').next().expect("a value");
    let mut known = client.clone();
    known
        .headers
        .push(("cookie", format!("bruinbridge_device={value}")));
    known
}

#[tokio::test]
async fn guesses_of_one_client_are_slowed_down_more_and_more() {
    each_database_with(&[ON], async |server| {
        server.member(JO).await;
        let client = server.client();
        // Each aliased mutation counts.
        let guesses = r#"mutation {
            a: login(input: { email: "jo@ucla.edu", password: "1" }) { errors { code } }
            b: login(input: { email: "JO@ucla.edu ", password: "2" }) { errors { code } }
            c: login(input: { email: "\u200Bjo@ucla.edu", password: "3" }) { errors { code } }
            d: login(input: { email: "jo@ucla.edu\u2060\u200B", password: "4" }) { errors { code } }
            e: login(input: { email: "jo@ucla.edu", password: "5" }) { errors { code } }
        }"#;
        client.run(guesses, json!({})).await;
        let login = "mutation($input: LoginInput!) { login(input: $input) { errors { code } } }";
        let input = json!({ "input": credentials(JO, PASSWORD) });
        let refused = client.send(login, input).await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.headers()["retry-after"], "1");
        let body: serde_json::Value = refused.json().await.expect("JSON");
        assert_eq!(
            body["errors"][0],
            json!({
                "message": "Too many attempts. Try again in 1 second.",
                "locations": [{ "line": 1, "column": 33 }],
                "path": ["login"],
                "extensions": { "code": "RATE_LIMITED", "status": 429, "retryAfter": 1 },
            })
        );
        for seconds in [1, 2, 4, 8] {
            assert_eq!(sign_in(&client, JO, "wrong").await, "RATE_LIMITED");
            server.advance(Duration::seconds(seconds));
            assert_eq!(sign_in(&client, JO, "wrong").await, "INVALID_CREDENTIALS");
        }
        // The same for an administrator's sign-in and for other commands with credentials.
        let input = json!({ "username": JO, "password": "wrong" });
        assert_eq!(outcome(&client, "loginAdmin", input).await, "RATE_LIMITED");
        let command = "cancelAccountDeletionWithCredentials";
        let input = credentials(JO, "wrong");
        assert_eq!(client.fail(command, input).await, "RATE_LIMITED");
        server.advance(Duration::seconds(16));
        assert_eq!(sign_in(&client, JO, PASSWORD).await, "OK");
        // A success clears the count.
        assert_eq!(sign_in(&client, JO, "wrong").await, "INVALID_CREDENTIALS");
        assert_eq!(sign_in(&client, JO, PASSWORD).await, "OK");
    })
    .await;
}

#[tokio::test]
async fn refused_guesses_leave_nothing_in_the_log_and_are_alike() {
    each_database_with(&[ON], async |server| {
        server.member(JO).await;
        let client = server.client();
        for email in [JO, "nobody@ucla.edu"] {
            for _ in 0..5 {
                assert_eq!(
                    sign_in(&client, email, "wrong").await,
                    "INVALID_CREDENTIALS"
                );
            }
        }
        server.forget_signals().await;
        for email in [JO, "nobody@ucla.edu"] {
            assert_eq!(sign_in(&client, email, PASSWORD).await, "RATE_LIMITED");
        }
        assert!(server.signals().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn strangers_do_not_slow_down_a_known_device_or_network() {
    each_database_with(&[ON, PROXY], async |server| {
        server.register(JO, "MENTEE").await;
        let home = at(&server, "203.0.113.1");
        let device = known_device(&home, JO).await;
        attack(&server, JO, 0..30).await;
        kept_out(&server, JO).await;
        // Without its cookie, but in the network of an open session.
        assert_eq!(sign_in(&home, JO, PASSWORD).await, "OK");
        // With its cookie, in a network from which someone else keeps guessing.
        let mut moved = device.clone();
        moved.headers[0].1 = "198.51.100.0".to_owned();
        for _ in 0..8 {
            attack(&server, JO, 0..1).await;
        }
        assert_eq!(sign_in(&moved, JO, PASSWORD).await, "OK");
        // A device's own failures count for it alone.
        for _ in 0..5 {
            assert_eq!(sign_in(&moved, JO, "wrong").await, "INVALID_CREDENTIALS");
        }
        assert_eq!(sign_in(&moved, JO, PASSWORD).await, "RATE_LIMITED");
        assert_eq!(sign_in(&home, JO, PASSWORD).await, "OK");
    })
    .await;
}

#[tokio::test]
async fn a_device_cookie_is_for_one_account_and_one_password() {
    each_database_with(&[ON, PROXY], async |server| {
        server.register(JO, "MENTEE").await;
        server.register("al@ucla.edu", "MENTEE").await;
        let home = at(&server, "203.0.113.1");
        let device = known_device(&home, JO).await;
        attack(&server, "al@ucla.edu", 0..30).await;
        attack(&server, JO, 0..30).await;
        let mut device_elsewhere = device.clone();
        device_elsewhere.headers[0].1 = kept_out(&server, "al@ucla.edu").await;
        let al = sign_in(&device_elsewhere, "al@ucla.edu", PASSWORD).await;
        assert_eq!(al, "RATE_LIMITED");
        device_elsewhere.headers[0].1 = kept_out(&server, JO).await;
        let mut forged = device_elsewhere.clone();
        forged.headers[1].1.replace_range(30..31, "A");
        forged.headers[1].1.replace_range(31..32, "b");
        assert_eq!(sign_in(&forged, JO, PASSWORD).await, "RATE_LIMITED");
        assert_eq!(sign_in(&device_elsewhere, JO, PASSWORD).await, "OK");
        let jo = home.log_in(JO, PASSWORD).await;
        let document = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { errors { code } } }";
        let input = json!({ "currentPassword": PASSWORD, "newPassword": "another good one" });
        let response = jo.send(document, json!({ "input": input })).await;
        let cookies = response.headers().get_all("set-cookie").iter();
        let mut cookies = cookies.filter_map(|cookie| cookie.to_str().ok());
        assert!(cookies.any(|cookie| cookie.starts_with("bruinbridge_device=")));
        let late = sign_in(&device_elsewhere, JO, "another good one").await;
        assert_eq!(late, "RATE_LIMITED");
    })
    .await;
}

/// Returns after how many seconds a sign-in may be tried again; 0 if it succeeded.
async fn retry_after(client: &Client) -> i64 {
    let document = "mutation($input: LoginInput!) { login(input: $input) { errors { code } } }";
    let input = json!({ "input": credentials(JO, PASSWORD) });
    let response = client.try_run(document, input).await;
    let retry_after = response["errors"][0]["extensions"]["retryAfter"].as_i64();
    retry_after.unwrap_or_else(|| {
        assert_eq!(response["data"]["login"]["errors"], json!([]));
        0
    })
}

#[tokio::test]
async fn no_attack_keeps_an_owner_out_for_more_than_a_quarter_of_an_hour() {
    each_database_with(&[ON, PROXY], async |server| {
        server.register(JO, "MENTEE").await;
        for address in ["203.0.113.1", "2001:db8::1", "192.0.2.77"] {
            let owner = at(&server, address);
            attack(&server, JO, 0..40).await;
            let mut waited = 0;
            loop {
                let wait = retry_after(&owner).await;
                if wait == 0 {
                    break;
                }
                // The attack takes every attempt that becomes possible meanwhile.
                for _ in 0..4 {
                    server.advance(Duration::seconds(wait) / 4);
                    attack(&server, JO, 40..60).await;
                }
                server.advance(Duration::seconds(1));
                waited += wait + 1;
                assert!(waited <= 901, "{waited}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_administrator_is_one_account_under_both_names() {
    each_database_with(&[ON], async |server| {
        server.register_admin("dean", "AUDITOR").await;
        let client = server.client();
        for name in ["dean", "DEAN", "dean@ucla.edu", "dean", "dean@ucla.edu"] {
            let input = json!({ "username": name, "password": "wrong" });
            let code = outcome(&client, "loginAdmin", input).await;
            assert_eq!(code, "INVALID_CREDENTIALS");
        }
        let input = json!({ "username": "dean", "password": PASSWORD });
        assert_eq!(outcome(&client, "loginAdmin", input).await, "RATE_LIMITED");
    })
    .await;
}

#[tokio::test]
async fn no_header_frees_a_client_from_its_limits() {
    let settings = [ON, PROXY, ("SIGN_IN_LIMIT_PER_CLIENT", "3/hour")];
    each_database_with(&settings, async |server| {
        // What a proxy makes of bytes that a client sent, of ports, and of nothing.
        for (number, forwarded) in [
            "\u{ff}, 203.0.113.7",
            "203.0.113.8:4711",
            "[2001:db8::7]:1",
            "x",
        ]
        .into_iter()
        .enumerate()
        {
            let client = at(&server, forwarded);
            for attempt in 0..3 {
                let email = format!("a{attempt}-{number}@ucla.edu");
                assert_eq!(
                    sign_in(&client, &email, "wrong").await,
                    "INVALID_CREDENTIALS"
                );
            }
            let code = sign_in(&client, "b@ucla.edu", "wrong").await;
            assert_eq!(code, "RATE_LIMITED", "{forwarded}");
        }
        // The address is read, however it is written.
        let plain = at(&server, "203.0.113.8");
        assert_eq!(sign_in(&plain, "c@ucla.edu", "wrong").await, "RATE_LIMITED");
    })
    .await;
}

#[tokio::test]
async fn even_correct_sign_ins_of_one_client_have_a_rate() {
    let settings = [ON, ("SIGN_IN_LIMIT_PER_CLIENT_AND_ACCOUNT", "3/minute")];
    each_database_with(&settings, async |server| {
        server.register(JO, "MENTEE").await;
        let client = server.client();
        for _ in 0..3 {
            assert_eq!(sign_in(&client, JO, PASSWORD).await, "OK");
        }
        assert_eq!(sign_in(&client, JO, PASSWORD).await, "RATE_LIMITED");
        server.advance(Duration::seconds(20));
        assert_eq!(sign_in(&client, JO, PASSWORD).await, "OK");
    })
    .await;
}

#[tokio::test]
async fn a_client_that_fails_at_many_accounts_is_refused_at_all_of_them() {
    let settings = [ON, PROXY, ("SIGN_IN_LIMIT_PER_CLIENT", "10/hour")];
    each_database_with(&settings, async |server| {
        server.register(JO, "MENTEE").await;
        let sprayer = at(&server, "2001:db8:1:2::1");
        // Successes do not count.
        for _ in 0..12 {
            assert_eq!(sign_in(&sprayer, JO, PASSWORD).await, "OK");
        }
        for number in 0..10 {
            let email = format!("person{number}@ucla.edu");
            assert_eq!(
                sign_in(&sprayer, &email, "wrong").await,
                "INVALID_CREDENTIALS"
            );
        }
        // An IPv6 network is one client.
        let same_network = at(&server, "2001:db8:1:2:ffff::9");
        assert_eq!(
            sign_in(&same_network, "al@ucla.edu", "wrong").await,
            "RATE_LIMITED"
        );
        let other_network = at(&server, "2001:db8:1:3::1");
        assert_eq!(sign_in(&other_network, JO, PASSWORD).await, "OK");
        server.advance(Duration::minutes(6));
        assert_eq!(
            sign_in(&sprayer, "al@ucla.edu", "wrong").await,
            "INVALID_CREDENTIALS"
        );
    })
    .await;
}

#[tokio::test]
async fn without_rate_limits_nothing_is_refused() {
    each_database_with(&[("RATE_LIMITS", "off")], async |server| {
        server.member(JO).await;
        for _ in 0..30 {
            assert_eq!(
                sign_in(&server.client(), JO, "wrong").await,
                "INVALID_CREDENTIALS"
            );
        }
    })
    .await;
}
