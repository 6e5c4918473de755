//! Retention: the oldest signals of the log are deleted.

use bruinbridge::cursor::Cursor;
use bruinbridge::entities::{signal, signal_watermark};
use bruinbridge::error::Error;
use bruinbridge::jobs::prune_signals;
use bruinbridge::signals::log::Filter;
use bruinbridge::signals::{log, stream};
use chrono::Duration;
use sea_orm::EntityTrait;
use serde_json::json;
use tokio::time::timeout;

use super::support::{emit, follow, some_names, text};
use crate::harness::{Heard, PASSWORD, Server, TIMEOUT, each_database_with};

#[tokio::test]
async fn signals_older_than_the_setting_are_deleted_with_their_cursors() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "30")], async |server| {
        let admin = server.admin("AUDITOR").await;
        let mut subscription = follow(&admin, Some("0")).await;
        let first = subscription.next().await;
        let mut last = subscription.next().await;
        // The last signal of signing the administrator in.
        while last["name"] != "ADMIN_AUTHENTICATED" {
            last = subscription.next().await;
        }
        server.advance(Duration::days(31));
        server
            .client()
            .refuse("login", json!({ "email": "new@ucla.edu", "password": "x" }))
            .await;
        server.background_finished().await;
        assert!(
            prune_signals::prune_due(&server.app)
                .await
                .expect("a round")
                > 0
        );
        assert_eq!(
            prune_signals::prune_due(&server.app)
                .await
                .expect("a round"),
            0
        );
        let admin = server.client();
        let input = json!({ "username": "auditor", "password": PASSWORD });
        let payload = admin.accept("loginAdmin", input, "token").await;
        let admin = server.client_with(&text(&payload, "token"));
        // The cursor of the last deleted signal is still valid: nothing after it is missing.
        let cursor = text(&last, "cursor");
        let next = follow(&admin, Some(&cursor)).await.next().await;
        assert_eq!(text(&next, "username"), "new@ucla.edu");
        match follow(&admin, Some(&text(&first, "cursor")))
            .await
            .hear()
            .await
        {
            Heard::Errors(errors) => {
                assert_eq!(errors[0]["extensions"]["code"], "CURSOR_GONE");
                let oldest = text(&errors[0]["extensions"], "oldest");
                assert_eq!(follow(&admin, Some(&oldest)).await.next().await, next);
            }
            other => panic!("{other:?}"),
        }
    })
    .await;
}

#[tokio::test]
async fn zero_keeps_signals_forever() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "0")], async |server| {
        emit(&server.app, &some_names(3)).await;
        server.advance(Duration::days(40_000));
        assert_eq!(
            prune_signals::prune_due(&server.app)
                .await
                .expect("a round"),
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_long_log_is_pruned_in_short_steps() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "30")], async |server| {
        // Signals of 2024, and one that stays.
        emit(&server.app, &some_names(1_300)).await;
        server
            .client()
            .refuse("login", json!({ "email": "new@ucla.edu", "password": "x" }))
            .await;
        let long = prune(&server, 1_300).await;
        assert_eq!(server.count("signals").await, 2);
        server.forget_signals().await;
        emit(&server.app, &some_names(400)).await;
        let short = prune(&server, 400).await;
        // Three steps, each with the same statements.
        assert!(long > 2 * short, "{long} statements, {short} for one step");
    })
    .await;
}

/// Prunes the log, checks the number of deleted signals, and returns how many statements it took.
async fn prune(server: &Server, count: u64) -> usize {
    server.wait_for_log().await;
    let before = server.statements();
    let pruned = prune_signals::prune_due(&server.app).await;
    assert_eq!(pruned.expect("a round"), count);
    server.statements() - before
}

