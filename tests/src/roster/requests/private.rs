//! With private registrations, an offer to an address says nothing about who has it.

use chrono::Duration;
use serde_json::{Value, json};

use super::{id, states};
use crate::harness::{Client, MAIL, Server, each_database_with};
use crate::roster::support::{add, on_roster};

const PRIVATE: (&str, &str) = ("REGISTRATION_DISCLOSURE", "private");
const SENT: &str =
    "{ sentRequests(first: 1) { nodes { kind state note position decidedAt mentee { id } } } }";

async fn respond(mentor: &Client, email: &str) -> (Value, Value) {
    let fields = "roster { mentees { email } spotsLeft }";
    let response = mentor
        .mutate("addMentee", json!({ "menteeEmail": email }), fields)
        .await;
    (response, mentor.run(SENT, json!({})).await)
}

/// What the mentor's own signals say, without what differs between any two.
async fn own_signals(server: &Server, mentor: &Client) -> Vec<String> {
    let id = mentor.id().await;
    let signals = server.signals().await;
    let all = format!("{} in all", signals.len());
    let own = signals
        .iter()
        .filter(|signal| signal.user_id.as_ref() == Some(&id));
    let own = own.map(|signal| {
        let keys = signal.arguments["data"].as_object().expect("data").keys();
        format!("{} {:?}", signal.name, keys.collect::<Vec<_>>())
    });
    // Also how many there are of others: cursors count them.
    own.chain([all]).collect()
}

#[tokio::test]
async fn every_address_gets_the_same_response() {
    let settings = [MAIL, &[PRIVATE, ("MAX_MENTEES", "20")]].concat();
    each_database_with(&settings, async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        server.member("jo@ucla.edu").await;
        let taken = server.member("taken@ucla.edu").await;
        let offered = json!({ "menteeId": taken.id().await });
        let offered = mo.accept("offerMentoring", offered, "request { id }").await;
        taken
            .accept("acceptRequest", id(&offered["request"]), "")
            .await;
        let blocking = server.member("blocking@ucla.edu").await;
        let input = json!({ "mentorId": ma.id().await });
        blocking.accept("blacklistMentor", input, "").await;
        let leaving = server.member("leaving@ucla.edu").await;
        let input = json!({ "confirmation": "leaving@ucla.edu" });
        leaving.accept("requestAccountDeletion", input, "").await;
        let mut seen = Vec::new();
        for email in [
            "jo@ucla.edu",
            "nobody@ucla.edu",
            "taken@ucla.edu",
            "mo@ucla.edu",
            "ma@ucla.edu",
            "blocking@ucla.edu",
            "leaving@ucla.edu",
            // Once more: nothing changes.
            "jo@ucla.edu",
            "nobody@ucla.edu",
        ] {
            server.forget_signals().await;
            let response = respond(&ma, email).await;
            let signals = own_signals(&server, &ma).await;
            seen.push((email, response, signals));
        }
        for (email, response, signals) in &seen[..7] {
            assert_eq!(response, &seen[0].1, "{email}");
            assert_eq!(signals, &seen[0].2, "{email}");
        }
        for (email, response, signals) in &seen[7..] {
            assert_eq!(response, &seen[7].1, "{email}");
            assert_eq!(signals, &seen[7].2, "{email}");
        }
        assert!(on_roster(&ma).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_mentor_learns_nothing_until_the_mentee_accepts() {
    let settings = [MAIL, &[PRIVATE]].concat();
    each_database_with(&settings, async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        let declining = server.member("declining@ucla.edu").await;
        let matched = server.member("matched@ucla.edu").await;
        let accepting = server.member("accepting@ucla.edu").await;
        for email in ["declining", "nobody", "matched", "accepting"] {
            add(&ma, &format!("{email}@ucla.edu")).await;
        }
        let received = "{ receivedRequests { nodes { id menteeEmail mentor { email } } } }";
        let offer = declining.run(received, json!({})).await;
        let offer = &offer["receivedRequests"]["nodes"][0];
        assert_eq!(offer["menteeEmail"], json!(null));
        declining.accept("declineRequest", id(offer), "").await;
        let declined = states(&declining, "receivedRequests").await;
        assert_eq!(declined, ["DECLINED"]);
        let input = json!({ "mentorId": mo.id().await });
        let asked = matched
            .accept("requestMentor", input, "request { id }")
            .await;
        mo.accept("acceptRequest", id(&asked["request"]), "").await;

        assert_eq!(states(&ma, "sentRequests").await, ["OPEN"; 4]);
        server.send_emails().await;
        assert_eq!(server.mail.emails_to("ma@ucla.edu").len(), 1);
        let offer = accepting.run(received, json!({})).await;
        let offer = &offer["receivedRequests"]["nodes"][0];
        accepting.accept("acceptRequest", id(offer), "").await;
        assert_eq!(on_roster(&ma).await, ["accepting@ucla.edu"]);

        server.advance(Duration::days(8));
        let expired = bruinbridge::roster::requests::expire::expire_due(&server.app, 100).await;
        assert_eq!(expired.expect("a round"), 3);
        let ma = server
            .client()
            .log_in("ma@ucla.edu", crate::harness::PASSWORD)
            .await;
        let expected = ["ACCEPTED", "EXPIRED", "EXPIRED", "EXPIRED"];
        assert_eq!(states(&ma, "sentRequests").await, expected);
        server.send_emails().await;
        let emails = server.mail.emails_to("ma@ucla.edu");
        let expired = emails
            .iter()
            .filter(|email| email.text.contains("Nobody responded in time."));
        assert_eq!(expired.count(), 3);
    })
    .await;
}
