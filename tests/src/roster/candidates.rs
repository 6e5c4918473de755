//! The mentors whom administrators see for a mentee.

use std::collections::HashSet;

use bruinbridge::entities::user::{ActiveModel, Column, Entity, Entries, Role};
use bruinbridge::ids::UserId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::{Value, json};

use super::support::{add, compute_scores, people};
use crate::harness::{Client, PASSWORD, Server, each_database};

const PAGE: &str = "query($mentee: ID!, $filter: CandidateFilter, $after: String) { \
    mentorCandidates(menteeId: $mentee, filter: $filter, first: 100, after: $after) { \
    nodes { score sentence factors { points } mentor { id firstName email spotsLeft capacity } } \
    pageInfo { hasNextPage endCursor } } }";

/// All candidates, read page by page.
async fn candidates(admin: &Client, mentee: &str, filter: Value) -> Vec<Value> {
    let (mut nodes, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "mentee": mentee, "filter": filter, "after": after });
        let mut page = admin.run(PAGE, variables).await["mentorCandidates"].take();
        let found: Vec<Value> = serde_json::from_value(page["nodes"].take()).expect("nodes");
        nodes.extend(found);
        if page["pageInfo"]["hasNextPage"] == false {
            return nodes;
        }
        after = page["pageInfo"]["endCursor"].take();
    }
}

async fn names(admin: &Client, mentee: &str, filter: Value) -> Vec<String> {
    let nodes = candidates(admin, mentee, filter).await;
    let name = |node: &Value| node["mentor"]["firstName"].as_str().map(str::to_owned);
    nodes.iter().filter_map(name).collect()
}

fn scores(nodes: &[Value]) -> Vec<u64> {
    let score = |node: &Value| node["score"].as_u64().expect("a score");
    nodes.iter().map(score).collect()
}

async fn set(server: &Server, people: &[UserId], change: ActiveModel) {
    Entity::update_many()
        .set(change)
        .filter(Column::Id.is_in(people.iter().copied()))
        .exec(server.app.db.writer())
        .await
        .expect("a change");
}

/// Registers a person with a profile; the years of mentees and mentors are so far apart that they add nothing to a score.
async fn person(server: &Server, name: &str, role: &str, major: &str) -> Client {
    let email = format!("{name}@ucla.edu");
    server.register(&email, role).await;
    let client = server.client().log_in(&email, PASSWORD).await;
    let year = if role == "MENTOR" { 5 } else { 0 };
    let profile = json!({ "firstName": name, "lastName": "Lee", "year": year, "major": [major] });
    client.accept("updateProfile", profile, "").await;
    client
}

#[tokio::test]
async fn every_mentor_is_reached_and_the_best_come_first() {
    each_database(async |server| {
        let mentors = people(&server, "mentor", Role::Mentor, 260).await;
        let chess = ActiveModel {
            hobbies: Set("chess".to_owned()),
            ..Default::default()
        };
        set(&server, &mentors[..20], chess).await;
        let nothing = ActiveModel {
            major: Set(Entries(vec!["Physics".to_owned()])),
            ..Default::default()
        };
        set(&server, &mentors[20..23], nothing).await;
        let jo = person(&server, "jo", "MENTEE", "Biology").await;
        jo.accept("updateProfile", json!({ "hobbies": "chess" }), "")
            .await;
        let id = jo.id().await;
        let admin = server.admin("MANAGER").await;
        // Before the scores are computed, everyone is one of the others.
        assert_eq!(candidates(&admin, &id, json!({})).await.len(), 260);
        compute_scores(&server).await;
        let found = candidates(&admin, &id, json!({})).await;
        let ids: HashSet<&Value> = found.iter().map(|node| &node["mentor"]["id"]).collect();
        assert_eq!((found.len(), ids.len()), (260, 260));
        let scores = scores(&found);
        assert!(scores[..20].iter().all(|score| *score == 45), "{scores:?}");
        assert!(scores[20..200].iter().all(|score| *score == 35));
        let nothing = scores.iter().filter(|score| **score == 0).count();
        assert_eq!(nothing, 3);
        let sentence = &found[0]["sentence"];
        assert_eq!(sentence, "They have similar majors and hobbies.");
        let least = candidates(&admin, &id, json!({ "minScore": 1 })).await;
        assert_eq!(least.len(), 200, "only the best partners");
        let best = candidates(&admin, &id, json!({ "minScore": 36 })).await;
        assert_eq!(best.len(), 20);
    })
    .await;
}

