//! A clock that jumps ahead deletes nothing before an operator can notice.

use std::time::Duration as Span;

use bruinbridge::auth::{one_time, sessions};
use bruinbridge::clock_guard::{accept, tick};
use bruinbridge::error::Error;
use bruinbridge::jobs;
use bruinbridge::jobs::prune_signals;
use bruinbridge::mail::outbox;
use bruinbridge::webhooks::delete_old_deliveries;
use bruinbridge::webhooks::deliver::deliver_due;
use chrono::Duration;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::harness::{
    PASSWORD, Server, TIMEOUT, assert_logged, credentials, each_database, each_database_with,
};
use crate::live::support::{emit, some_names};
use crate::webhooks::deliveries::hook;
use crate::webhooks::receiver::Receiver;

const RETENTION: &[(&str, &str)] = &[("SIGNAL_RETENTION_DAYS", "30")];
const JO: &str = "jo@ucla.edu";
const FAR: Duration = Duration::days(400);

/// Creates signals, sessions, a used token, and an account whose deletion is due in an hour.
async fn create_rows(server: &Server) {
    let jo = server.member(JO).await;
    jo.accept("requestAccountDeletion", json!({ "confirmation": JO }), "")
        .await;
    server.member("bo@ucla.edu").await;
    server.wait_for_log().await;
}

/// Counts the rows that can be deleted by time.
async fn count_rows(server: &Server) -> [i64; 4] {
    [
        server.count("signals").await,
        server.count("sessions").await,
        server.count("users").await,
        server.count("emails").await,
    ]
}

/// Runs everything that deletes by time, and returns how many rows were deleted.
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
    let purged = match purged {
        Err(Error::ClockUncertain) => 0,
        purged => purged.expect("a round"),
    };
    gone + purged
}

/// Runs the jobs of a process until they have checked the clock, as when a server runs for only a few seconds.
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
    timeout(TIMEOUT, waiting)
        .await
        .expect("deletions are put on hold");
    server.stop.cancel();
    // Running rounds finish first.
    jobs.await.expect("the jobs end");
}

async fn is_trusted(server: &Server) -> bool {
    tick(&server.app).await.expect("a check of the clock")
}

/// Fails unless a warning with this text and the current time was logged.
fn assert_warned(server: &Server, text: &str) {
    let now = server.app.clock.now().to_string();
    assert_logged(&["WARN", text, &now]);
}

#[tokio::test]
async fn a_start_far_ahead_deletes_nothing_and_logs_a_warning() {
    each_database_with(RETENTION, async |server| {
        create_rows(&server).await;
        let before = count_rows(&server).await;
        server.app.clock.jump(FAR);
        let started = server.sibling().await;
        start_for_a_moment(&started).await;
        assert_eq!(count_rows(&server).await, before);
        assert_warned(&started, "a server last ran long ago");
        // Nor does any request while a process that noticed the jump is running.
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
        // Once the clock is correct again, everything resumes at once.
        process.app.clock.jump(-FAR);
        assert!(is_trusted(&process).await);
        assert_warned(&process, "the clock is trusted again");
    })
    .await;
}

#[tokio::test]
async fn after_a_start_far_ahead_the_wait_ends_automatically() {
    each_database_with(RETENTION, async |server| {
        create_rows(&server).await;
        assert!(is_trusted(&server).await);
        server.app.clock.jump(FAR);
        // The waiting times of short runs add up.
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
        let before = count_rows(&server).await;
        assert!(delete_by_time(&process).await > 0);
        let after = count_rows(&server).await;
        assert!(after[0] < before[0] && after[1] < before[1] && after[2] < before[2]);
        // The clock is trusted now: the next start does not wait.
        assert!(is_trusted(&server.sibling().await).await);
    })
    .await;
}

#[tokio::test]
async fn a_second_jump_restarts_the_wait() {
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
async fn an_operator_can_end_the_wait() {
    each_database_with(RETENTION, async |server| {
        create_rows(&server).await;
        assert!(is_trusted(&server).await);
        server.app.clock.jump(FAR);
        let process = server.sibling().await;
        assert!(!is_trusted(&process).await);
        assert!(!is_trusted(&process).await);
        // As the command line does, in a separate process.
        accept(&server.sibling().await.app)
            .await
            .expect("the clock is accepted");
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
async fn a_clock_that_jumps_ahead_while_the_server_runs_deletes_nothing() {
    each_database_with(RETENTION, async |server| {
        create_rows(&server).await;
        assert!(is_trusted(&server).await);
        server.app.clock.jump(FAR);
        // Not even between two ticks.
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
async fn time_that_passes_normally_is_no_jump() {
    each_database_with(RETENTION, async |server| {
        create_rows(&server).await;
        for _ in 0..3 {
            assert!(is_trusted(&server).await);
            // As when a process is suspended and resumed.
            server.advance(Duration::days(20));
        }
        assert!(is_trusted(&server).await);
        assert!(delete_by_time(&server).await > 0);
        // A quick restart, and one after half an hour.
        assert!(is_trusted(&server.sibling().await).await);
        server.advance(Duration::minutes(30));
        assert!(is_trusted(&server.sibling().await).await);
    })
    .await;
}

#[tokio::test]
async fn the_first_start_after_an_upgrade_compares_the_clock_with_the_newest_signal() {
    each_database(async |server| {
        create_rows(&server).await;
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
            // What a process with a correct clock writes in the meantime.
            let right = server.app.clock.now() - FAR;
            let update = format!(
                "UPDATE trusted_clock SET trusted_at = '{}'",
                right.to_rfc3339()
            );
            server.execute(&update).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_jump_ahead_disables_no_webhook() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        assert!(is_trusted(&server).await);
        receiver.responses(&["503 Busy"; 10]);
        emit(&server.app, &some_names(1)).await;
        let posting = async {
            while receiver.posts().is_empty() {
                deliver_due(&server.app).await.expect("a round");
            }
        };
        timeout(TIMEOUT, posting).await.expect("a post");
        server.app.clock.jump(FAR);
        deliver_due(&server.app).await.expect("a round");
        assert_eq!(receiver.posts().len(), 2);
        assert_eq!(server.count("webhooks WHERE is_enabled").await, 1);
    })
    .await;
}
