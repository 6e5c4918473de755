//! A clock that is set back delays nothing: work that was due is still done.

use bruinbridge::roster::scores;
use bruinbridge::webhooks::deliver::deliver_due;
use chrono::Duration;
use serde_json::json;

use crate::harness::{MAIL, Mood, PASSWORD, credentials, each_database, each_database_with};
use crate::live::support::{emit, some_names};
use crate::webhooks::deliveries::{deliver, hook};
use crate::webhooks::receiver::Receiver;

const JO: &str = "jo@ucla.edu";
const FAR: Duration = Duration::days(400);

#[tokio::test]
async fn a_clock_that_is_set_back_stops_no_webhook() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        emit(&server.app, &some_names(1)).await;
        assert_eq!(deliver(&server).await, 1);
        for back in [Duration::minutes(10), FAR] {
            server.app.clock.jump(-back);
            emit(&server.app, &some_names(1)).await;
            assert_eq!(deliver(&server).await, 1, "{back}");
        }
        // Nor a delivery that is due for a retry in a few seconds.
        receiver.responses(&["503 Busy"]);
        emit(&server.app, &some_names(1)).await;
        server.wait_for_log().await;
        let tries = receiver.posts().len();
        assert_eq!(deliver_due(&server.app).await.expect("a round"), 0);
        assert_eq!(receiver.posts().len(), tries + 1);
        assert_eq!(deliver_due(&server.app).await.expect("a round"), 0);
        assert_eq!(receiver.posts().len(), tries + 1, "it is not due yet");
        server.app.clock.jump(Duration::minutes(-10));
        assert_eq!(deliver_due(&server.app).await.expect("a round"), 1);
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_stops_no_email() {
    each_database_with(MAIL, async |server| {
        let register = async |email: &str| {
            let input = credentials(email, PASSWORD);
            server.client().accept("register", input, "note").await;
        };
        register(JO).await;
        server.app.clock.jump(Duration::minutes(-10));
        assert_eq!(server.send_emails().await, 1);
        server.mail.is_in(Mood::Busy);
        register("bo@ucla.edu").await;
        assert_eq!(server.send_emails().await, 0);
        server.mail.is_in(Mood::Good);
        assert_eq!(server.send_emails().await, 0, "it is not due yet");
        server.app.clock.jump(Duration::minutes(-10));
        assert_eq!(server.send_emails().await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_stops_no_scores() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let input = json!({ "firstName": "Jo", "major": ["Physics"] });
        jo.accept("updateProfile", input, "").await;
        assert!(server.count("stale_scores").await > 0);
        server.app.clock.jump(Duration::minutes(-10));
        scores::recompute_due(&server.app, 100)
            .await
            .expect("a round");
        assert_eq!(server.count("stale_scores").await, 0);
    })
    .await;
}