#[tokio::test]
async fn those_who_cannot_be_assigned_are_left_out() {
    let settings = [("MENTOR_APPROVAL", "true")];
    crate::harness::each_database_with(&settings, async |server| {
        let admin = server.admin("MANAGER").await;
        let names_of = [
            "full", "chosen", "typed", "paused", "leaving", "free", "far",
        ];
        let mut mentors = Vec::new();
        for name in names_of {
            let major = if name == "far" { "Physics" } else { "Art" };
            let mentor = person(&server, name, "MENTOR", major).await;
            let approved = json!({ "mentorId": mentor.id().await });
            admin.accept("approveMentor", approved, "").await;
            mentors.push(mentor);
        }
        person(&server, "waiting", "MENTOR", "Art").await;
        let incomplete = person(&server, "incomplete", "MENTOR", "Art").await;
        let approved = json!({ "mentorId": incomplete.id().await });
        admin.accept("approveMentor", approved, "").await;
        incomplete
            .accept("updateProfile", json!({ "lastName": "" }), "")
            .await;
        let jo = person(&server, "jo", "MENTEE", "Art").await;
        person(&server, "mia", "MENTEE", "Art").await;
        compute_scores(&server).await;

        let one = json!({ "capacity": 1 });
        mentors[0].accept("setCapacity", one, "").await;
        add(&mentors[0], "mia@ucla.edu").await;
        let chosen = json!({ "mentorId": mentors[1].id().await });
        jo.accept("blacklistMentor", chosen, "").await;
        let typed = json!({ "mentorEmail": "typed@ucla.edu" });
        jo.accept("blacklistMentor", typed, "").await;
        mentors[3].accept("pauseMentoring", json!({}), "").await;
        let leaving = json!({ "confirmation": "leaving@ucla.edu" });
        mentors[4]
            .accept("requestAccountDeletion", leaving, "")
            .await;

        let id = jo.id().await;
        let expected = ["free", "incomplete", "far"];
        for round in ["at once", "after the scores are computed"] {
            let mut found = names(&admin, &id, json!({})).await;
            assert_eq!(found.pop().as_deref(), Some("far"), "{round}");
            found.sort();
            assert_eq!(found, expected[..2], "{round}");
            let full = names(&admin, &id, json!({ "hasSpots": false })).await;
            assert_eq!(full, ["full"], "{round}");
            compute_scores(&server).await;
        }
        for (mentee, message) in [
            (mentors[5].id().await, "a mentor"),
            (UserId::new().to_string(), "nobody"),
        ] {
            let response = admin.try_run(PAGE, json!({ "mentee": mentee })).await;
            let code = &response["errors"][0]["extensions"]["code"];
            assert_eq!(code, "BAD_USER_INPUT", "{message}");
        }
    })
    .await;
}

#[tokio::test]
async fn filters_apply_to_the_best_partners_and_to_all_others() {
    each_database(async |server| {
        person(&server, "art", "MENTOR", "Art").await;
        person(&server, "law", "MENTOR", "Law").await;
        person(&server, "music", "MENTOR", "Music").await;
        let jo = person(&server, "jo", "MENTEE", "Art").await;
        compute_scores(&server).await;
        let (id, admin) = (jo.id().await, server.admin("MANAGER").await);
        for (filter, expected) in [
            (Value::Null, &["art", "law", "music"][..]),
            (json!({ "major": "ART" }), &["art"]),
            (json!({ "major": "law" }), &["law"]),
            (json!({ "year": 5 }), &["art", "law", "music"]),
            (json!({ "year": 5, "major": "music" }), &["music"]),
            (json!({ "year": 1 }), &[]),
            (json!({ "minScore": 35 }), &["art"]),
            (json!({ "minScore": 36 }), &[]),
        ] {
            let found = names(&admin, &id, filter.clone()).await;
            assert_eq!(found, expected, "{filter}");
        }
        let too_many = json!({ "mentee": id, "filter": { "minScore": 91 } });
        let response = admin.try_run(PAGE, too_many).await;
        let code = &response["errors"][0]["extensions"]["code"];
        assert_eq!(code, "BAD_USER_INPUT");
    })
    .await;
}

