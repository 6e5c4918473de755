//! Assigning a mentee to a mentor as an administrator.

use chrono::Duration;
use serde_json::json;

use super::support::on_roster;
use crate::harness::each_database;

#[tokio::test]
async fn an_administrator_assigns_by_email_or_by_id() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        server.register("al@ucla.edu", "MENTEE").await;
        let manager = server.admin("MANAGER").await;
        server.forget_signals().await;
        let mentor_id = ma.id().await;
        let input = json!({ "mentorId": mentor_id, "menteeEmail": "al@ucla.edu" });
        let payload = manager
            .accept("assignMentee", input, "roster { spotsLeft }")
            .await;
        assert_eq!(payload["roster"]["spotsLeft"], 4);
        server.advance(Duration::minutes(1));
        let input = json!({ "mentorId": mentor_id, "menteeId": jo.id().await });
        manager.accept("assignMentee", input, "").await;
        assert_eq!(on_roster(&ma).await, ["al@ucla.edu", "jo@ucla.edu"]);
        let emitted = server.signals().await;
        let assigned = emitted
            .iter()
            .filter(|emitted| emitted.name == "mentee_added");
        let actors: Vec<_> = assigned.map(|emitted| emitted.actor_id.clone()).collect();
        assert_eq!(actors, vec![Some(manager.id().await); 2]);
    })
    .await;
}

#[tokio::test]
async fn assigning_is_refused_with_the_same_codes_as_adding() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        let (mentor_id, mentee_id) = (ma.id().await, jo.id().await);
        let missing = "00000000-0000-7000-8000-000000000000";
        for (input, expected) in [
            (
                json!({ "mentorId": missing, "menteeId": mentee_id }),
                "MENTOR_NOT_FOUND mentorId",
            ),
            (
                json!({ "mentorId": mentee_id, "menteeId": mentee_id }),
                "NOT_A_MENTOR mentorId",
            ),
            (
                json!({ "mentorId": mentor_id, "menteeEmail": "x@ucla.edu" }),
                "MENTEE_NOT_FOUND menteeEmail",
            ),
            (
                json!({ "mentorId": mentor_id, "menteeId": mentor_id }),
                "NOT_A_MENTEE menteeEmail",
            ),
        ] {
            assert_eq!(manager.refuse("assignMentee", input).await, [expected]);
        }
        let refused = json!({ "mentorId": mentor_id });
        jo.accept("blacklistMentor", refused, "").await;
        let input = json!({ "mentorId": mentor_id, "menteeId": mentee_id });
        let expected = ["MENTEE_UNAVAILABLE menteeEmail"];
        assert_eq!(
            manager.refuse("assignMentee", input.clone()).await,
            expected
        );
        for other in [&ma, &jo, &server.admin("AUDITOR").await] {
            assert_eq!(other.fail("assignMentee", input.clone()).await, "FORBIDDEN");
        }
    })
    .await;
}

#[tokio::test]
async fn a_mentor_who_does_not_participate_is_not_assigned_mentees() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        server.register("jo@ucla.edu", "MENTEE").await;
        let manager = server.admin("MANAGER").await;
        let mentor_id = ma.id().await;
        let input = json!({ "mentorId": mentor_id, "menteeEmail": "jo@ucla.edu" });
        for state in ["isVerified", "isActive"] {
            let set = async |value: bool| {
                let change = json!({ "id": mentor_id, state: value });
                manager.accept("updateUser", change, "").await;
            };
            set(false).await;
            let refused = manager.refuse("assignMentee", input.clone()).await;
            assert_eq!(refused, ["MENTOR_UNAVAILABLE mentorId"], "{state}");
            set(true).await;
        }
        manager.accept("assignMentee", input, "").await;
    })
    .await;
}

#[tokio::test]
async fn the_own_id_selects_the_own_roster() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        server.register("jo@ucla.edu", "MENTEE").await;
        let (own, other) = (ma.id().await, server.mentor("mo@ucla.edu").await.id().await);
        let jo = json!({ "menteeEmail": "jo@ucla.edu", "mentorId": own });
        ma.accept("addMentee", jo.clone(), "").await;
        ma.accept("removeMentee", jo.clone(), "").await;
        let capacity = |id: &str| json!({ "capacity": 2, "mentorId": id });
        ma.accept("setCapacity", capacity(&own), "").await;
        assert_eq!(ma.fail("setCapacity", capacity(&other)).await, "FORBIDDEN");
        assert_eq!(ma.fail("assignMentee", jo).await, "FORBIDDEN");
    })
    .await;
}
