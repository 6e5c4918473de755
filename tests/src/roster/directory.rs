//! The directory of mentors.

use serde_json::{Value, json};

use super::support::add;
use crate::harness::{Client, Server, each_database};

async fn names(client: &Client, arguments: &str) -> Vec<String> {
    let document = format!("{{ mentors({arguments}) {{ nodes {{ firstName }} }} }}");
    let mentors = client.run(&document, json!({})).await["mentors"]["nodes"].take();
    let name = |mentor: &Value| mentor["firstName"].as_str().expect("a name").to_owned();
    mentors
        .as_array()
        .expect("mentors")
        .iter()
        .map(name)
        .collect()
}

async fn mentor(server: &Server, first: &str, last: &str, major: &str) -> Client {
    let mentor = server
        .mentor(&format!("{first}@ucla.edu").to_lowercase())
        .await;
    let profile = json!({ "firstName": first, "lastName": last, "major": [major], "year": 3 });
    mentor.accept("updateProfile", profile, "").await;
    mentor
}

#[tokio::test]
async fn members_find_mentors_by_name_major_year_and_room() {
    each_database(async |server| {
        let ann = mentor(&server, "Ann", "Lee", "Computer Science").await;
        mentor(&server, "Bob", "Leeds", "Art \"History\"").await;
        mentor(&server, "Cy", "100%", "Science").await;
        let jo = server.member("jo@ucla.edu").await;
        ann.accept("setCapacity", json!({ "capacity": 1 }), "")
            .await;
        add(&ann, "jo@ucla.edu").await;
        assert_eq!(names(&jo, "first: 10").await, ["Ann", "Bob", "Cy"]);
        assert_eq!(names(&jo, "filter: { search: \"lee an\" }").await, ["Ann"]);
        assert_eq!(
            names(&jo, "filter: { search: \"LEE\" }").await,
            ["Ann", "Bob"]
        );
        assert_eq!(names(&jo, "filter: { search: \"100%\" }").await, ["Cy"]);
        assert!(names(&jo, "filter: { search: \"l_e\" }").await.is_empty());
        assert_eq!(
            names(&jo, "filter: { major: \"computer science\" }").await,
            ["Ann"]
        );
        assert_eq!(names(&jo, "filter: { major: \"Science\" }").await, ["Cy"]);
        assert_eq!(
            names(&jo, r#"filter: { major: "art \"history\"" }"#).await,
            ["Bob"]
        );
        assert!(names(&jo, "filter: { year: 2 }").await.is_empty());
        assert_eq!(names(&jo, "filter: { hasSpots: false }").await, ["Ann"]);
        assert_eq!(
            names(&jo, "filter: { hasSpots: true }").await,
            ["Bob", "Cy"]
        );
    })
    .await;
}

#[tokio::test]
async fn the_directory_is_paged_in_both_directions() {
    each_database(async |server| {
        for name in ["A", "B", "C", "D"] {
            mentor(&server, name, "Lee", "Art").await;
        }
        let jo = server.member("jo@ucla.edu").await;
        let page = async |arguments: &str| {
            let document = format!("{{ mentors({arguments}) {{ nodes {{ firstName }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}");
            jo.run(&document, json!({})).await["mentors"].take()
        };
        let first = page("first: 3").await;
        assert_eq!(first["pageInfo"]["hasNextPage"], true);
        let end = first["pageInfo"]["endCursor"].as_str().expect("a cursor");
        assert_eq!(names(&jo, &format!("first: 3, after: \"{end}\"")).await, ["D"]);
        assert_eq!(names(&jo, &format!("last: 1, before: \"{end}\"")).await, ["B"]);
        let answer = jo.try_run("{ mentors(after: \"x\") { nodes { id } } }", json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    })
    .await;
}

#[tokio::test]
async fn only_mentors_who_take_part_are_shown_and_only_to_members() {
    each_database(async |server| {
        let ann = mentor(&server, "Ann", "Lee", "Art").await;
        let id = ann.id().await;
        let jo = server.member("jo@ucla.edu").await;
        let document = format!("{{ mentor(id: \"{id}\") {{ fullName email spotsLeft }} }}");
        let seen = json!({ "mentor": { "fullName": "Ann Lee", "email": null, "spotsLeft": 5 } });
        assert_eq!(jo.run(&document, json!({})).await, seen);
        let auditor = server.admin("AUDITOR").await;
        let seen = auditor.run(&document, json!({})).await;
        assert_eq!(seen["mentor"]["email"], "ann@ucla.edu");
        let answer = server.client().try_run(&document, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        ann.accept(
            "requestAccountDeletion",
            json!({ "confirmation": "ann@ucla.edu" }),
            "",
        )
        .await;
        assert_eq!(jo.run(&document, json!({})).await["mentor"], Value::Null);
        assert!(names(&jo, "first: 10").await.is_empty());
        let mentee = format!("{{ mentor(id: \"{}\") {{ id }} }}", jo.id().await);
        assert_eq!(jo.run(&mentee, json!({})).await["mentor"], Value::Null);
    })
    .await;
}
