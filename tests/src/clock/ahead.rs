//! A clock that goes ahead deletes nothing before somebody could notice.

use std::time::Duration as Span;

use bruinbridge::auth::{one_time, sessions};
use bruinbridge::clock_guard::{accept, tick};
use bruinbridge::jobs;
use bruinbridge::jobs::prune_signals;
use bruinbridge::mail::outbox;
use bruinbridge::webhooks::deliver::deliver_due;
use bruinbridge::webhooks::delete_old_deliveries;
use chrono::Duration;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::harness::{
    PASSWORD, PATIENCE, Server, assert_logged, credentials, each_database, each_database_with,
};
use crate::live::support::{some_names, tell};
use crate::webhooks::deliveries::hook;
use crate::webhooks::receiver::Receiver;

const RETENTION: &[(&str, &str)] = &[("SIGNAL_RETENTION_DAYS", "30")];
const JO: &str = "jo@ucla.edu";
const FAR: Duration = Duration::days(400);

/// Signals, sessions, a token that was used up and an account that is to go in an hour.
async fn furnish(server: &Server) {
    let jo = server.member(JO).await;
    jo.accept("requestAccountDeletion", json!({ "confirmation": JO }), "")
        .await;
    server.member("bo@ucla.edu").await;
    server.wait_for_log().await;
}

/// How much there is that time can take.
async fn holdings(server: &Server) -> [i64; 4] {
    [
        server.count("signals").await,
        server.count("sessions").await,
        server.count("users").await,
        server.count("emails").await,
    ]
}

/// Everything that deletes by time, asked directly; answers how much went.
async fn delete_by_time(server: &Server) -> u64 {
    let app = &server.app;
    let month = Duration::days(30);
    let gone = [
        sessions::delete_expired(app).await,
        one_time::delete_expired(app).await,
        outbox::delete_finished(app, month).await,
        delete_old_deliveries::delete_old(app).await,
        prune_signals::prune_due(app).await,
    ];
    let gone: u64 = gone.into_iter().map(|gone| gone.expect("a round")).sum();
    let purged = bruinbridge::lifecycle::purge::purge_due(app, 100).await;
    gone + purged.unwrap_or(0)
}