#[tokio::test]
async fn whoever_may_only_match_people_sees_the_addresses() {
    each_database(async |server| {
        person(&server, "ma", "MENTOR", "Art").await;
        let jo = person(&server, "jo", "MENTEE", "Art").await;
        let superadmin = server.admin("SUPERADMIN").await;
        let role = json!({ "name": "MATCHER", "permissions": ["ROSTER_WRITE"] });
        superadmin.accept("createAdminRole", role, "").await;
        let matcher = server.admin("MATCHER").await;
        let found = candidates(&matcher, &jo.id().await, json!({})).await;
        assert_eq!(found[0]["mentor"]["email"], "ma@ucla.edu");
        assert_eq!(found[0]["mentor"]["spotsLeft"], 5);
        let mentors = "{ mentors { nodes { email } } }";
        let mentors = matcher.run(mentors, json!({})).await;
        assert_eq!(mentors["mentors"]["nodes"][0]["email"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn the_next_page_follows_although_the_last_mentor_has_no_seat_any_more() {
    each_database(async |server| {
        for name in ["ma", "mo", "mu"] {
            person(&server, name, "MENTOR", "Art").await;
        }
        let jo = person(&server, "jo", "MENTEE", "Art").await;
        compute_scores(&server).await;
        let (id, admin) = (jo.id().await, server.admin("MANAGER").await);
        let all = names(&admin, &id, json!({})).await;
        let document = "query($mentee: ID!, $after: String) { mentorCandidates(menteeId: $mentee, first: 1, after: $after) { nodes { mentor { firstName } } pageInfo { endCursor } } }";
        let first = admin.run(document, json!({ "mentee": id })).await;
        let first = &first["mentorCandidates"];
        assert_eq!(first["nodes"][0]["mentor"]["firstName"], all[0].as_str());
        let taken = server.client().log_in(&format!("{}@ucla.edu", all[0]), PASSWORD).await;
        taken.accept("setCapacity", json!({ "capacity": 1 }), "").await;
        people(&server, "mentee", Role::Mentee, 1).await;
        add(&taken, "mentee0@ucla.edu").await;
        let after = json!({ "mentee": id, "after": first["pageInfo"]["endCursor"] });
        let second = admin.run(document, after).await;
        let second = &second["mentorCandidates"]["nodes"][0]["mentor"]["firstName"];
        assert_eq!(second, all[1].as_str());
    })
    .await;
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    each_database(async |server| {
        let jo = person(&server, "jo", "MENTEE", "Art").await;
        let admin = server.admin("MANAGER").await;
        let users = "{ users(first: 1, orderBy: { field: NAME }) { pageInfo { endCursor } } }";
        let users = admin.run(users, json!({})).await;
        let after = &users["users"]["pageInfo"]["endCursor"];
        let variables = json!({ "mentee": jo.id().await, "after": after });
        let response = admin.try_run(PAGE, variables).await;
        let code = &response["errors"][0]["extensions"]["code"];
        assert_eq!(code, "BAD_USER_INPUT");
    })
    .await;
}

#[tokio::test]
async fn a_page_of_a_hundred_costs_as_many_statements_as_one_of_two() {
    each_database(async |server| {
        people(&server, "mentor", Role::Mentor, 150).await;
        let jo = person(&server, "jo", "MENTEE", "Biology").await;
        compute_scores(&server).await;
        let (id, admin) = (jo.id().await, server.admin("MANAGER").await);
        server.wait_for_log().await;
        let page = |first: usize| {
            format!(
                r#"{{ mentorCandidates(menteeId: "{id}", first: {first}) {{ nodes {{ score sentence mentor {{ email capacity }} }} }} }}"#
            )
        };
        admin.run(&page(2), json!({})).await;
        let mut costs = Vec::new();
        for first in [2, 100] {
            let before = server.statements();
            admin.run(&page(first), json!({})).await;
            costs.push(server.statements() - before);
        }
        assert_eq!(costs[0], costs[1]);
        assert!(costs[1] <= 7, "{costs:?} statements");
    })
    .await;
}
