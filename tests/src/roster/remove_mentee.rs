//! Removing a mentee from a roster.

use serde_json::json;

use super::support::{add, on_roster};
use crate::harness::{each_database, names};

#[tokio::test]
async fn removing_frees_the_mentee_and_the_seat() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        server.forget_signals().await;
        let input = json!({ "menteeEmail": "jo@ucla.edu" });
        ma.accept("removeMentee", input, "roster { spotsLeft }")
            .await;
        assert!(on_roster(&ma).await.is_empty());
        let me = jo.me("isMatched matchedMentorEmail mentor { id }").await;
        let alone = json!({ "isMatched": false, "matchedMentorEmail": null, "mentor": null });
        assert_eq!(me, alone);
        let emitted = server.signals().await;
        assert_eq!(names(&emitted), ["mentee_removed", "mentee_removed"]);
        let about = emitted
            .iter()
            .map(|emitted| emitted.user_id.clone())
            .collect::<Vec<_>>();
        assert_eq!(about, [Some(jo.id().await), Some(ma.id().await)]);
    })
    .await;
}

#[tokio::test]
async fn removing_someone_who_is_not_on_the_roster_does_nothing() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&mo, "jo@ucla.edu").await;
        server.forget_signals().await;
        for email in ["jo@ucla.edu", "nobody@ucla.edu", "ma@ucla.edu"] {
            ma.accept("removeMentee", json!({ "menteeEmail": email }), "")
                .await;
        }
        assert_eq!(on_roster(&mo).await, ["jo@ucla.edu"]);
        assert!(server.signals().await.is_empty());
        let input = json!({ "menteeEmail": "jo@ucla.edu" });
        assert_eq!(jo.refuse("removeMentee", input).await, ["NOT_A_MENTOR"]);
    })
    .await;
}

#[tokio::test]
async fn both_streams_receive_the_end_of_a_match_and_the_mentor_does_not_see_who_ended_it() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        server.wait_for_log().await;
        let document = "subscription { accountSignals(after: \"0\") { name actorId user { id } data } }";
        let mut streams = [
            ma.subscribe(document, json!({})).await,
            jo.subscribe(document, json!({})).await,
        ];
        jo.accept("blacklistMentor", json!({ "mentorEmail": "ma@ucla.edu" }), "")
            .await;
        let (ma, jo) = (ma.id().await, jo.id().await);
        let expected = [
            json!({ "name": "MENTEE_REMOVED", "actorId": null, "user": { "id": ma }, "data": { "menteeId": jo } }),
            json!({ "name": "MENTEE_REMOVED", "actorId": jo, "user": { "id": jo }, "data": { "mentorId": ma } }),
        ];
        for (stream, expected) in streams.iter_mut().zip(expected) {
            let removed = loop {
                let emitted = stream.next().await;
                if emitted["name"] == "MENTEE_REMOVED" {
                    break emitted;
                }
            };
            assert_eq!(removed, expected);
        }
    })
    .await;
}
