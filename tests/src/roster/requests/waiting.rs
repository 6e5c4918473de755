//! Requests to a mentor whose roster is full.

use chrono::Duration;
use serde_json::{Value, json};

use super::{ask, id};
use crate::harness::{Client, MAIL, each_database_with};
use crate::roster::support::{add, on_roster};

async fn position(mentee: &Client) -> Value {
    let document = "{ sentRequests { nodes { position expiresAt } } }";
    let mut data = mentee.run(document, json!({})).await;
    data["sentRequests"]["nodes"][0]["position"].take()
}

#[tokio::test]
async fn who_waits_for_a_seat_has_a_position_and_the_mentor_hears_of_a_free_seat() {
    let settings = [
        MAIL,
        &[
            ("MAX_MENTEES", "1"),
            ("REQUEST_LIFETIME_DAYS", "7"),
            ("SESSION_IDLE_TIMEOUT", "720"),
        ],
    ]
    .concat();
    each_database_with(&settings, async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        server.member("first@ucla.edu").await;
        let mut waiting = Vec::new();
        for name in ["Ann", "Bea", "Cleo"] {
            let email = format!("{}@ucla.edu", name.to_lowercase());
            let mentee = server.member(&email).await;
            let input = json!({ "firstName": name, "lastName": "Lee" });
            mentee.accept("updateProfile", input, "").await;
            waiting.push(mentee);
        }
        let early = ask(&waiting[0], &ma).await;
        assert_eq!(early["position"], json!(null));
        add(&ma, "first@ucla.edu").await;
        ask(&waiting[1], &ma).await;
        assert_eq!(ask(&waiting[2], &ma).await["position"], 3);
        assert_eq!(position(&waiting[0]).await, 1);
        assert_eq!(position(&waiting[1]).await, 2);
        assert_eq!(
            ma.refuse("acceptRequest", id(&early)).await,
            ["ROSTER_FULL"]
        );
        waiting[0].accept("withdrawRequest", id(&early), "").await;
        assert_eq!(position(&waiting[1]).await, 1);

        server.advance(Duration::days(6));
        let input = json!({ "menteeEmail": "first@ucla.edu" });
        ma.accept("removeMentee", input, "").await;
        server.send_emails().await;
        let emails = server.mail.emails_to("ma@ucla.edu");
        let email = emails
            .iter()
            .find(|email| email.text.contains("A seat is free"))
            .expect("an email");
        let (first, second) = (
            email.text.find("1. Bea Lee"),
            email.text.find("2. Cleo Lee"),
        );
        assert!(first.is_some() && first < second, "{}", email.text);
        assert!(!email.text.contains("Ann"), "{}", email.text);
        assert_eq!(position(&waiting[1]).await, json!(null));
        // They have the full time again.
        server.advance(Duration::days(6));
        let document = "{ receivedRequests(state: OPEN) { nodes { id mentee { firstName } } } }";
        let open = ma.run(document, json!({})).await;
        let open = &open["receivedRequests"]["nodes"];
        assert_eq!(open[1]["mentee"]["firstName"], "Bea");
        ma.accept("acceptRequest", id(&open[1]), "").await;
        assert_eq!(on_roster(&ma).await, ["bea@ucla.edu"]);
        assert_eq!(position(&waiting[2]).await, 1);
    })
    .await;
}
