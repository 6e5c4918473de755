//! Administrators enter their password again before they change something, unless they have just done so.

use chrono::Duration;
use serde_json::{Value, json};

use super::{OPERATIONS, Rule};
use crate::harness::{Client, PASSWORD, each_database_with};

const TEN_MINUTES: &[(&str, &str)] = &[("REAUTHENTICATE_AFTER_MINUTES", "10")];

/// The mutations of administrators, with calls that change nothing.
fn changes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_change = |rule: &Rule| {
        let changes = |right: &str| {
            let endings = ["_WRITE", "_DELETE", "_IMPERSONATE"];
            endings.iter().any(|ending| right.ends_with(ending))
        };
        match rule {
            Rule::With(right) => changes(right),
            Rule::WithBoth(first, second) => changes(first) || changes(second),
            Rule::WithAll(right) => changes(right),
            _ => false,
        }
    };
    let listed = OPERATIONS
        .iter()
        .filter(move |(kind, _, rule, _)| *kind == "Mutation" && is_change(rule));
    listed.map(|(_, name, _, call)| (*name, *call))
}

async fn code(client: &Client, call: &str) -> Value {
    let response = client
        .try_run(&format!("mutation {{ {call} }}"), json!({}))
        .await;
    response["errors"][0]["extensions"]["code"].clone()
}

#[tokio::test]
async fn every_change_by_an_administrator_needs_a_recent_password() {
    each_database_with(TEN_MINUTES, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member("jo@ucla.edu").await.id().await;
        server.advance(Duration::minutes(10));
        assert!(changes().count() > 30);
        for (name, call) in changes() {
            assert_eq!(
                code(&admin, call).await,
                "REAUTHENTICATION_REQUIRED",
                "{name}"
            );
        }
        for query in [
            "users { nodes { id } }",
            r#"users: mentorCandidates(menteeId: "JO") { nodes { score } }"#,
        ] {
            let query = format!("{{ {} }}", query.replace("JO", &jo));
            assert!(admin.run(&query, json!({})).await["users"].is_object());
        }
        admin
            .accept("reauthenticate", json!({ "password": PASSWORD }), "")
            .await;
        for (name, call) in changes() {
            assert_ne!(
                code(&admin, call).await,
                "REAUTHENTICATION_REQUIRED",
                "{name}"
            );
        }
        server.advance(Duration::minutes(10));
        let (name, call) = changes().next().expect("a change");
        assert_eq!(
            code(&admin, call).await,
            "REAUTHENTICATION_REQUIRED",
            "{name}"
        );
    })
    .await;
}
