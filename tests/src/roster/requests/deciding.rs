//! What becomes of requests.

use chrono::Duration;
use serde_json::{Value, json};

use super::{ask, id, offer, states};
use crate::harness::{MAIL, Server, each_database, each_database_with};
use crate::roster::support::{add, on_roster};

async fn expire(server: &Server) -> u64 {
    let expired = bruinbridge::roster::requests::expire::expire_due(&server.app, 1).await;
    expired.expect("a round")
}

async fn subjects(server: &Server, to: &str) -> Vec<String> {
    server.send_emails().await;
    let emails = server.mail.emails_to(to);
    let subject = |text: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix("Subject: "));
        line.expect("a subject").to_owned()
    };
    let subjects = emails.iter().map(|email| subject(&email.text));
    // That of the registration is of no interest.
    subjects.skip(1).collect()
}

#[tokio::test]
async fn a_match_closes_the_other_requests_and_everyone_concerned_is_notified() {
    each_database_with(MAIL, async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        let mi = server.mentor("mi@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let asked = ask(&jo, &ma).await;
        ask(&jo, &mo).await;
        offer(&mi, &jo).await;
        let mine = "subscription { accountSignals { name data } }";
        let mut stream = mo.subscribe(mine, json!({})).await;
        ma.accept("acceptRequest", id(&asked), "").await;
        assert_eq!(states(&jo, "sentRequests").await, ["CLOSED", "ACCEPTED"]);
        assert_eq!(states(&jo, "receivedRequests").await, ["CLOSED"]);
        let closed = stream.next().await;
        assert_eq!(closed["name"], "MENTORSHIP_WITHDRAWN");
        assert_eq!(closed["data"]["cause"], "mentee_matched");
        // What was decided before the email could be sent is not announced any more.
        let matched = "You have a new match on BruinBridge";
        assert_eq!(subjects(&server, "jo@ucla.edu").await, [matched]);
        let closed = "A request on BruinBridge is closed";
        assert_eq!(subjects(&server, "mi@ucla.edu").await, [closed]);
        assert_eq!(subjects(&server, "mo@ucla.edu").await, [closed]);
    })
    .await;
}

#[tokio::test]
async fn only_administrators_see_why_a_request_was_declined() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let asked = ask(&jo, &ma).await;
        let input = json!({ "id": asked["id"], "reason": "NOT_A_GOOD_FIT" });
        let fields = "request { state declineReason }";
        let declined = ma.accept("declineRequest", input, fields).await;
        let expected = json!({ "state": "DECLINED", "declineReason": null });
        assert_eq!(declined["request"], expected);
        let document = "{ mentorshipRequests { nodes { state declineReason } } }";
        let seen = server.admin("AUDITOR").await.run(document, json!({})).await;
        let expected = json!([{ "state": "DECLINED", "declineReason": "NOT_A_GOOD_FIT" }]);
        assert_eq!(seen["mentorshipRequests"]["nodes"], expected);
        let stream = "subscription { accountSignals(after: \"0\") { name data } }";
        let mut stream = jo.subscribe(stream, json!({})).await;
        loop {
            let signal = stream.next().await;
            assert!(!signal.to_string().contains("NOT_A_GOOD_FIT"), "{signal}");
            if signal["name"] == "MENTORSHIP_DECLINED" {
                break;
            }
        }
        let again = json!({ "mentorId": ma.id().await });
        assert_eq!(
            jo.refuse("requestMentor", again).await,
            ["REQUEST_DECLINED"]
        );
        offer(&ma, &jo).await;
    })
    .await;
}

#[tokio::test]
async fn only_the_right_side_decides_and_only_once() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let asked = id(&ask(&jo, &ma).await);
        let not_found = ["REQUEST_NOT_FOUND id"];
        for (caller, mutation) in [
            (&jo, "acceptRequest"),
            (&jo, "declineRequest"),
            (&ma, "withdrawRequest"),
            (&mo, "acceptRequest"),
            (&mo, "declineRequest"),
            (&mo, "withdrawRequest"),
        ] {
            assert_eq!(caller.refuse(mutation, asked.clone()).await, not_found);
        }
        jo.accept("withdrawRequest", asked.clone(), "").await;
        for (caller, mutation) in [
            (&jo, "withdrawRequest"),
            (&ma, "acceptRequest"),
            (&ma, "declineRequest"),
        ] {
            let refused = caller.refuse(mutation, asked.clone()).await;
            assert_eq!(refused, ["REQUEST_NOT_OPEN"]);
        }
        assert_eq!(states(&ma, "receivedRequests").await, ["WITHDRAWN"]);
    })
    .await;
}

#[tokio::test]
async fn a_request_that_nobody_decides_expires() {
    let settings = [MAIL, &[("REQUEST_LIFETIME_DAYS", "2")]].concat();
    each_database_with(&settings, async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let asked = ask(&jo, &ma).await;
        ask(&jo, &mo).await;
        server.advance(Duration::hours(47));
        assert_eq!(expire(&server).await, 0);
        server.advance(Duration::hours(2));
        // Also before the job runs.
        let refused = ma.refuse("acceptRequest", id(&asked)).await;
        assert_eq!(refused, ["REQUEST_NOT_OPEN"]);
        assert_eq!(expire(&server).await, 2);
        assert_eq!(states(&jo, "sentRequests").await, ["EXPIRED", "EXPIRED"]);
        let emails = subjects(&server, "jo@ucla.edu").await;
        assert_eq!(emails, ["Your request on BruinBridge has expired"; 2]);
        ask(&jo, &ma).await;
    })
    .await;
}

