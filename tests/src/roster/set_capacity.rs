//! Setting the number of mentees that a mentor takes.

use serde_json::json;

use super::support::add;
use crate::harness::{each_database, each_database_with, names};

const ROSTER: &str = "roster { capacity spotsLeft isFull }";

#[tokio::test]
async fn a_mentor_with_a_lower_capacity_is_matched_once_the_roster_is_full() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        server.member("jo@ucla.edu").await;
        server.forget_signals().await;
        let payload = ma
            .accept("setCapacity", json!({ "capacity": 1 }), ROSTER)
            .await;
        let roster = json!({ "capacity": 1, "spotsLeft": 1, "isFull": false });
        assert_eq!(payload["roster"], roster);
        let emitted = server.signals().await;
        let expected = [
            "user_update_started",
            "user_pre_update",
            "user_post_update",
            "user_updated",
        ];
        assert_eq!(names(&emitted), expected);
        assert_eq!(ma.me("isMatched").await["isMatched"], false);
        add(&ma, "jo@ucla.edu").await;
        assert_eq!(ma.me("isMatched").await["isMatched"], true);
        server.member("mia@ucla.edu").await;
        let input = json!({ "menteeEmail": "mia@ucla.edu" });
        assert_eq!(ma.refuse("addMentee", input).await, ["ROSTER_FULL"]);
        ma.accept("setCapacity", json!({ "capacity": null }), "")
            .await;
        assert_eq!(
            ma.me("isMatched roster { capacity }").await["roster"]["capacity"],
            5
        );
    })
    .await;
}

#[tokio::test]
async fn capacity_stays_within_its_limits() {
    each_database_with(&[("MAX_MENTEES", "3")], async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let mentor_id = ma.id().await;
        let own = async |capacity: i32| {
            ma.mutate("setCapacity", json!({ "capacity": capacity }), "")
                .await
        };
        for wrong in [-2, -1, 4] {
            assert_eq!(
                own(wrong).await["errors"][0]["code"],
                "CAPACITY_OUT_OF_RANGE"
            );
        }
        assert_eq!(
            jo.refuse("setCapacity", json!({ "capacity": 1 })).await,
            ["NOT_A_MENTOR"]
        );
        let manager = server.admin("MANAGER").await;
        let allow = async |capacity: i32| {
            let input = json!({ "capacity": capacity, "mentorId": mentor_id });
            manager.mutate("setCapacity", input, "").await
        };
        assert_eq!(allow(4).await["errors"][0]["code"], "CAPACITY_OUT_OF_RANGE");
        assert_eq!(allow(2).await["errors"], json!([]));
        let refusal = own(3).await;
        assert_eq!(
            refusal["errors"][0]["params"],
            json!({ "min": 0, "max": 2 })
        );
        assert_eq!(own(1).await["errors"], json!([]));
        assert_eq!(ma.me("roster { capacity }").await["roster"]["capacity"], 1);
        assert_eq!(allow(3).await["errors"], json!([]));
        assert_eq!(ma.me("roster { capacity }").await["roster"]["capacity"], 3);
    })
    .await;
}

#[tokio::test]
async fn capacity_cannot_go_below_the_number_of_mentees() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        for email in ["jo@ucla.edu", "mia@ucla.edu"] {
            server.register(email, "MENTEE").await;
            add(&ma, email).await;
        }
        assert_eq!(
            ma.refuse("setCapacity", json!({ "capacity": 1 })).await,
            ["CAPACITY_BELOW_ROSTER capacity"]
        );
        ma.accept("setCapacity", json!({ "capacity": 2 }), "").await;
    })
    .await;
}
