//! A round of deliveries: what it reads, how long it goes on, and that none waits for another.

use bruinbridge::webhooks::deliver::{self, deliver_due};
use chrono::Duration;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::deliveries::{deliver, hook};
use super::receiver::Receiver;
use crate::harness::each_database;
use crate::live::support::{some_names, tell};

#[tokio::test]
async fn what_is_redacted_while_a_page_is_told_is_not_told_any_more() {
    const JO: &str = "jo@ucla.edu";
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        for _ in 0..3 {
            let input = json!({ "email": JO, "password": "not it" });
            server.client().refuse("login", input).await;
        }
        let input = json!({ "confirmation": JO });
        jo.accept("requestAccountDeletion", input, "").await;
        server.advance(Duration::hours(2));
        server.settle_log().await;
        receiver.hold();
        let meanwhile = async {
            receiver.posted(1).await;
            assert_eq!(server.purge().await, 1);
            server.advance(Duration::seconds(2));
            receiver.let_go(3);
        };
        let (taken, ()) = tokio::join!(deliver_due(&server.app), meanwhile);
        assert_eq!(taken.expect("a round"), 3);
        assert_eq!(receiver.usernames(), [JO, "[redacted]", "[redacted]"]);
    })
    .await;
}

#[tokio::test]
async fn a_round_ends_however_much_is_owed_and_the_next_goes_on() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        tell(&server.app, &some_names(20)).await;
        server.settle_log().await;
        receiver.hold();
        let slow = async {
            for number in 1.. {
                receiver.posted(number).await;
                server.advance(Duration::seconds(10));
                receiver.let_go(1);
            }
        };
        let taken = tokio::select! {
            taken = deliver_due(&server.app) => taken.expect("a round"),
            () = slow => 0,
        };
        // The first after more than a minute.
        assert_eq!(taken, 7);
        receiver.let_go(20);
        assert_eq!(deliver(&server).await, 13);
        assert_eq!(receiver.usernames(), some_names(20));
    })
    .await;
}

#[tokio::test]
async fn a_slow_endpoint_holds_up_no_other_and_is_tried_once_at_a_time() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let (slow, quick) = (Receiver::open().await, Receiver::open().await);
        hook(&admin, &slow).await;
        hook(&admin, &quick).await;
        slow.hold();
        let stop = CancellationToken::new();
        tokio::spawn(deliver::run(server.app.clone(), stop.clone()));
        tell(&server.app, &some_names(3)).await;
        slow.posted(1).await;
        quick.posted(3).await;
        // The claim runs out, and the answer is still waited for.
        server.advance(Duration::seconds(13));
        for count in [4, 5] {
            tell(&server.app, &some_names(1)).await;
            quick.posted(count).await;
        }
        assert_eq!(slow.posts().len(), 1);
        slow.let_go(100);
        slow.posted(5).await;
        assert_eq!(slow.usernames(), quick.usernames());
        stop.cancel();
    })
    .await;
}
