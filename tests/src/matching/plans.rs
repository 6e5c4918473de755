//! Proposing plans, and what they say.

use bruinbridge::entities::user::Role;
use serde_json::json;

use super::support::{compute, majors, pairs, plan, proposed};
use crate::harness::{Server, each_database};
use crate::roster::support::people;

/// Two mentees of Biology, one of Art, a mentor of each with one seat.
async fn campus(server: &Server) {
    let mentees = people(server, "mentee", Role::Mentee, 3).await;
    let mentors = people(server, "mentor", Role::Mentor, 2).await;
    majors(server, &mentees, &["Biology", "Biology", "Art"], None).await;
    majors(server, &mentors, &["Biology", "Art"], Some(1)).await;
}

#[tokio::test]
async fn a_plan_matches_those_who_fit_and_says_what_would_help_the_others() {
    each_database(async |server| {
        campus(&server).await;
        let admin = server.admin("SUPERADMIN").await;
        let id = proposed(&server, &admin, "BEST_FIT").await;
        let fields = "state objective seed progress total mentors matched score provenMaximum isOptimal failure \
            createdBy { email } publishedAt \
            pairs { nodes { mentor { firstName } score sentence isPinned outcome refusal changes \
                    factors { factor points max } } } \
            unmatched { nodes { mentee { major } reason advice } }";
        let seen = plan(&admin, &id, fields).await;
        let nothing = json!({ "points": 0 });
        let sentence = "They have similar majors.";
        let of = |name: &str| {
            json!({
                "mentor": { "firstName": name }, "score": 35, "sentence": sentence, "isPinned": false,
                "outcome": "PLANNED", "refusal": null, "changes": [],
                "factors": [
                    { "factor": "MAJORS", "points": 35, "max": 35 },
                    { "factor": "MINORS", "points": nothing["points"], "max": 10 },
                    { "factor": "HOBBIES", "points": 0, "max": 10 },
                    { "factor": "CLUBS", "points": 0, "max": 10 },
                    { "factor": "GOALS", "points": 0, "max": 15 },
                    { "factor": "YEARS", "points": 0, "max": 10 },
                ],
            })
        };
        let expected = json!({
            "state": "READY", "objective": "BEST_FIT", "seed": "one", "progress": 1.0, "total": 3, "mentors": 2,
            "matched": 2, "score": 70, "provenMaximum": 70, "isOptimal": true, "failure": null,
            "createdBy": { "email": "superadmin@ucla.edu" }, "publishedAt": null,
            "pairs": { "nodes": [of("mentor0"), of("mentor1")] },
            "unmatched": { "nodes": [{
                "mentee": { "major": ["Biology"] }, "reason": "NO_SEAT",
                "advice": "One more seat among mentors of Biology.",
            }] },
        });
        assert_eq!(seen, expected);
    })
    .await;
}

#[tokio::test]
async fn the_most_matches_come_before_the_best_fit() {
    each_database(async |server| {
        let mentees = people(&server, "mentee", Role::Mentee, 2).await;
        let mentors = people(&server, "mentor", Role::Mentor, 2).await;
        majors(&server, &mentees, &["Biology", "Art"], None).await;
        majors(&server, &mentors, &["Biology", "History"], Some(1)).await;
        let admin = server.admin("SUPERADMIN").await;
        let id = proposed(&server, &admin, "BEST_FIT").await;
        assert_eq!(pairs(&admin, &id).await, ["mentee0 mentor0"]);
        let fields = "unmatched { nodes { reason } }";
        let unmatched = plan(&admin, &id, fields).await;
        assert_eq!(
            unmatched["unmatched"]["nodes"][0]["reason"],
            "NOTHING_IN_COMMON"
        );
        let id = proposed(&server, &admin, "MOST_MATCHED").await;
        let both = ["mentee0 mentor0", "mentee1 mentor1"];
        assert_eq!(pairs(&admin, &id).await, both);
    })
    .await;
}

#[tokio::test]
async fn the_scope_restricts_a_plan_and_the_same_seed_repeats_it() {
    each_database(async |server| {
        let mentees = people(&server, "mentee", Role::Mentee, 8).await;
        people(&server, "mentor", Role::Mentor, 5).await;
        majors(&server, &mentees[..1], &["Art"], None).await;
        let admin = server.admin("SUPERADMIN").await;
        let one = proposed(&server, &admin, "BEST_FIT").await;
        let other = proposed(&server, &admin, "BEST_FIT").await;
        assert_eq!(pairs(&admin, &one).await, pairs(&admin, &other).await);
        let scope = json!({ "menteeMajor": " biology", "menteeYear": 0, "mentorYear": 5 });
        let input = json!({ "objective": "BEST_FIT", "scope": scope });
        let payload = admin
            .accept("proposeMatching", input, "plan { id state progress }")
            .await;
        assert_eq!(payload["plan"]["state"], "COMPUTING");
        assert_eq!(payload["plan"]["progress"], 0.0);
        compute(&server).await;
        let id = payload["plan"]["id"].as_str().expect("an id");
        let seen = plan(&admin, id, "total mentors isOptimal").await;
        assert_eq!(seen, json!({ "total": 7, "mentors": 5, "isOptimal": true }));
    })
    .await;
}

