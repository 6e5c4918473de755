//! Administrators' list and search of accounts.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use serde_json::{Value, json};

use super::support::{failure, id_of, look_up};
use crate::harness::{Client, PASSWORD, Server, each_database};

const USERS: &str = "query($filter: UserFilter, $orderBy: UserOrder, $first: Int, $after: String, $last: Int, $before: String) {
    users(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
        nodes { email }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
}";

/// Returns the local parts of the email addresses in a list.
async fn list(admin: &Client, variables: Value) -> Vec<String> {
    let data = admin.run(USERS, variables).await;
    locals(&data["users"])
}

fn locals(page: &Value) -> Vec<String> {
    let nodes = page["nodes"].as_array().expect("nodes");
    let local = |node: &Value| {
        let email = node["email"].as_str().expect("an address");
        email.split('@').next().unwrap_or_default().to_owned()
    };
    nodes.iter().map(local).collect()
}

/// Reads every page of a list forward, then backward, and asserts that both are the same.
async fn walk(admin: &Client, variables: &Value, size: u32) -> Vec<String> {
    let mut forwards = Vec::new();
    let mut page = variables.clone();
    page["first"] = json!(size);
    loop {
        let data = admin.run(USERS, page.clone()).await;
        forwards.extend(locals(&data["users"]));
        let info = &data["users"]["pageInfo"];
        if info["hasNextPage"] == false {
            break;
        }
        page["after"] = info["endCursor"].clone();
    }
    let mut backwards = Vec::new();
    let mut page = variables.clone();
    page["last"] = json!(size);
    loop {
        let data = admin.run(USERS, page.clone()).await;
        let info = &data["users"]["pageInfo"];
        backwards.splice(0..0, locals(&data["users"]));
        if info["hasPreviousPage"] == false {
            break;
        }
        page["before"] = info["startCursor"].clone();
    }
    assert_eq!(forwards, backwards);
    forwards
}

/// Creates five accounts a minute apart, two of which have signed in. Returns a manager.
async fn people(server: &Server) -> Client {
    let people = [
        ("dan", "José", "Ångström"),
        ("bea", "Bea", "de la Cruz"),
        ("cy.twombly", "", ""),
        ("al", "Al", "Bruin"),
        ("eve", "Al", "Bruin"),
    ];
    let manager = server.admin("MANAGER").await;
    for (local, first_name, last_name) in people {
        server.advance(Duration::minutes(1));
        let email = format!("{local}@ucla.edu");
        server.register(&email, "MENTEE").await;
        let id = id_of(&manager, &email).await;
        let input = json!({ "id": id, "firstName": first_name, "lastName": last_name });
        manager.accept("updateUser", input, "").await;
    }
    for email in ["eve@ucla.edu", "bea@ucla.edu"] {
        server.advance(Duration::minutes(1));
        server.client().log_in(email, PASSWORD).await;
    }
    manager
}

#[tokio::test]
async fn every_order_pages_both_ways_without_missing_or_repeating_an_account() {
    each_database(async |server| {
        let manager = people(&server).await;
        let filter = json!({ "role": "MENTEE" });
        let cases: [(&str, &[&str]); 4] = [
            ("JOINED_AT", &["dan", "bea", "cy.twombly", "al", "eve"]),
            ("EMAIL", &["al", "bea", "cy.twombly", "dan", "eve"]),
            ("NAME", &["cy.twombly", "dan", "al", "eve", "bea"]),
            ("LAST_LOGIN", &["dan", "cy.twombly", "al", "eve", "bea"]),
        ];
        for (field, ascending) in cases {
            for size in [1, 2, 5, 9] {
                let order = json!({ "field": field });
                let variables = json!({ "filter": filter, "orderBy": order });
                assert_eq!(
                    walk(&manager, &variables, size).await,
                    ascending,
                    "{field} {size}"
                );
            }
            let order = json!({ "field": field, "direction": "DESC" });
            let variables = json!({ "filter": filter, "orderBy": order });
            let descending: Vec<&str> = ascending.iter().rev().copied().collect();
            assert_eq!(
                walk(&manager, &variables, 2).await,
                descending,
                "{field} down"
            );
        }
        let newest = list(&manager, json!({ "first": 2 })).await;
        assert_eq!(newest, ["eve", "al"]);
    })
    .await;
}

#[tokio::test]
async fn a_search_finds_the_beginnings_of_words_in_names_and_addresses() {
    each_database(async |server| {
        let manager = people(&server).await;
        let cases: [(&str, &[&str]); 13] = [
            ("jos", &["dan"]),
            ("jos\0", &["dan"]),
            ("JOSÉ angstrom", &["dan"]),
            ("cruz", &["bea"]),
            ("be", &["bea"]),
            ("twom", &["cy.twombly"]),
            ("cy.two", &["cy.twombly"]),
            ("cy.two@", &[]),
            ("cy.twombly@ucla", &["cy.twombly"]),
            ("br", &["al", "eve"]),
            ("al br", &["al", "eve"]),
            ("ruin", &[]),
            ("!?", &[]),
        ];
        for (search, found) in cases {
            let variables = json!({ "filter": { "search": search } });
            assert_eq!(walk(&manager, &variables, 1).await, found, "{search}");
            let order = json!({ "field": "EMAIL" });
            let variables = json!({ "filter": { "search": search }, "orderBy": order });
            assert_eq!(
                walk(&manager, &variables, 2).await,
                found,
                "{search} by address"
            );
        }
        let all = list(&manager, json!({ "filter": { "search": "  " } })).await;
        assert_eq!(all.len(), 6);
    })
    .await;
}

