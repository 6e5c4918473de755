//! Asking, offering, and their limits.

use serde_json::json;

use super::{ask, id, offer, states};
use crate::harness::{each_database, each_database_with};
use crate::roster::support::{add, on_roster};

#[tokio::test]
async fn a_mentee_asks_and_the_mentor_accepts() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let asked = ask(&jo, &ma).await;
        let expected = json!({
            "id": asked["id"], "kind": "REQUEST", "state": "OPEN", "note": "Hello!", "position": null,
            "mentor": { "id": ma.id().await, "email": null },
            "mentee": { "id": jo.id().await, "email": null, "matchedAt": null },
            "menteeEmail": null,
        });
        assert_eq!(asked, expected);
        assert_eq!(states(&ma, "receivedRequests").await, ["OPEN"]);
        assert_eq!(states(&ma, "sentRequests").await, [""; 0]);
        let fields = "request { state decidedAt mentee { email } }";
        let accepted = ma.accept("acceptRequest", id(&asked), fields).await;
        assert_eq!(accepted["request"]["mentee"]["email"], "jo@ucla.edu");
        assert_eq!(accepted["request"]["state"], "ACCEPTED");
        assert_ne!(accepted["request"]["decidedAt"], json!(null));
        assert_eq!(on_roster(&ma).await, ["jo@ucla.edu"]);
        assert_eq!(states(&jo, "sentRequests").await, ["ACCEPTED"]);
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_an_address_before_the_match() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        ask(&jo, &ma).await;
        let document = "{ receivedRequests { nodes { mentee { email } menteeEmail } } \
                          node(id: \"ID\") { __typename } }";
        let document = document.replace("ID", &jo.id().await);
        let seen = ma.run(&document, json!({})).await;
        let expected = json!({
            "receivedRequests": { "nodes": [{ "mentee": { "email": null }, "menteeEmail": null }] },
            "node": null,
        });
        assert_eq!(seen, expected);
    })
    .await;
}

#[tokio::test]
async fn a_mentor_offers_and_the_mentee_accepts() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let offered = offer(&ma, &jo).await;
        assert_eq!(offered["kind"], "OFFER");
        assert_eq!(states(&jo, "receivedRequests").await, ["OPEN"]);
        jo.accept("acceptRequest", id(&offered), "").await;
        assert_eq!(on_roster(&ma).await, ["jo@ucla.edu"]);
    })
    .await;
}

#[tokio::test]
async fn whoever_asks_someone_who_has_asked_them_is_matched() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let al = server.member("al@ucla.edu").await;
        let offered = offer(&ma, &jo).await;
        let asked = ask(&jo, &ma).await;
        assert_eq!(asked["id"], offered["id"]);
        assert_eq!(asked["state"], "ACCEPTED");
        ask(&al, &ma).await;
        assert_eq!(offer(&ma, &al).await["state"], "ACCEPTED");
        assert_eq!(on_roster(&ma).await, ["jo@ucla.edu", "al@ucla.edu"]);
    })
    .await;
}

#[tokio::test]
async fn a_mentee_has_a_limited_number_of_open_requests() {
    each_database_with(&[("MAX_OPEN_REQUESTS", "2")], async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let mut mentors = Vec::new();
        for number in 0..3 {
            mentors.push(server.mentor(&format!("ma{number}@ucla.edu")).await);
        }
        let first = ask(&jo, &mentors[0]).await;
        ask(&jo, &mentors[1]).await;
        let again = json!({ "mentorId": mentors[0].id().await });
        assert_eq!(
            jo.refuse("requestMentor", again).await,
            ["REQUEST_ALREADY_OPEN"]
        );
        let third = json!({ "mentorId": mentors[2].id().await });
        assert_eq!(
            jo.refuse("requestMentor", third.clone()).await,
            ["REQUEST_LIMIT_REACHED"]
        );
        jo.accept("withdrawRequest", id(&first), "").await;
        jo.accept("requestMentor", third, "").await;
    })
    .await;
}

#[tokio::test]
async fn a_mentor_has_as_many_open_offers_as_free_seats() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        ma.accept("setCapacity", json!({ "capacity": 2 }), "").await;
        let mut mentees = Vec::new();
        for name in ["jo", "al", "bo"] {
            mentees.push(server.member(&format!("{name}@ucla.edu")).await);
        }
        add(&ma, "bo@ucla.edu").await;
        offer(&ma, &mentees[0]).await;
        let input = json!({ "menteeId": mentees[1].id().await });
        assert_eq!(
            ma.refuse("offerMentoring", input.clone()).await,
            ["REQUEST_LIMIT_REACHED"]
        );
        add(&ma, "jo@ucla.edu").await;
        assert_eq!(states(&ma, "sentRequests").await, ["ACCEPTED"]);
        assert_eq!(ma.refuse("offerMentoring", input).await, ["ROSTER_FULL"]);
    })
    .await;
}

#[tokio::test]
async fn every_refusal_to_ask_has_its_own_code() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let al = server.member("al@ucla.edu").await;
        let to_mentor = json!({ "mentorId": ma.id().await });
        let to_mentee = json!({ "menteeId": jo.id().await });
        assert_eq!(
            ma.refuse("requestMentor", to_mentor.clone()).await,
            ["NOT_A_MENTEE"]
        );
        assert_eq!(
            al.refuse("offerMentoring", to_mentee.clone()).await,
            ["NOT_A_MENTOR"]
        );
        let not_a_mentor = json!({ "mentorId": al.id().await });
        assert_eq!(
            jo.refuse("requestMentor", not_a_mentor).await,
            ["MENTOR_NOT_FOUND mentorId"]
        );
        let not_a_mentee = json!({ "menteeId": mo.id().await });
        assert_eq!(
            ma.refuse("offerMentoring", not_a_mentee).await,
            ["MENTEE_NOT_FOUND menteeId"]
        );
        let long = json!({ "mentorId": ma.id().await, "note": "x".repeat(501) });
        assert_eq!(
            jo.refuse("requestMentor", long).await,
            ["TEXT_TOO_LONG note"]
        );
        add(&mo, "jo@ucla.edu").await;
        assert_eq!(
            jo.refuse("requestMentor", to_mentor).await,
            ["ALREADY_MATCHED"]
        );
        assert_eq!(
            ma.refuse("offerMentoring", to_mentee).await,
            ["MENTEE_UNAVAILABLE menteeId"]
        );
    })
    .await;
}

#[tokio::test]
async fn the_number_of_requests_a_day_is_limited() {
    let settings = [
        ("RATE_LIMITS", "on"),
        ("REQUEST_LIMIT_PER_ACCOUNT", "1/day"),
    ];
    each_database_with(&settings, async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let asked = ask(&jo, &ma).await;
        jo.accept("withdrawRequest", id(&asked), "").await;
        let input = json!({ "mentorId": ma.id().await });
        assert_eq!(jo.fail("requestMentor", input).await, "RATE_LIMITED");
    })
    .await;
}
