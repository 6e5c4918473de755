//! Rounds of deliveries: what they read, how long they run, that endpoints do not wait for each other, and that no
//! delivery is late.

use std::time::{Duration as Span, Instant};

use bruinbridge::webhooks::deliver::deliver_due;
use bruinbridge::webhooks::rounds;
use chrono::Duration;
use serde_json::json;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::deliveries::{deliver, hook};
use super::receiver::Receiver;
use crate::harness::{Database, Server, TIMEOUT, each_database};
use crate::live::support::{emit, some_names};

#[tokio::test]
async fn data_redacted_while_a_page_is_delivered_is_no_longer_delivered() {
    const JO: &str = "jo@ucla.edu";
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        let receiver = Receiver::open().await;
        // Otherwise the login would still be delivered.
        server.wait_for_log().await;
        hook(&admin, &receiver).await;
        for _ in 0..3 {
            let input = json!({ "email": JO, "password": "not it" });
            server.client().refuse("login", input).await;
        }
        let input = json!({ "confirmation": JO });
        jo.accept("requestAccountDeletion", input, "").await;
        server.advance(Duration::hours(2));
        server.wait_for_log().await;
        receiver.hold();
        let meanwhile = async {
            receiver.posted(1).await;
            assert_eq!(server.purge().await, 1);
            server.advance(Duration::seconds(2));
            receiver.release(3);
        };
        let (taken, ()) = tokio::join!(deliver_due(&server.app), meanwhile);
        assert_eq!(taken.expect("a round"), 3);
        assert_eq!(receiver.usernames(), [JO, "[redacted]", "[redacted]"]);
    })
    .await;
}

#[tokio::test]
async fn a_round_ends_however_much_is_pending_and_the_next_one_continues() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        emit(&server.app, &some_names(20)).await;
        server.wait_for_log().await;
        receiver.hold();
        let slow = async {
            for number in 1.. {
                receiver.posted(number).await;
                server.advance(Duration::seconds(10));
                receiver.release(1);
            }
        };
        let taken = tokio::select! {
            taken = deliver_due(&server.app) => taken.expect("a round"),
            () = slow => 0,
        };
        // The round ends after the first delivery past one minute.
        assert_eq!(taken, 7);
        receiver.release(20);
        assert_eq!(deliver(&server).await, 13);
        assert_eq!(receiver.usernames(), some_names(20));
    })
    .await;
}

#[tokio::test]
async fn a_slow_endpoint_delays_no_other_and_gets_one_request_at_a_time() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let (slow, quick) = (Receiver::open().await, Receiver::open().await);
        hook(&admin, &slow).await;
        hook(&admin, &quick).await;
        slow.hold();
        let stop = CancellationToken::new();
        tokio::spawn(rounds::run(server.app.clone(), stop.clone()));
        emit(&server.app, &some_names(3)).await;
        slow.posted(1).await;
        quick.posted(3).await;
        // The claim expires while the server still waits for the response.
        server.advance(Duration::seconds(13));
        for count in [4, 5] {
            emit(&server.app, &some_names(1)).await;
            quick.posted(count).await;
        }
        assert_eq!(slow.posts().len(), 1);
        slow.release(100);
        slow.posted(5).await;
        assert_eq!(slow.usernames(), quick.usernames());
        stop.cancel();
    })
    .await;
}

/// Delays every transaction that claims an endpoint, moves its cursor or releases it, before a row is locked.
/// PostgreSQL reports which backends sleep.
const SLOW: &str = "
    CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(0.2); RETURN NULL; END $$;
    CREATE TRIGGER slow BEFORE UPDATE ON webhooks
        FOR EACH STATEMENT EXECUTE FUNCTION slow()";
const DELIVERED_ALL: &str = "webhooks WHERE position = (SELECT MAX(position) FROM signals)";
const SLEEPERS: &str =
    "pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";

#[tokio::test]
async fn a_signal_that_arrives_while_an_endpoint_is_released_does_not_wait_for_the_next_poll() {
    let database = Database::postgres().await;
    let server = Server::on(&database, &[]).await;
    let admin = server.admin("SUPERADMIN").await;
    let receiver = Receiver::open().await;
    hook(&admin, &receiver).await;
    server.execute(SLOW).await;
    let stop = CancellationToken::new();
    tokio::spawn(rounds::run(server.app.clone(), stop.clone()));
    let mut fastest = TIMEOUT;
    for count in 1..=4 {
        let emitted_at = Instant::now();
        emit(&server.app, &some_names(1)).await;
        receiver.posted(count).await;
        if count > 1 {
            fastest = fastest.min(emitted_at.elapsed());
        }
        let released = async {
            while server.count(DELIVERED_ALL).await == 0 || server.count(SLEEPERS).await == 0 {}
        };
        timeout(TIMEOUT, released).await.expect("its release");
    }
    // Releasing and claiming it take 0.4 seconds together, and the next poll would be after one second.
    assert!(fastest < Span::from_secs(1), "{fastest:?}");
    stop.cancel();
    drop(server);
    database.remove().await;
}
