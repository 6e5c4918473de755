//! Adding a mentee to a roster.

use serde_json::json;

use super::support::{add, on_roster};
use crate::harness::{each_database, each_database_with, names};

#[tokio::test]
async fn a_mentee_joins_the_roster_of_a_mentor() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        server.forget_signals().await;
        let roster = add(&ma, "  Jo@UCLA.edu").await;
        let expected =
            json!({ "mentees": [{ "email": "jo@ucla.edu" }], "spotsLeft": 4, "isFull": false });
        assert_eq!(roster, expected);
        let me = jo
            .me("mentor { id email fullName } roster { capacity }")
            .await;
        let mentor =
            json!({ "id": ma.id().await, "email": "ma@ucla.edu", "fullName": "Not provided" });
        assert_eq!(me, json!({ "mentor": mentor, "roster": null }));

        let emitted = server.signals().await;
        assert_eq!(names(&emitted), ["mentee_added"]);
        assert_eq!(emitted[0].user_id, Some(jo.id().await));
        assert_eq!(emitted[0].actor_id, Some(ma.id().await));
        assert_eq!(
            emitted[0].arguments,
            json!({ "data": { "mentorId": ma.id().await } })
        );
    })
    .await;
}

#[tokio::test]
async fn a_mentee_can_be_added_by_id_after_asking() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let input = json!({ "menteeId": jo.id().await });
        assert_eq!(
            ma.refuse("addMentee", input.clone()).await,
            ["CONSENT_REQUIRED menteeId"]
        );
        let asked = json!({ "mentorId": ma.id().await });
        jo.accept("requestMentor", asked, "").await;
        ma.accept("addMentee", input, "").await;
        let sent = "{ sentRequests { edges { node { state } } } }";
        let sent = jo.run(sent, json!({})).await;
        assert_eq!(
            sent["sentRequests"]["edges"][0]["node"]["state"],
            "ACCEPTED"
        );
        assert_eq!(on_roster(&ma).await, ["jo@ucla.edu"]);
        let both = json!({ "menteeId": jo.id().await, "menteeEmail": "jo@ucla.edu" });
        assert_eq!(ma.fail("addMentee", both).await, "BAD_USER_INPUT");
        assert_eq!(
            ma.refuse("addMentee", json!({})).await,
            ["EMAIL_REQUIRED menteeEmail"]
        );
    })
    .await;
}

#[tokio::test]
async fn every_refusal_has_its_own_code() {
    each_database_with(&[("MAX_MENTEES", "2")], async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        server.member("taken@ucla.edu").await;
        let leaving = server.member("leaving@ucla.edu").await;
        let blocking = server.member("refusing@ucla.edu").await;
        add(&mo, "taken@ucla.edu").await;
        let confirmation = json!({ "confirmation": "leaving@ucla.edu" });
        leaving
            .accept("requestAccountDeletion", confirmation, "")
            .await;
        let refused = json!({ "mentorEmail": "ma@ucla.edu" });
        blocking.accept("blacklistMentor", refused, "").await;

        let adding = async |email: &str| {
            ma.refuse("addMentee", json!({ "menteeEmail": email }))
                .await
        };
        let by_mentee = jo
            .refuse("addMentee", json!({ "menteeEmail": "jo@ucla.edu" }))
            .await;
        assert_eq!(by_mentee, ["NOT_A_MENTOR"]);
        assert_eq!(
            adding("nobody@ucla.edu").await,
            ["MENTEE_NOT_FOUND menteeEmail"]
        );
        assert_eq!(
            adding("leaving@ucla.edu").await,
            ["MENTEE_NOT_FOUND menteeEmail"]
        );
        assert_eq!(adding("mo@ucla.edu").await, ["NOT_A_MENTEE menteeEmail"]);
        assert_eq!(adding("ma@ucla.edu").await, ["NOT_A_MENTEE menteeEmail"]);
        assert_eq!(
            adding("taken@ucla.edu").await,
            ["MENTEE_UNAVAILABLE menteeEmail"]
        );
        assert_eq!(
            adding("refusing@ucla.edu").await,
            ["MENTEE_UNAVAILABLE menteeEmail"]
        );
        assert_eq!(adding("jo@gmail.com").await, ["EMAIL_NOT_UCLA menteeEmail"]);
        add(&ma, "jo@ucla.edu").await;
        assert_eq!(
            adding("jo@ucla.edu").await,
            ["ALREADY_ON_ROSTER menteeEmail"]
        );
        server.member("last@ucla.edu").await;
        add(&ma, "last@ucla.edu").await;
        assert_eq!(adding("nobody@ucla.edu").await, ["ROSTER_FULL"]);
        assert_eq!(on_roster(&ma).await, ["jo@ucla.edu", "last@ucla.edu"]);
    })
    .await;
}

#[tokio::test]
async fn a_mentor_gets_the_same_error_for_a_mentee_who_blocks_them_and_one_who_is_taken() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        server.member("taken@ucla.edu").await;
        let blocking = server.member("refusing@ucla.edu").await;
        add(&mo, "taken@ucla.edu").await;
        blocking
            .accept(
                "blacklistMentor",
                json!({ "mentorEmail": "ma@ucla.edu" }),
                "",
            )
            .await;
        let errors = async |email: &str| {
            ma.mutate("addMentee", json!({ "menteeEmail": email }), "")
                .await["errors"]
                .take()
        };
        assert_eq!(
            errors("taken@ucla.edu").await,
            errors("refusing@ucla.edu").await
        );
    })
    .await;
}

#[tokio::test]
async fn an_administrator_with_the_permission_adds_for_a_mentor() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let mentor_id = ma.id().await;
        let input = json!({ "menteeEmail": "jo@ucla.edu", "mentorId": mentor_id });
        assert_eq!(jo.fail("addMentee", input.clone()).await, "FORBIDDEN");
        let auditor = server.admin("AUDITOR").await;
        assert_eq!(auditor.fail("addMentee", input.clone()).await, "FORBIDDEN");
        let manager = server.admin("MANAGER").await;
        manager.accept("addMentee", input.clone(), "").await;
        assert_eq!(on_roster(&ma).await, ["jo@ucla.edu"]);
        let emitted = server.signals().await;
        assert_eq!(
            emitted[emitted.len() - 1].actor_id,
            Some(manager.id().await)
        );
        let to_mentee = json!({ "menteeEmail": "jo@ucla.edu", "mentorId": jo.id().await });
        assert_eq!(
            manager.refuse("addMentee", to_mentee).await,
            ["NOT_A_MENTOR mentorId"]
        );
        manager.accept("removeMentee", input, "").await;
        assert!(on_roster(&ma).await.is_empty());
    })
    .await;
}
