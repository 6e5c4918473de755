//! Suggestions of mentors and mentees.

use bruinbridge::entities::stale_scores;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::support::{add, compute_scores};
use crate::harness::{Client, Server, each_database};

async fn mentors(client: &Client) -> Vec<String> {
    nodes(
        client,
        "{ mentorSuggestions { nodes { mentor { firstName } } } }",
        "mentor",
    )
    .await
}

async fn mentees(client: &Client) -> Vec<String> {
    nodes(
        client,
        "{ menteeSuggestions { nodes { mentee { firstName } } } }",
        "mentee",
    )
    .await
}

async fn nodes(client: &Client, document: &str, key: &str) -> Vec<String> {
    let data = client.run(document, json!({})).await;
    let list = data
        .as_object()
        .and_then(|data| data.values().next())
        .expect("a list");
    let nodes = list["nodes"].as_array().expect("nodes");
    let name = |node: &Value| node[key]["firstName"].as_str().expect("a name").to_owned();
    nodes.iter().map(name).collect()
}

async fn person(server: &Server, name: &str, role: &str, majors: &[&str]) -> Client {
    let email = format!("{name}@ucla.edu");
    server.register(&email, role).await;
    let client = server
        .client()
        .log_in(&email, crate::harness::PASSWORD)
        .await;
    // So far apart that the years add nothing to a score.
    let year = if role == "MENTOR" { 5 } else { 0 };
    let profile = json!({ "firstName": name, "lastName": "Lee", "year": year, "major": majors });
    client.accept("updateProfile", profile, "").await;
    client
}

#[tokio::test]
async fn the_best_match_comes_first_and_people_with_nothing_in_common_are_not_suggested() {
    each_database(async |server| {
        person(&server, "half", "MENTOR", &["Art", "Law"]).await;
        person(&server, "whole", "MENTOR", &["Art", "Music"]).await;
        person(&server, "none", "MENTOR", &["Physics"]).await;
        let jo = person(&server, "jo", "MENTEE", &["Art", "Music"]).await;
        assert!(mentors(&jo).await.is_empty(), "not computed yet");
        compute_scores(&server).await;
        assert_eq!(mentors(&jo).await, ["whole", "half"]);
        jo.accept("updateProfile", json!({ "major": ["Physics"] }), "")
            .await;
        compute_scores(&server).await;
        assert_eq!(mentors(&jo).await, ["none"]);
        jo.accept("updateProfile", json!({ "major": [] }), "").await;
        compute_scores(&server).await;
        assert!(
            mentors(&jo).await.is_empty(),
            "an empty survey has nothing in common"
        );
        let stale = stale_scores::Entity::find()
            .count(server.app.db.reader())
            .await;
        assert_eq!(stale.expect("a count"), 0);
    })
    .await;
}

#[tokio::test]
async fn full_blocked_or_leaving_mentors_are_not_suggested() {
    each_database(async |server| {
        let full = person(&server, "full", "MENTOR", &["Art"]).await;
        let refused = person(&server, "refused", "MENTOR", &["Art"]).await;
        let leaving = person(&server, "leaving", "MENTOR", &["Art"]).await;
        let changing = person(&server, "changing", "MENTOR", &["Art"]).await;
        person(&server, "free", "MENTOR", &["Art"]).await;
        let jo = person(&server, "jo", "MENTEE", &["Art"]).await;
        person(&server, "mia", "MENTEE", &["Art"]).await;
        compute_scores(&server).await;
        assert_eq!(mentors(&jo).await.len(), 5);
        full.accept("setCapacity", json!({ "capacity": 1 }), "")
            .await;
        add(&full, "mia@ucla.edu").await;
        jo.accept(
            "blacklistMentor",
            json!({ "mentorEmail": "refused@ucla.edu" }),
            "",
        )
        .await;
        leaving
            .accept(
                "requestAccountDeletion",
                json!({ "confirmation": "leaving@ucla.edu" }),
                "",
            )
            .await;
        changing
            .accept("changeRole", json!({ "newRole": "MENTEE" }), "")
            .await;
        assert_eq!(mentors(&jo).await, ["free"]);
        compute_scores(&server).await;
        assert_eq!(mentors(&jo).await, ["free"]);
        assert_eq!(
            mentees(&refused).await,
            ["changing"],
            "not jo, who blocks this mentor, nor mia, who has a mentor"
        );

        jo.accept(
            "unblacklistMentor",
            json!({ "mentorEmail": "refused@ucla.edu" }),
            "",
        )
        .await;
        leaving.accept("cancelAccountDeletion", json!({}), "").await;
        compute_scores(&server).await;
        let mut all = mentors(&jo).await;
        all.sort();
        assert_eq!(all, ["free", "leaving", "refused"]);
    })
    .await;
}