#[tokio::test]
async fn nobody_is_planned_with_someone_they_have_blocked_or_just_left() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        jo.complete_profile(1).await;
        let admin = server.admin("SUPERADMIN").await;
        let mut ids = Vec::new();
        for name in ["blocked", "left", "free"] {
            let mentor = server.mentor(&format!("{name}@ucla.edu")).await;
            mentor.complete_profile(4).await;
            ids.push(mentor.id().await);
        }
        jo.accept(
            "blacklistMentor",
            json!({ "mentorEmail": "blocked@ucla.edu" }),
            "",
        )
        .await;
        let jo_id = jo.id().await;
        let assign = json!({ "mentorId": ids[1], "menteeId": jo_id });
        admin.accept("assignMentee", assign, "").await;
        jo.accept("leaveMentor", json!({}), "").await;
        let id = proposed(&server, &admin, "MOST_MATCHED").await;
        let fields = "pairs { nodes { mentor { email } } } unmatched { nodes { reason } }";
        let seen = plan(&admin, &id, fields).await;
        assert_eq!(
            seen["pairs"]["nodes"],
            json!([{ "mentor": { "email": "free@ucla.edu" } }])
        );
        // Without that mentor, the reason does not say that there is a block.
        let pause = json!({});
        let free = server
            .client()
            .log_in("free@ucla.edu", crate::harness::PASSWORD)
            .await;
        free.accept("pauseMentoring", pause, "").await;
        let id = proposed(&server, &admin, "MOST_MATCHED").await;
        let seen = plan(&admin, &id, fields).await;
        assert_eq!(seen["pairs"]["nodes"], json!([]));
        assert_eq!(
            seen["unmatched"]["nodes"],
            json!([{ "reason": "NOTHING_IN_COMMON" }])
        );
    })
    .await;
}

#[tokio::test]
async fn progress_is_live_and_ends_with_the_computation() {
    each_database(async |server| {
        campus(&server).await;
        let admin = server.admin("SUPERADMIN").await;
        let input = json!({ "objective": "BEST_FIT" });
        let payload = admin.accept("proposeMatching", input, "plan { id }").await;
        let id = &payload["plan"]["id"];
        let document = "subscription($id: ID!) { matchingProgress(id: $id) { state progress } }";
        let mut progress = admin.subscribe(document, json!({ "id": id })).await;
        let first = progress.next().await;
        let expected = json!({ "state": "COMPUTING", "progress": 0.0 });
        assert_eq!(first, expected);
        compute(&server).await;
        let mut last = progress.next().await;
        while last["state"] == "COMPUTING" {
            last = progress.next().await;
        }
        let expected = json!({ "state": "READY", "progress": 1.0 });
        assert_eq!(last, expected);
    })
    .await;
}

#[tokio::test]
async fn a_discarded_plan_is_not_computed_and_cannot_be_published() {
    each_database(async |server| {
        campus(&server).await;
        let admin = server.admin("SUPERADMIN").await;
        let input = json!({ "objective": "BEST_FIT", "seed": "" });
        assert_eq!(admin.fail("proposeMatching", input).await, "BAD_USER_INPUT");
        let input = json!({ "objective": "BEST_FIT" });
        let payload = admin.accept("proposeMatching", input, "plan { id }").await;
        let input = json!({ "id": payload["plan"]["id"] });
        let discarded = admin
            .accept("discardMatching", input.clone(), "plan { state }")
            .await;
        assert_eq!(discarded["plan"]["state"], "DISCARDED");
        compute(&server).await;
        for mutation in ["discardMatching", "publishMatching", "reviseMatching"] {
            assert_eq!(
                admin.refuse(mutation, input.clone()).await,
                ["PLAN_NOT_READY id"]
            );
        }
        let nobody = json!({ "id": "00000000-0000-7000-8000-000000000000" });
        assert_eq!(
            admin.refuse("publishMatching", nobody).await,
            ["PLAN_NOT_FOUND id"]
        );
        let document = "{ matchingPlans { nodes { state } } }";
        let plans = admin.run(document, json!({})).await;
        assert_eq!(
            plans["matchingPlans"]["nodes"],
            json!([{ "state": "DISCARDED" }])
        );
    })
    .await;
}
