//! A list reads only the columns that its document needs. Each field, selected alone, has the same value in a list as
//! on the account itself, which is read as a whole.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::harness::{Client, Server, each_database};

const FIELDS: &str = "{ __schema { types { name fields { name args { type { kind } } type {
    kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";

/// Fields that are selected of an object.
const LEAVES: usize = 4;

/// A field of a type: its name, the kind and the name of its type, and whether it needs arguments.
struct Field {
    name: String,
    kind: String,
    type_name: String,
    needs_arguments: bool,
}

async fn fields_of_types(admin: &Client) -> HashMap<String, Vec<Field>> {
    let schema = admin.run(FIELDS, json!({})).await;
    let types = schema["__schema"]["types"].as_array().expect("types");
    let fields = |of_type: &Value| {
        let fields = of_type["fields"].as_array().cloned().unwrap_or_default();
        fields.iter().map(field).collect()
    };
    let name = |of_type: &Value| of_type["name"].as_str().expect("a name").to_owned();
    types
        .iter()
        .map(|of_type| (name(of_type), fields(of_type)))
        .collect()
}

fn field(field: &Value) -> Field {
    let mut of_type = &field["type"];
    while of_type["ofType"].is_object() {
        of_type = &of_type["ofType"];
    }
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let arguments = field["args"].as_array().expect("arguments");
    Field {
        name: text(&field["name"]),
        kind: text(&of_type["kind"]),
        type_name: text(&of_type["name"]),
        needs_arguments: arguments.iter().any(|of| of["type"]["kind"] == "NON_NULL"),
    }
}

/// The field, with some of the fields below it.
fn selection(types: &HashMap<String, Vec<Field>>, field: &Field, depth: usize) -> Option<String> {
    if field.kind != "OBJECT" {
        return Some(field.name.clone());
    }
    let below = types[&field.type_name].iter();
    let below = below.filter(|below| !below.needs_arguments && depth > 0);
    let below: Vec<String> = below
        .filter_map(|below| selection(types, below, depth - 1))
        .take(LEAVES)
        .collect();
    (!below.is_empty()).then(|| format!("{} {{ {} }}", field.name, below.join(" ")))
}

async fn people(server: &Server, admin: &Client) {
    let mentor = server.mentor("mentor@ucla.edu").await;
    mentor.complete_profile(4).await;
    let more = json!({
        "hobbies": "chess", "clubs": "Bruin Chess", "goals": "to help", "otherBackground": "a farm",
        "minor": ["Music"], "transfer": true, "firstgen": true,
    });
    mentor.accept("updateProfile", more.clone(), "").await;
    let capacity = json!({ "capacity": 2 });
    mentor.accept("setCapacity", capacity, "").await;
    let mentee = server.member("mentee@ucla.edu").await;
    mentee.complete_profile(1).await;
    mentee.accept("updateProfile", more, "").await;
    let input = json!({ "menteeEmail": "mentee@ucla.edu", "mentorId": mentor.id().await });
    admin.accept("addMentee", input, "").await;
    server.member("blank@ucla.edu").await;
    let leaving = server.member("leaving@ucla.edu").await;
    let input = json!({ "confirmation": "leaving@ucla.edu" });
    leaving.accept("requestAccountDeletion", input, "").await;
}

#[tokio::test]
async fn each_field_in_a_list_equals_that_of_the_account() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        people(&server, &admin).await;
        let types = fields_of_types(&admin).await;
        let mut compared = 0;
        for field in types["User"].iter().filter(|field| !field.needs_arguments) {
            let Some(selected) = selection(&types, field, 1) else {
                continue;
            };
            let lists = format!(
                "{{ users(first: 6) {{ nodes {{ id {selected} }} edges {{ node {{ ...on User {{ id }} ...part }} }} }} }}
                 fragment part on User {{ {selected} }}"
            );
            let data = admin.run(&lists, json!({})).await;
            let nodes = data["users"]["nodes"].as_array().expect("nodes");
            assert_eq!(nodes.len(), 5);
            for (node, edge) in nodes.iter().zip(data["users"]["edges"].as_array().expect("edges")) {
                let whole = format!("query($id: ID!) {{ user(id: $id) {{ id {selected} }} }}");
                let whole = admin.run(&whole, json!({ "id": node["id"] })).await;
                assert_eq!(node[&field.name], whole["user"][&field.name], "{selected}");
                assert_eq!(edge["node"][&field.name], whole["user"][&field.name], "{selected}");
                compared += 1;
            }
        }
        assert!(compared > 5 * 30, "{compared}");
    })
    .await;
}

#[tokio::test]
async fn a_page_is_the_same_whether_or_not_something_in_it_has_to_be_loaded() {
    const PAGE: &str = "
        { users(WHICH) {
            __typename
            edges { ...on UserEdge { __typename cursor node { ...part who: email } } }
            nodes { ...on User { __typename role } LOADED }
            pageInfo { __typename hasNextPage hasPreviousPage startCursor endCursor }
        } }
        fragment part on User { __typename id email year major isDeleted dateJoined lastLogin LOADED }";
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        people(&server, &admin).await;
        for which in [
            "first: 3",
            "last: 2",
            "first: 9",
            "filter: { search: \"nobody\" }",
        ] {
            let page = PAGE.replace("WHICH", which);
            let in_memory = admin.run(&page.replace("LOADED", ""), json!({})).await;
            let loaded = page.replace("LOADED", "isMatched");
            let mut loaded = admin.run(&loaded, json!({})).await;
            for edge in loaded["users"]["edges"].as_array_mut().expect("edges") {
                without_match(&mut edge["node"]);
            }
            for node in loaded["users"]["nodes"].as_array_mut().expect("nodes") {
                without_match(node);
            }
            assert_eq!(in_memory, loaded);
        }
        let skipped =
            "{ users(first: 3) { nodes { email @skip(if: true) role @include(if: true) role } } }";
        let skipped = admin.run(skipped, json!({})).await;
        assert_eq!(skipped["users"]["nodes"][0], json!({ "role": "MENTEE" }));
    })
    .await;
}

fn without_match(user: &mut Value) {
    let is_matched = user.as_object_mut().expect("a user").remove("isMatched");
    assert!(is_matched.is_some_and(|is_matched| is_matched.is_boolean()));
}