#[tokio::test]
async fn a_subscriber_that_is_overtaken_by_retention_while_it_reads_gets_an_error() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "30")], async |server| {
        emit(&server.app, &some_names(200)).await;
        server.wait_for_log().await;
        let start = Some(Cursor::START);
        let subscribed = stream::subscribe(server.app.clone(), Filter::default(), start).await;
        let mut subscriber = subscribed.expect("a subscriber");
        // The subscriber has read one page of the log, and no more.
        assert!(matches!(subscriber.next().await, Some(Ok(_))));
        prune(&server, 200).await;
        let mut heard = 1;
        let error = loop {
            let next = timeout(TIMEOUT, subscriber.next()).await;
            match next.expect("silence").expect("an end with a reason") {
                Ok(_) => heard += 1,
                Err(error) => break error,
            }
            assert!(heard < 200, "nothing was lost");
        };
        assert!(matches!(error, Error::CursorGone(_)), "{error}");
        assert!(subscriber.next().await.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_subscriber_that_resumes_after_a_deleted_cursor_gets_an_error() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "30")], async |server| {
        let admin = server.admin("AUDITOR").await;
        server.forget_signals().await;
        emit(&server.app, &some_names(200)).await;
        let mut subscription = follow(&admin, Some("0")).await;
        let first = subscription.next().await;
        server.wait_for_log().await;
        assert_eq!(
            prune_signals::prune_due(&server.app)
                .await
                .expect("a round"),
            200
        );
        // A client that reconnects with the cursor of a deleted signal cannot resume.
        match follow(&admin, Some(&text(&first, "cursor")))
            .await
            .hear()
            .await
        {
            Heard::Errors(errors) => {
                assert_eq!(errors[0]["extensions"]["code"], "CURSOR_GONE");
            }
            other => panic!("{other:?}"),
        }
    })
    .await;
}

/// Returns the cursor of the newest signal.
async fn end(server: &Server) -> Cursor {
    let signals = signal::Entity::find().all(server.app.db.reader()).await;
    let newest = signals.expect("the log").iter().map(log::cursor).max();
    newest.expect("a signal")
}

/// Returns the retention watermark: the cursor up to which the log was deleted.
async fn watermark(server: &Server) -> Cursor {
    let watermark = signal_watermark::Entity::find()
        .one(server.app.db.reader())
        .await;
    let watermark = watermark
        .expect("the watermark")
        .expect("something was pruned");
    Cursor {
        transaction: watermark.transaction_id,
        position: watermark.position,
    }
}

#[tokio::test]
async fn a_slow_process_does_not_move_the_watermark_back() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "30")], async |server| {
        emit(&server.app, &some_names(3)).await;
        server.wait_for_log().await;
        // Another process pruned further, after this one read what it is about to prune.
        let Cursor {
            transaction,
            position,
        } = end(&server).await;
        let further = Cursor {
            transaction,
            position: position + 100,
        };
        let insert = format!(
            "INSERT INTO signal_watermark (id, transaction_id, position) VALUES (1, {transaction}, {})",
            further.position
        );
        server.execute(&insert).await;
        assert_eq!(
            prune_signals::prune_due(&server.app)
                .await
                .expect("a round"),
            3
        );
        assert_eq!(watermark(&server).await, further);
        // Later signals move it forward.
        emit(&server.app, &some_names(200)).await;
        server.wait_for_log().await;
        let end = end(&server).await;
        prune_signals::prune_due(&server.app)
            .await
            .expect("a round");
        assert_eq!(watermark(&server).await, end);
    })
    .await;
}

#[tokio::test]
async fn two_processes_prune_at_once_and_the_watermark_is_at_the_end() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "30")], async |server| {
        let sibling = server.sibling().await;
        emit(&server.app, &some_names(1_300)).await;
        server.wait_for_log().await;
        let end = end(&server).await;
        let (first, second) = tokio::join!(
            prune_signals::prune_due(&server.app),
            prune_signals::prune_due(&sibling.app)
        );
        assert_eq!(first.expect("a round") + second.expect("a round"), 1_300);
        assert_eq!(watermark(&server).await, end);
    })
    .await;
}
