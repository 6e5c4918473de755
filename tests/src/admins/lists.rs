//! The list of administrators.

use serde_json::{Value, json};

use crate::harness::each_database;

const ADMINS: &str = "query($first: Int, $after: String) { admins(first: $first, after: $after) {
    nodes { username isActive role { name } user { email } }
    pageInfo { hasNextPage endCursor }
} }";

#[tokio::test]
async fn administrators_are_listed_by_username_page_by_page() {
    each_database(async |server| {
        for username in ["zoe", "max", "ann"] {
            server.register_admin(username, "MANAGER").await;
        }
        let auditor = server.admin("AUDITOR").await;
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let variables = json!({ "first": 3, "after": after });
            let page = &auditor.run(ADMINS, variables).await["admins"];
            let nodes = page["nodes"].as_array().expect("nodes").clone();
            seen.extend(nodes.iter().map(|node| node["username"].clone()));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(seen, ["ann", "auditor", "max", "zoe"]);
    })
    .await;
}