/// Runs the jobs of a process until they have looked at the clock, as a start of a few seconds does.
async fn start_for_a_moment(server: &Server) {
    let jobs = tokio::spawn(jobs::run(server.app.clone(), server.stop.clone()));
    let waiting = async {
        while server
            .count("trusted_clock WHERE held_at IS NOT NULL")
            .await
            == 0
        {
            sleep(Span::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, waiting).await.expect("a wait");
    server.stop.cancel();
    // Rounds under way end first.
    jobs.await.expect("the jobs end");
}

async fn is_trusted(server: &Server) -> bool {
    tick(&server.app).await.expect("a look at the clock")
}

/// Fails unless a warning with this text names the present.
fn assert_warned(server: &Server, text: &str) {
    let now = server.app.clock.now().to_string();
    assert_logged(&["WARN", text, &now]);
}

#[tokio::test]
async fn a_start_far_ahead_deletes_nothing_and_says_so() {
    each_database_with(RETENTION, async |server| {
        furnish(&server).await;
        let before = holdings(&server).await;
        server.app.clock.jump(FAR);
        let started = server.sibling().await;
        start_for_a_moment(&started).await;
        assert_eq!(holdings(&server).await, before);
        assert_warned(&started, "a server last ran long ago");
        // Nor does whoever comes by while a process that noticed it runs.
        let process = server.sibling().await;
        assert!(!is_trusted(&process).await);
        assert_eq!(delete_by_time(&process).await, 0);
        process.client().log_in(JO, PASSWORD).await;
        let client = process.client();
        let refused = client.refuse("register", credentials(JO, PASSWORD)).await;
        assert_eq!(refused, ["EMAIL_TAKEN email"]);
        let admin = process.admin("SUPERADMIN").await;
        let failed = admin.fail("purgeExpiredAccounts", Value::Null).await;
        assert_eq!(failed, "CLOCK_UNCERTAIN");
        assert!(process.user(JO).await.is_some());
        // Set right, everything goes on at once.
        process.app.clock.jump(-FAR);
        assert!(is_trusted(&process).await);
        assert_warned(&process, "the clock is trusted again");
    })
    .await;
}

#[tokio::test]
async fn after_a_start_far_ahead_the_wait_ends_by_itself() {
    each_database_with(RETENTION, async |server| {
        furnish(&server).await;
        assert!(is_trusted(&server).await);
        server.app.clock.jump(FAR);
        // Starts of a few minutes add up.
        for _ in 0..3 {
            let process = server.sibling().await;
            for _ in 0..16 {
                assert!(!is_trusted(&process).await);
                assert_eq!(delete_by_time(&process).await, 0);
                server.advance(Duration::minutes(1));
            }
        }
        let process = server.sibling().await;
        let mut minutes = 48;
        while !is_trusted(&process).await {
            server.advance(Duration::minutes(1));
            minutes += 1;
            assert!(minutes < 70, "{minutes}");
        }
        assert!(minutes >= 60, "{minutes}");
        let before = holdings(&server).await;
        assert!(delete_by_time(&process).await > 0);
        let after = holdings(&server).await;
        assert!(after[0] < before[0] && after[1] < before[1] && after[2] < before[2]);
        // The time is known now: another start goes on at once.
        assert!(is_trusted(&server.sibling().await).await);
    })
    .await;
}

#[tokio::test]
async fn another_wrong_time_is_waited_out_from_its_beginning() {
    each_database(async |server| {
        assert!(is_trusted(&server).await);
        server.app.clock.jump(FAR);
        let first = server.sibling().await;
        for _ in 0..59 {
            assert!(!is_trusted(&first).await);
            server.advance(Duration::minutes(1));
        }
        server.app.clock.jump(FAR);
        let second = server.sibling().await;
        for _ in 0..59 {
            assert!(!is_trusted(&second).await);
            server.advance(Duration::minutes(1));
        }
    })
    .await;
}

#[tokio::test]
async fn an_operator_ends_the_wait() {
    each_database_with(RETENTION, async |server| {
        furnish(&server).await;
        assert!(is_trusted(&server).await);
        server.app.clock.jump(FAR);
        let process = server.sibling().await;
        assert!(!is_trusted(&process).await);
        assert!(!is_trusted(&process).await);
        // As the command line does, in a process of its own.
        accept(&server.sibling().await.app).await.expect("a word");
        assert!(is_trusted(&process).await);
        assert!(delete_by_time(&process).await > 0);
    })
    .await;
}

#[tokio::test]
async fn the_wait_is_as_long_as_the_grace_period() {
    let settings = &[("ACCOUNT_RECOVERY_GRACE_PERIOD", "48")];
    each_database_with(settings, async |server| {
        assert!(is_trusted(&server).await);
        server.app.clock.jump(FAR);
        for _ in 0..47 {
            assert!(!is_trusted(&server).await);
            server.advance(Duration::hours(1));
        }
        server.advance(Duration::hours(2));
        assert!(is_trusted(&server).await);
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_goes_ahead_in_service_deletes_nothing() {
    each_database_with(RETENTION, async |server| {
        furnish(&server).await;
        assert!(is_trusted(&server).await);
        server.app.clock.jump(FAR);
        // Between two ticks as well.
        assert_eq!(delete_by_time(&server).await, 0);
        assert!(!is_trusted(&server).await);
        assert_warned(&server, "the clock went forward");
        assert_eq!(delete_by_time(&server).await, 0);
        server.app.clock.jump(-FAR);
        assert!(is_trusted(&server).await);
        assert_warned(&server, "the clock went back");
        server.app.clock.jump(FAR);
        assert!(!is_trusted(&server).await);
        server.advance(Duration::minutes(61));
        assert!(is_trusted(&server).await);
        assert!(delete_by_time(&server).await > 0);
    })
    .await;
}

#[tokio::test]
async fn time_that_passes_is_no_jump() {
    each_database_with(RETENTION, async |server| {
        furnish(&server).await;
        for _ in 0..3 {
            assert!(is_trusted(&server).await);
            // As when a process is stopped and goes on.
            server.advance(Duration::days(20));
        }
        assert!(is_trusted(&server).await);
        assert!(delete_by_time(&server).await > 0);
        // A restart of a moment, and one after half an hour.
        assert!(is_trusted(&server.sibling().await).await);
        server.advance(Duration::minutes(30));
        assert!(is_trusted(&server.sibling().await).await);
    })
    .await;
}

#[tokio::test]
async fn an_upgrade_compares_with_the_newest_signal() {
    each_database(async |server| {
        furnish(&server).await;
        server.app.clock.jump(FAR);
        assert!(!is_trusted(&server.sibling().await).await);
    })
    .await;
}

#[tokio::test]
async fn a_process_that_is_ahead_of_another_deletes_nothing_however_long_it_waits() {
    each_database(async |server| {
        assert!(is_trusted(&server).await);
        server.app.clock.jump(FAR);
        let ahead = server.sibling().await;
        for _ in 0..20 {
            assert!(!is_trusted(&ahead).await);
            server.advance(Duration::minutes(10));
            // What a process whose clock is right writes meanwhile.
            let right = server.app.clock.now() - FAR;
            let mark = format!(
                "UPDATE trusted_clock SET trusted_at = '{}'",
                right.to_rfc3339()
            );
            server.execute(&mark).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_jump_ahead_switches_no_webhook_off() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        assert!(is_trusted(&server).await);
        receiver.responses(&["503 Busy"; 10]);
        tell(&server.app, &some_names(1)).await;
        while receiver.posts().is_empty() {
            deliver_due(&server.app).await.expect("a round");
        }
        server.app.clock.jump(FAR);
        deliver_due(&server.app).await.expect("a round");
        assert_eq!(receiver.posts().len(), 2);
        assert_eq!(server.count("webhooks WHERE is_enabled").await, 1);
    })
    .await;
}
