//! How an account was signed in to.

use serde_json::{Value, json};

use crate::harness::{Client, PASSWORD, Server, credentials, each_database, each_database_with};

const JO: &str = "jo@ucla.edu";
const FIELDS: &str = "at kind succeeded reason ip userAgent device isNewDevice";

async fn listed(client: &Client, arguments: &str, fields: &str) -> Vec<Value> {
    let me = client
        .me(&format!("signIns({arguments}) {{ nodes {{ {fields} }} }}"))
        .await;
    me["signIns"]["nodes"].as_array().expect("a list").clone()
}

fn browser(server: &Server, address: &str) -> Client {
    let mut client = server.client();
    client.headers = vec![
        (
            "user-agent",
            "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0".to_owned(),
        ),
        ("x-forwarded-for", address.to_owned()),
    ];
    client
}

#[tokio::test]
async fn an_owner_sees_successes_and_failures_the_newest_first() {
    each_database_with(&[("TRUSTED_PROXIES", "127.0.0.1")], async |server| {
        server.member(JO).await;
        let thief = browser(&server, "203.0.113.9");
        thief.refuse("login", credentials(JO, "wrong")).await;
        let jo = browser(&server, "198.51.100.7").log_in(JO, PASSWORD).await;
        server.wait_for_log().await;
        let at = server.now();
        let agent = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0";
        let windows = "Firefox on Windows";
        let all = json!([
            { "at": at, "kind": "MEMBER", "succeeded": true, "reason": null, "ip": "198.51.100.7",
              "userAgent": agent, "device": windows, "isNewDevice": true },
            { "at": at, "kind": "MEMBER", "succeeded": false, "reason": "incorrect_password",
              "ip": "203.0.113.9", "userAgent": agent, "device": windows, "isNewDevice": null },
            { "at": at, "kind": "MEMBER", "succeeded": true, "reason": null, "ip": "127.0.0.1",
              "userAgent": null, "device": null, "isNewDevice": false },
        ]);
        assert_eq!(json!(listed(&jo, "first: 10", FIELDS).await), all);
        let succeeded = listed(&jo, "result: SUCCEEDED", "succeeded").await;
        assert_eq!(succeeded, vec![json!({ "succeeded": true }); 2]);
        let failed = listed(&jo, "result: FAILED", "ip").await;
        assert_eq!(failed, [json!({ "ip": "203.0.113.9" })]);
        let oldest = listed(&jo, "last: 2", "ip").await;
        assert_eq!(
            oldest,
            [json!({ "ip": "203.0.113.9" }), json!({ "ip": "127.0.0.1" })]
        );
    })
    .await;
}

#[tokio::test]
async fn the_history_is_read_page_by_page() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        for _ in 0..3 {
            server
                .client()
                .refuse("login", credentials(JO, "wrong"))
                .await;
        }
        server.wait_for_log().await;
        let page = async |arguments: &str| {
            let fields = "edges { cursor node { succeeded } } pageInfo { hasNextPage endCursor }";
            let me = jo.me(&format!("signIns({arguments}) {{ {fields} }}")).await;
            me["signIns"].clone()
        };
        let first = page("first: 3").await;
        assert_eq!(first["pageInfo"]["hasNextPage"], true);
        assert_eq!(first["edges"].as_array().expect("a list").len(), 3);
        let cursor = first["pageInfo"]["endCursor"].as_str().expect("a cursor");
        let second = page(&format!("first: 3, after: \"{cursor}\"")).await;
        assert_eq!(second["pageInfo"]["hasNextPage"], false);
        assert_eq!(second["edges"].as_array().expect("a list").len(), 1);
        assert_eq!(second["edges"][0]["node"]["succeeded"], true);
        let newer = page(&format!("last: 1, before: \"{cursor}\"")).await;
        assert_eq!(newer["edges"][0], first["edges"][1]);
    })
    .await;
}

#[tokio::test]
async fn only_those_who_may_see_sessions_see_the_history_of_others() {
    each_database(async |server| {
        server.member(JO).await;
        let superadmin = server.admin("SUPERADMIN").await;
        let role = json!({ "name": "READER", "permissions": ["USERS_READ"] });
        superadmin.accept("createAdminRole", role, "").await;
        let (reader, auditor) = (server.admin("READER").await, server.admin("AUDITOR").await);
        server.wait_for_log().await;
        let document = format!(
            "{{ user(email: \"{JO}\") {{ sessions {{ id }} signIns {{ nodes {{ kind }} }} }} }}"
        );
        let seen = reader.run(&document, json!({})).await;
        let nothing = json!({ "sessions": [], "signIns": { "nodes": [] } });
        assert_eq!(seen["user"], nothing);
        let seen = auditor.run(&document, json!({})).await;
        assert_eq!(
            seen["user"]["signIns"]["nodes"],
            json!([{ "kind": "MEMBER" }])
        );
        assert_eq!(
            seen["user"]["sessions"].as_array().expect("a list").len(),
            1
        );
        let own = listed(&auditor, "first: 1", "kind succeeded").await;
        assert_eq!(own, [json!({ "kind": "ADMINISTRATOR", "succeeded": true })]);
    })
    .await;
}
