//! A search for a word that thousands have, in other orders than its own: every way to find a page gives the same pages.

use bruinbridge::entities::user::{Column, Entity};
use sea_orm::prelude::Uuid;
use sea_orm::{EntityTrait, QuerySelect};
use serde_json::{Value, json};

use crate::harness::{Client, Server, each_database};

/// An account: name key, address, first and last name, whether it is active, and its id.
type Person = (String, String, String, String, bool, Uuid);

/// Creates 7,000 accounts. 3,000 have the last name Lee, in the middle of a list by name. Before them are 3,000 of which
/// few, and after them 1,000 of which half, have the first name Lee.
async fn create(server: &Server) {
    let (numbers, id) = server.numbers();
    let id = id("n + 1000 * thousands");
    server
        .execute(&format!(
            "INSERT INTO users (id, email, base_email, password, first_name, last_name, name_key, role, major, minor, \
             is_verified, first_verified_at, is_active, joined_at) {numbers} \
             SELECT {id}, 'p' || m || '@ucla.edu', 'p' || m || '@ucla.edu', '', first, last, last || ' ' || first, 'MENTEE', \
             '[]', '[]', TRUE, '2026-01-01T00:00:00+00:00', m % 10 <> 0, '2026-01-01T00:00:00+00:00' FROM ( \
             SELECT n, thousands, m, \
             CASE WHEN m % 14 = 6 OR m % 700 = 1 THEN 'lee' WHEN m % 5 = 0 THEN 'fi' || m ELSE 'go' END AS first, \
             CASE WHEN m % 7 < 3 THEN 'ba' || m WHEN m % 7 < 6 THEN 'lee' ELSE 'zu' END AS last \
             FROM (SELECT n, thousands, 10000 + n + 1000 * thousands AS m FROM numbers CROSS JOIN \
             (SELECT n - 1 AS thousands FROM numbers WHERE n <= 7) AS groups) AS numbered) AS people"
        ))
        .await;
    for term in ["first_name", "last_name"] {
        server
            .execute(&format!(
                "INSERT INTO user_terms (term, user_id, is_public, state) \
                 SELECT {term}, id, TRUE, state FROM users WHERE email LIKE 'p1%'"
            ))
            .await;
    }
}

const USERS: &str = "query($filter: UserFilter, $orderBy: UserOrder, $first: Int, $after: String, $last: Int, $before: String) {
    users(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
        nodes { email }
        pageInfo { hasNextPage endCursor hasPreviousPage startCursor }
    }
}";

/// Reads the whole list in pages, from one of its ends, and returns the addresses in the order of the list.
async fn pages(admin: &Client, filter: &Value, order: &Value, is_forward: bool) -> Vec<String> {
    let (size, cursor, has_more, end) = match is_forward {
        true => ("first", "after", "hasNextPage", "endCursor"),
        false => ("last", "before", "hasPreviousPage", "startCursor"),
    };
    let mut variables = json!({ "filter": filter, "orderBy": order, size: 100 });
    let mut found: Vec<String> = Vec::new();
    loop {
        let page = admin.run(USERS, variables.clone()).await["users"].take();
        let nodes = page["nodes"].as_array().expect("nodes").iter();
        let emails = nodes.map(|node| node["email"].as_str().expect("an address").to_owned());
        match is_forward {
            true => found.extend(emails),
            false => {
                found.splice(0..0, emails);
            }
        }
        if page["pageInfo"][has_more] == false {
            return found;
        }
        variables[cursor] = page["pageInfo"][end].clone();
    }
}

/// The accounts that a search for words finds, in an order.
fn expected(people: &[Person], words: &[&str], active: bool, field: &str) -> Vec<String> {
    let has =
        |person: &Person, word: &str| person.2.starts_with(word) || person.3.starts_with(word);
    let mut found: Vec<&Person> = people
        .iter()
        .filter(|person| words.iter().all(|word| has(person, word)) && (person.4 || !active))
        .collect();
    found.sort_by_key(|person| match field {
        "NAME" => (person.0.clone(), person.5),
        "EMAIL" => (person.1.clone(), person.5),
        // All joined at the same time.
        _ => (String::new(), person.5),
    });
    found.iter().map(|person| person.1.clone()).collect()
}

#[tokio::test]
async fn a_word_that_thousands_have_gives_the_same_pages_in_every_order() {
    each_database(async |server| {
        let manager = server.admin("MANAGER").await;
        create(&server).await;
        let people: Vec<Person> = Entity::find()
            .select_only()
            .columns([
                Column::NameKey,
                Column::Email,
                Column::FirstName,
                Column::LastName,
            ])
            .columns([Column::IsActive, Column::Id])
            .into_tuple()
            .all(server.app.db.reader())
            .await
            .expect("accounts");
        for (search, is_active, field, count) in [
            ("lee", false, "NAME", 3510),
            ("lee", true, "NAME", 3110),
            ("lee fi", false, "NAME", 600),
            ("lee", false, "EMAIL", 3510),
            ("lee", true, "EMAIL", 3110),
            ("lee", false, "JOINED_AT", 3510),
        ] {
            let words: Vec<&str> = search.split(' ').collect();
            let mut expected = expected(&people, &words, is_active, field);
            assert_eq!(expected.len(), count, "{search} {is_active}");
            let filter = match is_active {
                true => json!({ "search": search, "isActive": true }),
                false => json!({ "search": search }),
            };
            for (direction, is_forward) in [("ASC", true), ("DESC", true), ("DESC", false)] {
                let order = json!({ "field": field, "direction": direction });
                let found = pages(&manager, &filter, &order, is_forward).await;
                if direction == "DESC" && is_forward {
                    expected.reverse();
                }
                // Not `assert_eq`, which would print thousands of lines.
                assert!(found == expected, "{filter} {order} {}", found.len());
            }
        }
    })
    .await;
}
