//! Suspicious activity: which rules notice it, and that whoever is noticed does not learn it.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::{Client, LoggedSignal, PASSWORD, Server, credentials, each_database_with};

const PROXY: (&str, &str) = ("TRUSTED_PROXIES", "127.0.0.1");
const JO: &str = "jo@ucla.edu";

fn at(server: &Server, address: &str) -> Client {
    let mut client = server.client();
    client.headers = vec![("x-forwarded-for", address.to_owned())];
    client
}

async fn fail(server: &Server, address: &str, email: &str) -> Value {
    let client = at(server, address);
    client
        .mutate(
            "login",
            credentials(email, "wrong"),
            "errors { code message }",
        )
        .await
}

/// Returns the suspicious activity in the log: who it is about, and the arguments.
async fn noticed(server: &Server) -> Vec<LoggedSignal> {
    server.background_finished().await;
    let mut signals = server.signals().await;
    signals.retain(|signal| signal.name == "suspicious_activity");
    signals
}

#[tokio::test]
async fn a_client_that_fails_at_many_accounts_is_noticed_once_an_hour() {
    let settings = &[
        PROXY,
        ("RATE_LIMITS", "on"),
        ("SUSPICIOUS_ACCOUNTS_PER_CLIENT", "3"),
    ];
    each_database_with(settings, async |server| {
        server.register(JO, "MENTEE").await;
        let client = "2001:db8:1:2::7";
        let guess = async |numbers: std::ops::Range<u8>| {
            for number in numbers {
                // Another address of the same network, and accounts that do not exist.
                let client = format!("2001:db8:1:2::{number}");
                fail(&server, &client, &format!("p{number}@ucla.edu")).await;
            }
        };
        fail(&server, client, JO).await;
        fail(&server, client, " JO@ucla.edu").await;
        guess(0..2).await;
        assert!(noticed(&server).await.is_empty());
        guess(2..5).await;
        let first = noticed(&server).await;
        let [signal] = first.as_slice() else {
            panic!("{first:?}")
        };
        assert_eq!((&signal.user_id, &signal.actor_id), (&None, &None));
        let expected = json!({
            "rule": "guessing_across_accounts",
            "data": { "network": "2001:db8:1:2::", "accounts": 4 },
            "client_address": "2001:db8:1:2::2",
        });
        assert_eq!(signal.arguments, expected);
        server.advance(Duration::minutes(59));
        guess(10..15).await;
        assert_eq!(noticed(&server).await.len(), 1);
        server.advance(Duration::minutes(2));
        guess(20..21).await;
        assert_eq!(noticed(&server).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn guessing_at_an_account_is_noticed_once_a_day_whether_or_not_it_exists() {
    for disclosure in ["explicit", "private"] {
        let settings = &[
            PROXY,
            ("RATE_LIMITS", "on"),
            ("SIGN_IN_FAILURES_PER_ACCOUNT", "3"),
            ("REGISTRATION_DISCLOSURE", disclosure),
        ];
        each_database_with(settings, async |server| {
            server.register(JO, "MENTEE").await;
            let nobody = "nobody@ucla.edu";
            let mut outcomes = Vec::new();
            for number in 1..=5 {
                for email in [JO, nobody] {
                    let address = format!("198.51.100.{number}");
                    outcomes.push(fail(&server, &address, email).await);
                }
                server.advance(Duration::seconds(30));
            }
            let responses: Vec<_> = outcomes.chunks(2).collect();
            assert!(
                responses.iter().all(|pair| pair[0] == pair[1]),
                "{responses:?}"
            );
            let found = noticed(&server).await;
            let mut rules: Vec<_> = found
                .iter()
                .map(|signal| {
                    let arguments = &signal.arguments;
                    let is_known = signal.user_id.is_some();
                    (
                        arguments["rule"].clone(),
                        arguments["username"].clone(),
                        is_known,
                    )
                })
                .collect();
            rules.sort_by_key(|(_, username, _)| username.to_string());
            let rule = json!("guessing_at_account");
            let expected = [
                (rule.clone(), json!(JO), true),
                (rule, json!(nobody), false),
            ];
            assert_eq!(rules, expected);
        })
        .await;
    }
}

#[tokio::test]
async fn a_session_from_two_networks_is_noticed_once_a_day() {
    each_database_with(&[PROXY], async |server| {
        let mut jo = server.member(JO).await;
        let session = jo.me("sessions { id }").await["sessions"][0]["id"].clone();
        let mut visit = async |address: &str| {
            jo.headers = vec![("x-forwarded-for", address.to_owned())];
            assert_eq!(jo.me("email").await["email"], JO);
        };
        let (home, campus) = ("198.51.100.1", "203.0.113.1");
        for address in [home, "198.51.7.7", campus] {
            visit(address).await;
        }
        // IPv4 and IPv6 in turn are usual.
        for address in ["2001:db8::1", campus, "2001:db8::1", campus] {
            visit(address).await;
        }
        server.advance(Duration::minutes(11));
        visit(home).await;
        visit(campus).await;
        assert!(noticed(&server).await.is_empty());
        visit(home).await;
        let found = noticed(&server).await;
        assert_eq!(found.len(), 1);
        let data = json!({ "sessionId": session, "firstAddress": home, "secondAddress": campus });
        assert_eq!(found[0].arguments["data"], data);
        for address in [home, campus, home] {
            visit(address).await;
        }
        assert_eq!(noticed(&server).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn only_administrators_learn_of_it() {
    each_database_with(&[PROXY], async |server| {
        let mut jo = server.member(JO).await;
        let auditor = server.admin("AUDITOR").await;
        for address in ["198.51.100.1", "203.0.113.1", "198.51.100.1"] {
            jo.headers = vec![("x-forwarded-for", address.to_owned())];
            jo.me("email").await;
        }
        assert_eq!(noticed(&server).await.len(), 1);
        server.wait_for_log().await;
        let filter = "filter: { kinds: [SUSPICIOUS_ACTIVITY] }";
        let entries = format!("{{ activity({filter}) {{ nodes {{ sentence signal {{ rule }} }} }} }}");
        let seen = auditor.run(&entries, json!({})).await;
        let expected = json!([{
            "sentence": format!("Suspicious activity was noticed: a session of {JO} is used from two networks."),
            "signal": { "rule": "session_from_two_networks" },
        }]);
        assert_eq!(seen["activity"]["nodes"], expected);
        let export = jo.accept("exportMyData", json!({}), "data").await;
        assert!(!export.to_string().contains("suspicious"), "{export}");
        jo.headers.clear();
        let own = "subscription { accountSignals(after: \"0\") { name } }";
        let mut own = jo.subscribe(own, json!({})).await;
        jo.log_in(JO, PASSWORD).await;
        let mut signed_in = 0;
        while signed_in < 2 {
            let name = own.next().await["name"].clone();
            assert_ne!(name, "SUSPICIOUS_ACTIVITY");
            signed_in += u8::from(name == "USER_AUTHENTICATED");
        }
    })
    .await;
}

#[tokio::test]
async fn what_no_database_stores_keeps_nothing_else_from_being_noticed() {
    let settings = &[
        PROXY,
        ("RATE_LIMITS", "on"),
        ("SIGN_IN_FAILURES_PER_ACCOUNT", "3"),
    ];
    each_database_with(settings, async |server| {
        server.register(JO, "MENTEE").await;
        for number in 1..=5 {
            for email in ["x\0@ucla.edu", JO] {
                fail(&server, &format!("198.51.100.{number}"), email).await;
            }
            server.advance(Duration::seconds(30));
        }
        let found = noticed(&server).await;
        let about: Vec<_> = found
            .iter()
            .map(|signal| signal.user_id.is_some())
            .collect();
        assert!(about.contains(&true), "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn guessing_in_an_open_session_is_noticed() {
    each_database_with(&[("RATE_LIMITS", "on")], async |server| {
        let jo = server.member(JO).await;
        let session = jo.me("sessions { id }").await["sessions"][0]["id"].take();
        for _ in 0..5 {
            jo.refuse("reauthenticate", json!({ "password": "wrong" }))
                .await;
        }
        assert!(noticed(&server).await.is_empty());
        let inputs = [
            ("reauthenticate", json!({ "password": "wrong" })),
            (
                "changePassword",
                json!({ "currentPassword": "wrong", "newPassword": "newSecurePass!" }),
            ),
            (
                "changeEmail",
                json!({ "currentPassword": "wrong", "newEmail": "new.jo@ucla.edu" }),
            ),
        ];
        for (mutation, input) in inputs {
            assert_eq!(jo.fail(mutation, input).await, "RATE_LIMITED", "{mutation}");
        }
        let found = noticed(&server).await;
        let [signal] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert!(signal.user_id.is_some());
        assert_eq!(signal.arguments["rule"], "guessing_in_session");
        assert_eq!(signal.arguments["data"]["sessionId"], session);
    })
    .await;
}
