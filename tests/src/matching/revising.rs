//! Pinning and forbidding pairs.

use bruinbridge::entities::user::Role;
use serde_json::json;

use super::support::{compute, majors, pair, pairs, plan, proposed};
use crate::harness::each_database;
use crate::roster::support::people;

#[tokio::test]
async fn pins_and_forbidden_pairs_hold_and_can_be_released() {
    each_database(async |server| {
        let mentees = people(&server, "mentee", Role::Mentee, 2).await;
        let mentors = people(&server, "mentor", Role::Mentor, 2).await;
        majors(&server, &mentees, &["Biology", "Art"], None).await;
        majors(&server, &mentors, &["Biology", "Art"], Some(1)).await;
        let admin = server.admin("SUPERADMIN").await;
        let id = proposed(&server, &admin, "MOST_MATCHED").await;
        let best = ["mentee0 mentor0", "mentee1 mentor1"];
        assert_eq!(pairs(&admin, &id).await, best);

        let input = json!({ "id": id, "pin": [pair(mentees[0], mentors[1])] });
        let revised = admin
            .accept("reviseMatching", input, "plan { state }")
            .await;
        assert_eq!(revised["plan"]["state"], "COMPUTING");
        compute(&server).await;
        assert_eq!(
            pairs(&admin, &id).await,
            ["mentee0 mentor1", "mentee1 mentor0"]
        );
        let fields = "score isOptimal pairs { nodes { isPinned score } }";
        let seen = plan(&admin, &id, fields).await;
        let expected = json!({ "score": 0, "isOptimal": true, "pairs": { "nodes": [
            { "isPinned": true, "score": 0 }, { "isPinned": false, "score": 0 },
        ] } });
        assert_eq!(seen, expected);

        let input = json!({
            "id": id,
            "release": [pair(mentees[0], mentors[1])],
            "forbid": [pair(mentees[0], mentors[0]), pair(mentees[0], mentors[0])],
        });
        admin.accept("reviseMatching", input, "").await;
        compute(&server).await;
        assert_eq!(
            pairs(&admin, &id).await,
            ["mentee0 mentor1", "mentee1 mentor0"]
        );
        let input = json!({ "id": id, "release": [pair(mentees[0], mentors[0])] });
        admin.accept("reviseMatching", input, "").await;
        compute(&server).await;
        assert_eq!(pairs(&admin, &id).await, best);
    })
    .await;
}

#[tokio::test]
async fn pins_that_cannot_hold_are_refused() {
    each_database(async |server| {
        let mentees = people(&server, "mentee", Role::Mentee, 2).await;
        let mentors = people(&server, "mentor", Role::Mentor, 2).await;
        majors(&server, &mentors, &["Biology"], Some(1)).await;
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member("jo@ucla.edu").await;
        jo.complete_profile(1).await;
        let block = json!({ "mentorEmail": "mentor0@ucla.edu" });
        jo.accept("blacklistMentor", block, "").await;
        let jo_id = jo.id().await;
        let id = proposed(&server, &admin, "BEST_FIT").await;
        let refuse = async |pin: serde_json::Value| {
            let input = json!({ "id": id, "pin": pin });
            admin.refuse("reviseMatching", input).await
        };
        let both = json!([pair(mentees[0], mentors[0]), pair(mentees[1], mentors[0])]);
        assert_eq!(refuse(both).await, ["ROSTER_FULL pin"]);
        let twice = json!([pair(mentees[0], mentors[0]), pair(mentees[0], mentors[1])]);
        assert_eq!(refuse(twice).await, ["PLAN_PAIR_INVALID pin"]);
        let wrong = json!([pair(mentors[0], mentees[0])]);
        assert_eq!(refuse(wrong).await, ["PLAN_PAIR_INVALID pin"]);
        let blocked = json!([{ "menteeId": jo_id, "mentorId": mentors[0].to_string() }]);
        assert_eq!(refuse(blocked).await, ["MENTEE_UNAVAILABLE pin"]);
        let many = vec![pair(mentees[0], mentors[0]); 501];
        let input = json!({ "id": id, "forbid": many });
        assert_eq!(admin.fail("reviseMatching", input).await, "BAD_USER_INPUT");
        assert_eq!(
            plan(&admin, &id, "state").await,
            json!({ "state": "READY" })
        );
    })
    .await;
}