#[tokio::test]
async fn a_search_follows_a_change_of_name() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        for (name, search) in [("Joan", "joan"), ("Joanna Bruin", "bruin")] {
            jo.accept("updateProfile", json!({ "firstName": name }), "")
                .await;
            let variables = json!({ "filter": { "search": search } });
            assert_eq!(list(&manager, variables).await, ["jo"]);
        }
        jo.accept("updateProfile", json!({ "firstName": "Ann" }), "")
            .await;
        let variables = json!({ "filter": { "search": "joan" } });
        assert!(list(&manager, variables).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn filters_can_be_combined() {
    each_database(async |server| {
        let manager = people(&server).await;
        server.mentor("max@ucla.edu").await;
        let al = id_of(&manager, "al@ucla.edu").await;
        let input = json!({ "id": al, "isActive": false, "isVerified": false });
        manager.accept("updateUser", input, "").await;
        let eve = server.client().log_in("eve@ucla.edu", PASSWORD).await;
        let input = json!({ "confirmation": "eve@ucla.edu" });
        eve.accept("requestAccountDeletion", input, "").await;
        let cases: [(Value, &[&str]); 9] = [
            (json!({ "role": "MENTOR" }), &["max"]),
            (json!({ "role": "ADMIN" }), &["manager"]),
            (json!({ "isActive": false }), &["al"]),
            (json!({ "isVerified": false }), &["al"]),
            (json!({ "isDeleted": true }), &["eve"]),
            (json!({ "isMatched": true }), &[]),
            (json!({ "role": "MENTEE", "isActive": false }), &["al"]),
            (json!({ "role": "MENTOR", "isDeleted": true }), &[]),
            (json!({ "search": "bruin", "isDeleted": false }), &["al"]),
        ];
        for (filter, expected) in cases {
            for field in [
                None,
                Some("EMAIL"),
                Some("JOINED_AT"),
                Some("NAME"),
                Some("LAST_LOGIN"),
            ] {
                let order = field.map(|field| json!({ "field": field }));
                let variables = json!({ "filter": filter, "orderBy": order });
                assert_eq!(
                    walk(&manager, &variables, 1).await,
                    expected,
                    "{filter} {field:?}"
                );
            }
        }
        let others =
            json!({ "isVerified": true, "isActive": true, "isDeleted": false, "isMatched": false });
        let variables = json!({ "filter": others, "orderBy": { "field": "EMAIL" } });
        let found = list(&manager, variables).await;
        assert_eq!(found, ["bea", "cy.twombly", "dan", "manager", "max"]);
    })
    .await;
}

/// Returns the end cursor of a list.
async fn end(admin: &Client, variables: &Value) -> Value {
    let data = admin.run(USERS, variables.clone()).await;
    data["users"]["pageInfo"]["endCursor"].clone()
}

#[tokio::test]
async fn a_cursor_of_another_order_or_search_is_refused() {
    each_database(async |server| {
        let manager = people(&server).await;
        let order = |field: &str| json!({ "first": 1, "orderBy": { "field": field } });
        let search = |text: &str| json!({ "first": 1, "filter": { "search": text } });
        let lists = [
            order("JOINED_AT"),
            order("LAST_LOGIN"),
            order("EMAIL"),
            order("NAME"),
            search("al"),
            search("be"),
        ];
        for (number, list) in lists.iter().enumerate() {
            for (other, variables) in lists.iter().enumerate() {
                let mut variables = variables.clone();
                variables["after"] = end(&manager, list).await;
                let response = manager.try_run(USERS, variables).await;
                let code = response["errors"][0]["extensions"]["code"].as_str();
                let expected = (number != other).then_some("BAD_USER_INPUT");
                assert_eq!(code, expected, "{list} and {other}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_invalid_cursor_is_refused() {
    each_database(async |server| {
        let manager = people(&server).await;
        let id = "00000000000070008000000000000000";
        for text in [
            "",
            "j",
            "jyesterday",
            "j-5000-01-01T00:00:00Z",
            "j+10000-01-01T00:00:00Z",
            "x2024-01-01T00:00:00Z",
        ] {
            let after = URL_SAFE_NO_PAD.encode(format!("{text} {id}"));
            let query = format!(
                r#"{{ users(after: "{after}", orderBy: {{ field: JOINED_AT }}) {{ nodes {{ id }} }} }}"#
            );
            assert_eq!(failure(&manager, &query).await, "BAD_USER_INPUT", "{text}");
        }
        for after in ["x", "dABhIDA"] {
            let query = format!(r#"{{ users(after: "{after}") {{ nodes {{ id }} }} }}"#);
            assert_eq!(failure(&manager, &query).await, "BAD_USER_INPUT", "{after}");
        }
    })
    .await;
}

#[tokio::test]
async fn one_account_is_found_by_id_or_address() {
    each_database(async |server| {
        server.member("jo@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        let jo = look_up(&manager, " JO@ucla.edu ", "id email").await;
        assert_eq!(jo["email"], "jo@ucla.edu");
        let document = "query($id: ID) { user(id: $id) { email } }";
        let data = manager.run(document, json!({ "id": jo["id"] })).await;
        assert_eq!(data["user"]["email"], "jo@ucla.edu");
        for nobody in ["nobody@ucla.edu", "jo@ucla.edu\0"] {
            assert_eq!(look_up(&manager, nobody, "id").await, Value::Null);
        }
        assert_eq!(failure(&manager, "{ user { id } }").await, "BAD_USER_INPUT");
    })
    .await;
}
