//! The origin of failed sign-ins, and who may see it.

use bruinbridge::jobs::redact_signals::redact_due;
use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::{Client, PASSWORD, Server, credentials, each_database, each_database_with};

const JO: &str = "jo@ucla.edu";
const FIELDS: &str = "name userId clientAddress userAgent";

/// Returns a client with another address and user agent.
fn elsewhere(server: &Server, user_agent: &str) -> Client {
    let mut client = server.client();
    client.headers = vec![
        ("user-agent", user_agent.to_owned()),
        ("x-forwarded-for", "198.51.100.7, 203.0.113.9".to_owned()),
    ];
    client
}

/// Returns the failed sign-ins in the log, as `reader` sees them.
async fn failures(server: &Server, reader: &Client) -> Vec<Value> {
    server.wait_for_log().await;
    let document = format!(
        "{{ signals(last: 100, filter: {{ names: [USER_AUTHENTICATION_FAILED, ADMIN_AUTHENTICATION_FAILED] }}) {{
            nodes {{ {FIELDS} }} }} }}"
    );
    let data = reader.run(&document, json!({})).await;
    data["signals"]["nodes"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn a_failed_sign_in_is_recorded_with_address_and_user_agent() {
    // The harness calls from this address, like a proxy in front of the server.
    let settings = &[("TRUSTED_PROXIES", "127.0.0.1")];
    each_database_with(settings, async |server| {
        server.member(JO).await;
        let auditor = server.admin("AUDITOR").await;
        let thief = elsewhere(&server, "Thief/1.0\t(x)");
        thief.refuse("login", credentials(JO, "wrong")).await;
        let input = json!({ "username": "auditor", "password": "wrong" });
        thief.refuse("loginAdmin", input).await;
        let input = credentials(JO, "wrong");
        thief
            .refuse("cancelAccountDeletionWithCredentials", input)
            .await;
        let long = elsewhere(&server, &"x".repeat(300));
        long.refuse("login", credentials(JO, "wrong")).await;
        server
            .client()
            .refuse("login", credentials(JO, "wrong"))
            .await;
        let failures = failures(&server, &auditor).await;
        for failure in &failures[..3] {
            assert_eq!(failure["clientAddress"], "203.0.113.9");
            assert_eq!(failure["userAgent"], "Thief/1.0(x)");
        }
        assert_eq!(failures[1]["name"], "ADMIN_AUTHENTICATION_FAILED");
        assert_eq!(failures[3]["userAgent"], format!("{}…", "x".repeat(256)));
        assert_eq!(failures[4]["clientAddress"], "127.0.0.1");
        assert_eq!(failures[4]["userAgent"], Value::Null);
        assert_eq!(failures.len(), 5);
    })
    .await;
}

/// Header lines with their values.
type Headers = &'static [(&'static str, &'static str)];

/// What a trusted proxy sends, and the client's address that it means.
const FORWARDED: &[(Headers, Option<&str>)] = &[
    (&[], Some("127.0.0.1")),
    (&[(FOR, "203.0.113.5")], Some("203.0.113.5")),
    (&[(FOR, "203.0.113.5:49152")], Some("203.0.113.5")),
    (&[(FOR, "\"203.0.113.5:49152\"")], Some("203.0.113.5")),
    (&[(FOR, "2001:db8::5")], Some("2001:db8::5")),
    (&[(FOR, "[2001:db8::5]")], Some("2001:db8::5")),
    (&[(FOR, "\"[2001:db8::5]:49152\"")], Some("2001:db8::5")),
    (&[(FOR, "fe80::5%eth0")], Some("fe80::5")),
    (&[(FOR, "::ffff:203.0.113.5")], Some("203.0.113.5")),
    (&[(FOR, "[::ffff:203.0.113.5]:49152")], Some("203.0.113.5")),
    // Two proxies are trusted: the second is that of the connection.
    (
        &[(FOR, "203.0.113.5, ::ffff:192.0.2.80")],
        Some("203.0.113.5"),
    ),
    (
        &[(FOR, "203.0.113.5, 192.0.2.80:4711")],
        Some("203.0.113.5"),
    ),
    // Several lines are one list.
    (
        &[(FOR, "198.51.100.7"), (FOR, "203.0.113.5")],
        Some("203.0.113.5"),
    ),
    (
        &[(FOR, "203.0.113.5"), (FOR, "192.0.2.80")],
        Some("203.0.113.5"),
    ),
    // What is no address stands for a client that the proxy does not name. What is before it may be invented.
    (&[(FOR, "unknown")], None),
    (&[(FOR, "198.51.100.7, unknown")], None),
    (&[(FOR, "198.51.100.7, _hidden")], None),
    (&[(FOR, "198.51.100.7, unix:")], None),
    (&[(FOR, "198.51.100.7,")], None),
    (&[(FOR, "198.51.100.7, unknown, 192.0.2.80")], None),
    (&[(FOR, "203.0.113.5:99999")], None),
    (&[(FOR, "203.0.113.5.6")], None),
    (&[(FOR, "for=203.0.113.5")], None),
    // The other header may be the client's own, and is not read.
    (&[("forwarded", "for=198.51.100.7")], None),
    (
        &[("forwarded", "for=198.51.100.7"), (FOR, "203.0.113.5")],
        Some("203.0.113.5"),
    ),
];
const FOR: &str = "x-forwarded-for";

#[tokio::test]
async fn a_client_that_a_proxy_names_in_any_form_is_recorded_by_its_address_or_not_at_all() {
    let settings = &[("TRUSTED_PROXIES", "127.0.0.1, 192.0.2.80")];
    each_database_with(settings, async |server| {
        server.member(JO).await;
        let auditor = server.admin("AUDITOR").await;
        for (headers, _) in FORWARDED {
            let mut client = server.client();
            let headers = headers
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()));
            client.headers = headers.collect();
            client.refuse("login", credentials(JO, "wrong")).await;
        }
        let found = failures(&server, &auditor).await;
        assert_eq!(found.len(), FORWARDED.len());
        for ((headers, expected), failure) in FORWARDED.iter().zip(found) {
            assert_eq!(failure["clientAddress"], json!(expected), "{headers:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_owner_of_an_account_does_not_see_where_a_failed_sign_in_came_from() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        let jo = server.member(JO).await;
        let as_member = server.client().log_in("auditor@ucla.edu", PASSWORD).await;
        let thief = elsewhere(&server, "Thief/1.0");
        thief.refuse("login", credentials(JO, "wrong")).await;
        let input = credentials("auditor@ucla.edu", "wrong");
        thief.refuse("login", input).await;
        server.wait_for_log().await;
        let document = format!("subscription {{ accountSignals(after: \"0\") {{ {FIELDS} }} }}");
        // Administrator sessions do not see it either: all sessions of an account share these events.
        for reader in [&jo, &as_member, &auditor] {
            let mut live = reader.subscribe(&document, json!({})).await;
            let failure = loop {
                let event = live.next().await;
                if event["name"] == "USER_AUTHENTICATION_FAILED" {
                    break event;
                }
            };
            assert_eq!(failure["userId"], reader.id().await);
            assert_eq!(failure["clientAddress"], Value::Null);
            assert_eq!(failure["userAgent"], Value::Null);
        }
        let document = format!(
            "subscription {{ signals(after: \"0\", filter: {{ names: [USER_AUTHENTICATION_FAILED] }}) {{ {FIELDS} }} }}"
        );
        let mut live = auditor.subscribe(&document, json!({})).await;
        assert_eq!(live.next().await["userAgent"], "Thief/1.0");
    })
    .await;
}

#[tokio::test]
async fn a_deleted_account_leaves_neither_address_nor_user_agent() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        let thief = elsewhere(&server, "Thief/1.0");
        thief.refuse("login", credentials(JO, "wrong")).await;
        thief
            .refuse("login", credentials("jo+x@ucla.edu", "wrong"))
            .await;
        let mut jo_elsewhere = elsewhere(&server, "Thief/1.0");
        jo_elsewhere.token.clone_from(&jo.token);
        jo_elsewhere
            .try_run("{ adminRoles { name } }", json!({}))
            .await;
        server.background_finished().await;
        let input = json!({ "id": jo.id().await });
        admin.accept("deleteUser", input, "").await;
        server.advance(Duration::minutes(2));
        redact_due(&server.app, 10).await.expect("a round");
        for signal in server.signals().await {
            let arguments = signal.arguments.to_string();
            assert!(!arguments.contains("Thief"), "{}: {arguments}", signal.name);
            if signal.arguments.get("user_agent").is_some() {
                assert_eq!(signal.arguments["client_address"], "[redacted]");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_password_in_the_wrong_field_is_kept_nowhere() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        for typed in [
            "correct zebra battery",
            "correct_zebra_battery",
            "p@zebra-battery",
        ] {
            let client = server.client();
            client.refuse("login", credentials(typed, "x")).await;
            let input = json!({ "username": typed, "password": "x" });
            client.refuse("loginAdmin", input).await;
            client
                .refuse("register", credentials(typed, PASSWORD))
                .await;
            let input = json!({ "email": typed });
            client.refuse("requestPasswordReset", input).await;
            let input = credentials(typed, "x");
            client
                .refuse("cancelAccountDeletionWithCredentials", input)
                .await;
            let input = json!({
                "username": "max", "email": typed, "password": PASSWORD, "roleName": "MANAGER",
            });
            admin.refuse("registerAdmin", input).await;
        }
        let signals = server.signals().await;
        assert!(signals.len() > 30, "{}", signals.len());
        for signal in signals {
            let arguments = signal.arguments.to_string();
            assert!(!arguments.contains("zebra"), "{}: {arguments}", signal.name);
        }
    })
    .await;
}