#[tokio::test]
async fn a_request_that_is_overdue_does_not_keep_from_asking_again() {
    each_database_with(&[("REQUEST_LIFETIME_DAYS", "1")], async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        ask(&jo, &ma).await;
        server.advance(Duration::hours(25));
        ask(&jo, &ma).await;
        assert_eq!(states(&jo, "sentRequests").await, ["OPEN", "EXPIRED"]);
    })
    .await;
}

#[tokio::test]
async fn whoever_leaves_or_changes_role_has_no_open_requests() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let admin = server.admin("MANAGER").await;
        for (number, (mutation, input)) in [
            ("changeRole", json!({ "newRole": "MENTOR" })),
            ("requestAccountDeletion", json!({})),
            ("updateUser", json!({ "isActive": false })),
            ("updateUser", json!({ "isVerified": false })),
        ]
        .into_iter()
        .enumerate()
        {
            let email = format!("jo{number}@ucla.edu");
            let jo = server.member(&email).await;
            ask(&jo, &ma).await;
            let mut input = input;
            match mutation {
                "updateUser" => {
                    input["id"] = jo.id().await.into();
                    admin.accept(mutation, input, "").await;
                }
                "requestAccountDeletion" => {
                    input["confirmation"] = email.into();
                    jo.accept(mutation, input, "").await;
                }
                _ => drop(jo.accept(mutation, input, "").await),
            }
        }
        assert_eq!(states(&ma, "receivedRequests").await, ["CLOSED"; 4]);
    })
    .await;
}

#[tokio::test]
async fn lists_of_requests_have_pages_and_states() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let mut asked = Vec::new();
        for number in 0..5 {
            let jo = server.member(&format!("jo{number}@ucla.edu")).await;
            asked.push(ask(&jo, &ma).await["id"].clone());
        }
        let decline = json!({ "id": asked[1] });
        ma.accept("declineRequest", decline, "").await;
        let page = "query($after: String) { receivedRequests(state: OPEN, first: 3, after: $after) \
                    { nodes { id } pageInfo { endCursor hasNextPage } } }";
        let first = ma.run(page, json!({})).await["receivedRequests"].take();
        let ids = |page: &Value| -> Vec<Value> {
            let nodes = page["nodes"].as_array().expect("nodes").iter();
            nodes.map(|node| node["id"].clone()).collect()
        };
        assert_eq!(
            ids(&first),
            [asked[4].clone(), asked[3].clone(), asked[2].clone()]
        );
        assert_eq!(first["pageInfo"]["hasNextPage"], true);
        let after = json!({ "after": first["pageInfo"]["endCursor"] });
        let second = ma.run(page, after).await["receivedRequests"].take();
        assert_eq!(ids(&second), [asked[0].clone()]);
        assert_eq!(second["pageInfo"]["hasNextPage"], false);
        // Adding by address accepts, too.
        add(&ma, "jo0@ucla.edu").await;
        assert_eq!(on_roster(&ma).await, ["jo0@ucla.edu"]);
        let accepted = "{ receivedRequests(state: ACCEPTED) { nodes { id } } }";
        let accepted = ma.run(accepted, json!({})).await;
        assert_eq!(ids(&accepted["receivedRequests"]), [asked[0].clone()]);
    })
    .await;
}

#[tokio::test]
async fn a_free_seat_does_not_revive_what_is_overdue() {
    let settings = [("MAX_MENTEES", "1"), ("REQUEST_LIFETIME_DAYS", "1")];
    each_database_with(&settings, async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        server.member("first@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "first@ucla.edu").await;
        assert_eq!(ask(&jo, &ma).await["position"], 1);
        server.advance(Duration::hours(25));
        assert_eq!(states(&jo, "sentRequests").await, ["EXPIRED"]);
        let input = json!({ "menteeEmail": "first@ucla.edu" });
        ma.accept("removeMentee", input, "").await;
        assert_eq!(states(&ma, "receivedRequests").await, ["EXPIRED"]);
        assert_eq!(expire(&server).await, 1);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_invisible_shows_no_profile_in_requests() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        jo.complete_profile(2).await;
        ask(&jo, &ma).await;
        let document = "{ receivedRequests { nodes { mentee { fullName } } } }";
        let name = async || {
            let data = ma.run(document, json!({})).await;
            data["receivedRequests"]["nodes"][0]["mentee"]["fullName"].clone()
        };
        assert_eq!(name().await, "Jo Lee");
        let input = json!({ "id": jo.id().await, "isActive": false });
        server
            .admin("MANAGER")
            .await
            .accept("updateUser", input, "")
            .await;
        assert_eq!(name().await, "Not provided");
    })
    .await;
}

#[tokio::test]
async fn an_offer_to_an_address_stays_when_the_account_is_deleted() {
    let settings = [("REGISTRATION_DISCLOSURE", "private")];
    each_database_with(&settings, async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        assert_eq!(states(&jo, "receivedRequests").await, ["OPEN"]);
        let admin = server.admin("SUPERADMIN").await;
        admin
            .accept("deleteUser", json!({ "id": jo.id().await }), "")
            .await;
        assert_eq!(states(&ma, "sentRequests").await, ["OPEN"]);
    })
    .await;
}
