//! What the activity shows of people: nothing of those who are gone, and nothing to administrators who may not see them.

use bruinbridge::jobs::redact_signals::redact_due;
use chrono::Duration;
use serde_json::{Value, json};

use super::super::support::another;
use super::{entries, person, sentences};
use crate::harness::each_database;

#[tokio::test]
async fn people_whose_accounts_were_deleted_have_no_name() {
    each_database(async |server| {
        let manager = server.admin("MANAGER").await;
        let jo = person(&server, "Jo", "MENTEE").await;
        let kim = person(&server, "Kim", "MENTOR").await;
        person(&server, "Sam", "MENTEE").await;
        server.forget_signals().await;
        for mentee in ["jo@ucla.edu", "sam@ucla.edu"] {
            let input = json!({ "menteeEmail": mentee });
            kim.accept("addMentee", input, "").await;
        }
        let (jo_id, kim_id) = (jo.id().await, kim.id().await);
        for id in [&jo_id, &kim_id] {
            manager.accept("deleteUser", json!({ "id": id }), "").await;
        }
        server.advance(Duration::minutes(2));
        redact_due(&server.app, 100).await.expect("a round");
        server.wait_for_log().await;
        let expected = [
            "manager@ucla.edu deleted the account of [deleted].",
            "manager@ucla.edu ended the match of Sam Lee and [deleted].",
            "manager@ucla.edu deleted the account of [deleted].",
            "manager@ucla.edu ended the match of [deleted] and [deleted].",
            "[deleted] took on Sam Lee as a mentee.",
            "[deleted] matched [deleted] with [deleted].",
        ];
        assert_eq!(sentences(&manager, json!({})).await, expected);
        for entry in entries(&manager, json!({ "subjectId": jo_id })).await {
            assert_eq!(entry["subjects"], json!([]));
            assert!(!entry.to_string().contains("jo@"), "{entry}");
        }
    })
    .await;
}

#[tokio::test]
async fn people_are_hidden_from_administrators_who_may_not_see_accounts() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let input = json!({ "name": "READER", "permissions": ["SIGNALS_READ"] });
        superadmin.accept("createAdminRole", input, "").await;
        let (reader, _) = another(&server, "reader", "READER").await;
        server.forget_signals().await;
        let jo = person(&server, "Jo", "MENTEE").await;
        server.wait_for_log().await;
        let expected = [
            "[hidden] changed their account.",
            "[hidden] signed in.",
            "[hidden] registered.",
        ];
        assert_eq!(sentences(&reader, json!({})).await, expected);
        for entry in entries(&reader, json!({ "subjectId": jo.id().await })).await {
            assert_eq!(entry["actor"], Value::Null);
            assert_eq!(entry["subjects"], json!([]));
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_costs_as_many_statements_as_one_entry() {
    each_database(async |server| {
        let manager = server.admin("MANAGER").await;
        for number in 0..10 {
            server.member(&format!("p{number}@ucla.edu")).await;
        }
        server.wait_for_log().await;
        let cost = async |first: u32| {
            let document = format!(
                "{{ activity(first: {first}) {{ nodes {{ sentence actor {{ email }} subjects {{ email }}
                    signal {{ user {{ email }} }} }} }} }}"
            );
            let before = server.statements();
            manager.run(&document, json!({})).await;
            server.statements() - before
        };
        cost(1).await;
        let (one, twenty) = (cost(1).await, cost(20).await);
        // On a busy machine a batch may be read in two parts.
        assert!(twenty <= one + 2, "{one} and {twenty} statements");
    })
    .await;
}