#[tokio::test]
async fn suggestions_are_paged() {
    each_database(async |server| {
        for name in ["a", "b", "c"] {
            person(&server, name, "MENTOR", &["Art", "Music"]).await;
        }
        person(&server, "best", "MENTOR", &["Art", "Law"]).await;
        let jo = person(&server, "jo", "MENTEE", &["Art", "Law"]).await;
        compute_scores(&server).await;
        let document = "query($after: String) { mentorSuggestions(first: 2, after: $after) { nodes { mentor { firstName } } pageInfo { hasNextPage endCursor } } }";
        let first = jo.run(document, json!({})).await["mentorSuggestions"].take();
        assert_eq!(first["pageInfo"]["hasNextPage"], true);
        let after = json!({ "after": first["pageInfo"]["endCursor"] });
        let second = jo.run(document, after).await["mentorSuggestions"].take();
        assert_eq!(second["pageInfo"]["hasNextPage"], false);
        let names: Vec<&str> = [&first, &second]
            .into_iter()
            .flat_map(|page| page["nodes"].as_array().expect("nodes"))
            .filter_map(|node| node["mentor"]["firstName"].as_str())
            .collect();
        assert_eq!(names[0], "best");
        let mut others = names[1..].to_vec();
        others.sort_unstable();
        assert_eq!(others, ["a", "b", "c"]);
    })
    .await;
}

#[tokio::test]
async fn a_suggested_mentee_gets_an_offer_without_the_address_being_shown() {
    each_database(async |server| {
        let ma = person(&server, "ma", "MENTOR", &["Art"]).await;
        let jo = person(&server, "jo", "MENTEE", &["Art"]).await;
        compute_scores(&server).await;
        let found = ma
            .run(
                "{ menteeSuggestions { nodes { mentee { id } } } }",
                json!({}),
            )
            .await;
        let id = &found["menteeSuggestions"]["nodes"][0]["mentee"]["id"];
        assert_eq!(*id, jo.id().await);
        let offered = ma
            .accept(
                "offerMentoring",
                json!({ "menteeId": id }),
                "request { id }",
            )
            .await;
        let offered = json!({ "id": offered["request"]["id"] });
        jo.accept("acceptRequest", offered, "").await;
        assert!(mentees(&ma).await.is_empty());
        let wrong = jo
            .try_run("{ menteeSuggestions { nodes { score } } }", json!({}))
            .await;
        assert_eq!(wrong["errors"][0]["extensions"]["code"], "FORBIDDEN");
    })
    .await;
}

#[tokio::test]
async fn scores_of_many_are_paged() {
    each_database(async |server| {
        super::support::people(
            &server,
            "mentor",
            bruinbridge::entities::user::Role::Mentor,
            250,
        )
        .await;
        let jo = person(&server, "jo", "MENTEE", &["Biology"]).await;
        compute_scores(&server).await;
        let document =
            "{ mentorSuggestions(first: 100) { nodes { score } pageInfo { hasNextPage } } }";
        let page = jo.run(document, json!({})).await["mentorSuggestions"].take();
        assert_eq!(page["pageInfo"]["hasNextPage"], true);
    })
    .await;
}

