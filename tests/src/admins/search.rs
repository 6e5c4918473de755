//! Administrators' search of accounts: words are completed in their middle, and corrected if nobody has them.

use bruinbridge::entities::user::Role;
use serde_json::{Value, json};

use super::support::id_of;
use crate::harness::{Client, Server, each_database};
use crate::roster::support::people as create;

const USERS: &str = "query($filter: UserFilter, $orderBy: UserOrder, $first: Int, $after: String) {
    users(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
        totalCount
        nodes { email }
        pageInfo { hasNextPage endCursor }
    }
}";

/// Reads a list in pages of one account, and checks the total.
async fn walk(admin: &Client, filter: &Value, order: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut variables = json!({ "filter": filter, "orderBy": order, "first": 1 });
    loop {
        let page = admin.run(USERS, variables.clone()).await["users"].take();
        for node in page["nodes"].as_array().expect("nodes") {
            let email = node["email"].as_str().expect("an address");
            found.push(email.trim_end_matches("@ucla.edu").to_owned());
        }
        if page["pageInfo"]["hasNextPage"] == false {
            assert_eq!(page["totalCount"], found.len(), "{filter} {order}");
            return found;
        }
        variables["after"] = page["pageInfo"]["endCursor"].clone();
    }
}

async fn people(server: &Server) -> Client {
    let manager = server.admin("MANAGER").await;
    for (email, first, last, major) in [
        ("a.tran@ucla.edu", "Linh", "Nguyen", "Biology"),
        ("b@ucla.edu", "John", "Nguyen-Bui", "Art"),
        ("c@ucla.edu", "Jon", "Guyenne", "Law"),
    ] {
        server.register(email, "MENTEE").await;
        let id = id_of(&manager, email).await;
        let input = json!({ "id": id, "firstName": first, "lastName": last, "major": [major] });
        manager.accept("updateUser", input, "").await;
    }
    server.update_words().await;
    manager
}

#[tokio::test]
async fn administrators_find_the_middle_of_words_and_misspelled_words() {
    each_database(async |server| {
        let manager = people(&server).await;
        let id = id_of(&manager, "c@ucla.edu").await;
        let input = json!({ "id": id, "isActive": false });
        manager.accept("updateUser", input, "").await;
        let (none, by_email) = (
            Value::Null,
            json!({ "field": "EMAIL", "direction": "DESC" }),
        );
        for (filter, found) in [
            (json!({ "search": "guyen" }), &["a.tran", "b", "c"][..]),
            (
                json!({ "search": "guyen", "isActive": true }),
                &["a.tran", "b"],
            ),
            (
                json!({ "search": "guyen", "isActive": false, "role": "MENTEE" }),
                &["c"],
            ),
            (json!({ "search": "guyenn" }), &["c"]),
            (json!({ "search": "uyenne", "isActive": true }), &[]),
            (json!({ "search": "jonh" }), &["b", "c"]),
            (json!({ "search": "jonh", "isMatched": false }), &["b", "c"]),
            (json!({ "search": "jonh", "isActive": true }), &["b"]),
            (json!({ "search": "jonh ngyuen" }), &["b"]),
            (json!({ "search": "bilogy" }), &["a.tran"]),
            (json!({ "search": "joh" }), &["b"]),
            // Addresses are searched by beginnings only.
            (json!({ "search": "tran" }), &["a.tran"]),
            (json!({ "search": "ran" }), &[]),
            (json!({ "search": "trna" }), &[]),
            (json!({ "search": "a.tran@ucla" }), &["a.tran"]),
            (json!({ "search": "jn" }), &[]),
            (json!({ "search": "!?" }), &[]),
        ] {
            let mut by_word = walk(&manager, &filter, &none).await;
            by_word.sort_unstable();
            assert_eq!(by_word, found, "{filter}");
            let mut ordered = walk(&manager, &filter, &by_email).await;
            ordered.reverse();
            assert_eq!(ordered, found, "{filter} by address");
        }
    })
    .await;
}

#[tokio::test]
async fn the_total_counts_all_pages_of_every_list() {
    each_database(async |server| {
        let manager = people(&server).await;
        for (filter, total) in [
            (json!({}), 4),
            (json!({ "role": "MENTEE" }), 3),
            (json!({ "role": "MENTOR" }), 0),
            (json!({ "search": "nguyen" }), 2),
        ] {
            let document =
                "query($filter: UserFilter) { users(filter: $filter, first: 1) { totalCount } }";
            let data = manager.run(document, json!({ "filter": filter })).await;
            assert_eq!(data["users"]["totalCount"], total, "{filter}");
        }
        let board = "{ matches { unmatched(first: 1) { totalCount } full { totalCount } } }";
        server
            .member("new@ucla.edu")
            .await
            .complete_profile(1)
            .await;
        let data = manager.run(board, json!({})).await;
        let expected = json!({ "unmatched": { "totalCount": 1 }, "full": { "totalCount": 0 } });
        assert_eq!(data["matches"], expected);
    })
    .await;
}

#[tokio::test]
async fn more_than_ten_thousand_accounts_are_not_counted() {
    each_database(async |server| {
        let admin = server.admin("MANAGER").await;
        for (batches, size, total) in [(11, 909, json!(10_000)), (1, 1, Value::Null)] {
            for batch in 0..batches {
                create(&server, &format!("p{batch}of{size}x"), Role::Mentee, size).await;
            }
            let data = admin
                .run("{ users(first: 1) { totalCount } }", json!({}))
                .await;
            assert_eq!(data["users"]["totalCount"], total);
        }
    })
    .await;
}
