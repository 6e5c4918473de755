//! The outbox, as administrators see it.

use chrono::Duration;
use serde_json::{Value, json};

use super::{JO, each_database, subjects};
use crate::harness::{Client, Mood, PASSWORD, Server, credentials};

const DOCUMENT: &str =
    "query($filter: EmailFilter, $first: Int, $after: String, $last: Int, $before: String) {
    emails(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
        nodes { id to kind state attempts nextTryAt finishedAt lastError }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
}";

async fn emails(admin: &Client, variables: Value) -> Value {
    admin.run(DOCUMENT, variables).await["emails"].take()
}

/// Returns the recipients, without the domain.
fn to(emails: &Value) -> Vec<&str> {
    let nodes = emails["nodes"].as_array().expect("emails");
    let to = nodes.iter().filter_map(|node| node["to"].as_str());
    to.filter_map(|to| to.split('@').next()).collect()
}

/// Queues an email to a member.
async fn change_password(server: &Server, email: &str) {
    let member = server.member(email).await;
    let input = json!({ "currentPassword": PASSWORD, "newPassword": "newSecurePass!" });
    member.accept("changePassword", input, "").await;
}

/// One email in each state. The administrator's own is sent.
async fn stage(server: &Server) -> Client {
    let admin = server.admin("MANAGER").await;
    assert_eq!(subjects(server, "manager@ucla.edu").await.len(), 1);
    server.mail.is_in(Mood::Refusing);
    change_password(server, "dead@ucla.edu").await;
    server.send_emails().await;
    server.mail.is_in(Mood::Busy);
    change_password(server, "waiting@ucla.edu").await;
    server.send_emails().await;
    change_password(server, "new@ucla.edu").await;
    server.mail.is_in(Mood::Good);
    admin
}

#[tokio::test]
async fn failures_come_first_and_pages_follow_in_both_directions() {
    each_database(async |server| {
        let admin = stage(&server).await;
        let all = emails(&admin, json!({})).await;
        assert_eq!(to(&all), ["dead", "waiting", "new", "manager"]);
        let states = all["nodes"].as_array().expect("emails").iter();
        let states: Vec<_> = states.map(|node| node["state"].clone()).collect();
        assert_eq!(states, ["DEAD", "QUEUED", "QUEUED", "SENT"]);
        assert_eq!(
            all["nodes"][1]["lastError"],
            "the mail server responded with 450"
        );
        assert!(all["nodes"][1]["nextTryAt"].is_string());
        let mut seen = Vec::new();
        let mut after = Value::Null;
        loop {
            let page = emails(&admin, json!({ "first": 1, "after": after })).await;
            seen.extend(to(&page).into_iter().map(str::to_owned));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(seen, ["dead", "waiting", "new", "manager"]);
        let last = emails(&admin, json!({ "last": 2 })).await;
        assert_eq!(to(&last), ["new", "manager"]);
        let before = &last["pageInfo"]["startCursor"];
        let earlier = emails(&admin, json!({ "last": 2, "before": before })).await;
        assert_eq!(to(&earlier), ["dead", "waiting"]);
    })
    .await;
}

#[tokio::test]
async fn emails_are_filtered_by_state_kind_and_account() {
    each_database(async |server| {
        let admin = stage(&server).await;
        let user = server.user("waiting@ucla.edu").await.expect("an account");
        for (filter, expected) in [
            (json!({ "state": "DEAD" }), vec!["dead"]),
            (json!({ "state": "QUEUED" }), vec!["waiting", "new"]),
            (json!({ "state": "SENT" }), vec!["manager"]),
            (json!({ "kind": "ADMIN_CREATED" }), vec!["manager"]),
            (
                json!({ "kind": "PASSWORD_CHANGED", "state": "QUEUED" }),
                vec!["waiting", "new"],
            ),
            (json!({ "userId": user.id.to_string() }), vec!["waiting"]),
        ] {
            let found = emails(&admin, json!({ "filter": filter })).await;
            assert_eq!(to(&found), expected, "{filter}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_retry_sends_what_was_given_up_or_waits_and_nothing_twice() {
    each_database(async |server| {
        let admin = stage(&server).await;
        let all = emails(&admin, json!({})).await;
        for node in all["nodes"].as_array().expect("emails") {
            let input = json!({ "id": node["id"] });
            let fields = "email { state attempts }";
            let retried = admin.accept("retryEmail", input, fields).await;
            let is_sent = node["state"] == "SENT";
            let expected = if is_sent { "SENT" } else { "QUEUED" };
            assert_eq!(retried["email"]["state"], expected);
        }
        assert_eq!(server.send_emails().await, 3);
        for email in [
            "dead@ucla.edu",
            "waiting@ucla.edu",
            "new@ucla.edu",
            "manager@ucla.edu",
        ] {
            assert_eq!(server.mail.emails_to(email).len(), 1, "{email}");
        }
        let input = json!({ "id": "00000000-0000-7000-8000-000000000000" });
        let refused = admin.refuse("retryEmail", input).await;
        assert_eq!(refused, ["EMAIL_NOT_FOUND id"]);
    })
    .await;
}

#[tokio::test]
async fn an_email_that_was_given_up_is_not_queued_next_to_a_newer_one() {
    each_database(async |server| {
        let admin = server.admin("MANAGER").await;
        server.member(JO).await;
        server.send_emails().await;
        let reset = async || {
            let input = json!({ "email": JO });
            server
                .client()
                .accept("requestPasswordReset", input, "")
                .await;
            server.background_finished().await;
        };
        reset().await;
        server.mail.is_in(Mood::Refusing);
        server.send_emails().await;
        reset().await;
        let filter = json!({ "filter": { "state": "DEAD" } });
        let dead = emails(&admin, filter).await;
        let input = json!({ "id": dead["nodes"][0]["id"] });
        let kept = admin
            .accept("retryEmail", input.clone(), "email { state }")
            .await;
        assert_eq!(kept["email"]["state"], "DEAD");
        server.mail.is_in(Mood::Good);
        assert_eq!(server.send_emails().await, 1);
        server.advance(Duration::minutes(1));
        admin.accept("retryEmail", input, "").await;
        assert_eq!(
            server.send_emails().await,
            1,
            "the newer one was sent meanwhile"
        );
    })
    .await;
}

#[tokio::test]
async fn the_outbox_shows_no_link() {
    each_database(async |server| {
        let admin = server.admin("MANAGER").await;
        server.register(JO, "MENTEE").await;
        let input = json!({ "email": JO });
        server
            .client()
            .accept("requestPasswordReset", input, "")
            .await;
        server.background_finished().await;
        let token = server.token_for(JO).await;
        let all = emails(&admin, json!({})).await;
        assert!(!all.to_string().contains(&token));
        let login = credentials(JO, PASSWORD);
        let jo = server.client().accept("login", login, "token").await;
        let jo = server.client_with(jo["token"].as_str().expect("a token"));
        let refused = jo.try_run(DOCUMENT, json!({})).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
    })
    .await;
}