#[tokio::test]
async fn a_cursor_of_a_person_who_is_gone_restarts_from_the_beginning() {
    each_database(async |server| {
        let ma = person(&server, "ma", "MENTOR", &["Art"]).await;
        let mo = person(&server, "mo", "MENTOR", &["Law"]).await;
        let mut mentees = Vec::new();
        for name in ["a", "b", "c", "d"] {
            mentees.push(person(&server, name, "MENTEE", &["Art"]).await);
        }
        compute_scores(&server).await;
        let after = async |cursor: &str| {
            let document = "query($after: String) { menteeSuggestions(after: $after) { edges { cursor node { mentee { firstName } } } } }";
            let variables = json!({ "after": (!cursor.is_empty()).then_some(cursor) });
            let page = ma.run(document, variables).await;
            let edges = page["menteeSuggestions"]["edges"].as_array();
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            let edge = |edge: &Value| (text(&edge["node"]["mentee"]["firstName"]), text(&edge["cursor"]));
            edges.expect("edges").iter().map(edge).collect::<Vec<_>>()
        };
        let all = after("").await;
        assert_eq!(all.len(), 4);
        let cursor = |name: &str| {
            let found = all.iter().find(|(found, _)| found == name);
            found.expect(name).1.clone()
        };
        add(&mo, "b@ucla.edu").await;
        let refused = json!({ "mentorId": ma.id().await });
        mentees[2].accept("blacklistMentor", refused, "").await;
        let left = after("").await;
        assert_eq!(left.len(), 2);
        let never_suggested = mo.id().await;
        for gone in [cursor("b"), cursor("c"), never_suggested] {
            assert_eq!(after(&gone).await, left);
        }
        assert_eq!(after(&left[0].1).await, left[1..]);
    })
    .await;
}

#[tokio::test]
async fn suggestions_are_filtered_by_major_year_and_the_score_that_is_seen() {
    each_database(async |server| {
        // 35 points for the major; 10 for the year, and 10 that nobody sees.
        for (name, major, year) in [("both", "Art", 2), ("major", "Art", 5), ("year", "Law", 2)] {
            let ma = person(&server, name, "MENTOR", &[major]).await;
            let more = json!({ "year": year, "matchByBackground": true, "firstgen": true });
            ma.accept("updateProfile", more, "").await;
        }
        let jo = person(&server, "jo", "MENTEE", &["Art"]).await;
        let more = json!({ "year": 2, "matchByBackground": true, "firstgen": true });
        jo.accept("updateProfile", more, "").await;
        compute_scores(&server).await;
        for (filter, expected) in [
            ("", &["both", "major", "year"][..]),
            ("major: \"ART\"", &["both", "major"]),
            ("year: 2", &["both", "year"]),
            ("year: 2, major: \"art\"", &["both"]),
            ("minScore: 10", &["both", "major", "year"]),
            ("minScore: 11", &["both", "major"]),
            ("minScore: 45", &["both"]),
            ("minScore: 46", &[]),
        ] {
            let document = format!(
                "{{ mentorSuggestions(filter: {{ {filter} }}) {{ nodes {{ mentor {{ firstName }} }} }} }}"
            );
            assert_eq!(nodes(&jo, &document, "mentor").await, expected, "{filter}");
        }
        let document = "{ mentorSuggestions(filter: { minScore: 91 }) { nodes { score } } }";
        let response = jo.try_run(document, json!({})).await;
        assert_eq!(response["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
        let ma = server.client().log_in("both@ucla.edu", crate::harness::PASSWORD).await;
        let document = "{ menteeSuggestions(filter: { major: \"art\", minScore: 45 }) { nodes { mentee { firstName } } } }";
        assert_eq!(nodes(&ma, document, "mentee").await, ["jo"]);
    })
    .await;
}
