//! A mentor who is blocked sees nothing that could not have another reason.

use serde_json::json;

use super::{ask, id, offer, states};
use crate::harness::{PASSWORD, each_database, each_database_with, names};
use crate::roster::support::on_roster;

#[tokio::test]
async fn a_block_looks_like_a_refusal_and_a_withdrawal() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let block = json!({ "mentorId": ma.id().await });
        let asking = server.member("asking@ucla.edu").await;
        ask(&asking, &ma).await;
        asking.accept("blacklistMentor", block.clone(), "").await;
        assert_eq!(states(&ma, "receivedRequests").await, ["WITHDRAWN"]);

        let asked = server.member("asked@ucla.edu").await;
        let declining = server.member("declining@ucla.edu").await;
        offer(&ma, &asked).await;
        let declined = offer(&ma, &declining).await;
        asked.accept("blacklistMentor", block, "").await;
        declining
            .accept("declineRequest", json!({ "id": declined["id"] }), "")
            .await;
        assert_eq!(states(&ma, "sentRequests").await, ["DECLINED", "DECLINED"]);
        for mentee in [&asked, &declining] {
            let input = json!({ "menteeId": mentee.id().await });
            let refused = ma.refuse("offerMentoring", input).await;
            assert_eq!(refused, ["REQUEST_DECLINED"]);
        }
        let names: Vec<_> = {
            let id = ma.id().await;
            let signals = server.signals().await;
            let own = signals
                .into_iter()
                .filter(|signal| signal.user_id.as_ref() == Some(&id));
            own.map(|signal| signal.name)
                .filter(|name| name.contains("black"))
                .collect()
        };
        assert!(names.is_empty(), "{names:?}");
        let blocked = json!({ "mentorId": ma.id().await });
        assert_eq!(
            asked.refuse("requestMentor", blocked).await,
            ["MENTOR_BLOCKED mentorId"]
        );
    })
    .await;
}

#[tokio::test]
async fn with_private_registrations_a_blocked_address_ends_a_request_for_its_mentor_only() {
    let settings = [("REGISTRATION_DISCLOSURE", "private")];
    each_database_with(&settings, async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let asked = ask(&jo, &ma).await;
        let block = json!({ "mentorEmail": "ma@ucla.edu" });
        jo.accept("blacklistMentor", block, "").await;
        assert_eq!(states(&jo, "sentRequests").await, ["OPEN"]);
        assert_eq!(states(&ma, "receivedRequests").await, ["WITHDRAWN"]);
        assert_eq!(
            ma.refuse("acceptRequest", id(&asked)).await,
            ["REQUEST_NOT_OPEN"]
        );
        let input = json!({ "menteeId": jo.id().await });
        let refused = ma.refuse("offerMentoring", input).await;
        assert_eq!(refused, ["MENTEE_UNAVAILABLE menteeId"]);
        jo.accept("withdrawRequest", id(&asked), "").await;
        // Asking again looks as it does for any other mentor, and the mentor does not see it.
        ask(&jo, &ma).await;
        assert_eq!(states(&ma, "receivedRequests").await, ["WITHDRAWN"]);
        assert!(on_roster(&ma).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_mentor_who_gets_a_blocked_address_cannot_accept_and_sees_a_withdrawal() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let block = json!({ "mentorEmail": "later@ucla.edu" });
        jo.accept("blacklistMentor", block, "").await;
        let asked = ask(&jo, &ma).await;
        let input = json!({ "id": ma.id().await, "email": "later@ucla.edu" });
        let admin = server.admin("SUPERADMIN").await;
        admin.accept("updateUser", input, "").await;
        let ma = server.client().log_in("later@ucla.edu", PASSWORD).await;
        server.forget_signals().await;
        assert_eq!(
            ma.refuse("acceptRequest", id(&asked)).await,
            ["REQUEST_NOT_OPEN"]
        );
        assert_eq!(states(&ma, "receivedRequests").await, ["WITHDRAWN"]);
        assert_eq!(states(&jo, "sentRequests").await, ["OPEN"]);
        assert_eq!(names(&server.signals().await), ["mentorship_withdrawn"]);
        assert!(on_roster(&ma).await.is_empty());
    })
    .await;
}
