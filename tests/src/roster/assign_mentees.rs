//! Matching many pairs with one call.

use bruinbridge::entities::user::Role;
use bruinbridge::ids::UserId;
use serde_json::{Value, json};

use super::invariants::check;
use super::support::people;
use crate::harness::{Client, each_database};

const RESULTS: &str = "results { menteeId mentorId ok isChanged warnings { code } error { code } }";

fn pairs(mentees: &[UserId], mentors: &[UserId]) -> Value {
    let mentors = mentors.iter().cycle();
    let pairs = mentees.iter().zip(mentors);
    let pairs = pairs.map(|(mentee, mentor)| json!({ "menteeId": mentee, "mentorId": mentor }));
    json!({ "pairs": pairs.collect::<Vec<Value>>() })
}

async fn assign(manager: &Client, input: Value) -> Vec<Value> {
    let mut payload = manager.accept("assignMentees", input, RESULTS).await;
    serde_json::from_value(payload["results"].take()).expect("results")
}

#[tokio::test]
async fn a_pair_that_is_refused_stops_no_other() {
    each_database(async |server| {
        let mentees = people(&server, "mentee", Role::Mentee, 7).await;
        let mentors = people(&server, "mentor", Role::Mentor, 2).await;
        let manager = server.admin("MANAGER").await;
        server.forget_signals().await;
        // The first mentor has five seats.
        let results = assign(&manager, pairs(&mentees, &mentors[..1])).await;
        let codes: Vec<&Value> = results
            .iter()
            .map(|result| &result["error"]["code"])
            .collect();
        assert!(codes[..5].iter().all(|code| code.is_null()), "{codes:?}");
        assert!(
            codes[5..].iter().all(|code| **code == "ROSTER_FULL"),
            "{codes:?}"
        );
        let again = assign(&manager, pairs(&mentees[..1], &mentors[..1])).await;
        assert_eq!(again[0]["ok"], true);
        assert_eq!(again[0]["isChanged"], false);
        let other = assign(&manager, pairs(&mentees[..1], &mentors[1..])).await;
        assert_eq!(other[0]["error"]["code"], "MENTEE_UNAVAILABLE");
        let added = server.signals().await;
        let added = added.iter().filter(|signal| signal.name == "mentee_added");
        assert_eq!(added.count(), 5);
        check(&server.app, "pairs that were assigned").await;
    })
    .await;
}

#[tokio::test]
async fn five_hundred_pairs_fit_into_a_call() {
    each_database(async |server| {
        let mentees = people(&server, "mentee", Role::Mentee, 501).await;
        let mentors = people(&server, "mentor", Role::Mentor, 100).await;
        let manager = server.admin("MANAGER").await;
        let results = assign(&manager, pairs(&mentees[..500], &mentors)).await;
        assert_eq!(results.len(), 500);
        assert!(results.iter().all(|result| result["ok"] == true));
        assert_eq!(server.count("matches").await, 500);
        let code = manager
            .fail("assignMentees", pairs(&mentees, &mentors))
            .await;
        assert_eq!(code, "BAD_USER_INPUT");
    })
    .await;
}
