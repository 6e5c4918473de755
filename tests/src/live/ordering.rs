//! PostgreSQL assigns positions before transactions commit: a transaction with a later position may commit first.

use std::time::{Duration, Instant};

use bruinbridge::signals::log::Filter;
use bruinbridge::signals::stream;
use sea_orm::TransactionTrait;

use super::support::{emit, follow, follow_on, text, usernames, write};
use crate::harness::{Database, Server};

fn name(name: &str) -> [String; 1] {
    [name.to_owned()]
}

#[tokio::test]
async fn a_slower_transaction_loses_no_signal() {
    let database = Database::postgres().await;
    let server = Server::on(&database, &[]).await;
    let admin = server.admin("AUDITOR").await;
    let mut subscription = follow_on(&server, &admin).await;
    emit(&server.app, &name("before")).await;
    while usernames(&mut subscription, 1).await != ["before"] {}

    let slow = server.app.db.writer().begin().await.expect("a transaction");
    write(&slow, &name("slow")).await;
    emit(&server.app, &name("fast")).await;
    // No subscriber gets past the slow transaction: neither an existing one nor one that starts at the first cursor.
    let mut later = follow(&admin, Some("0")).await;
    while usernames(&mut later, 1).await != ["before"] {}
    let early = tokio::time::timeout(Duration::from_millis(100), subscription.next()).await;
    assert!(early.is_err(), "{early:?}");

    slow.commit().await.expect("committed");
    let committed = Instant::now();
    // Nothing woke the server: it polls while a part of the log is not stable.
    assert_eq!(usernames(&mut subscription, 2).await, ["slow", "fast"]);
    let took = committed.elapsed();
    assert!(took < Duration::from_millis(500), "{took:?}");
    assert_eq!(usernames(&mut later, 2).await, ["slow", "fast"]);
    database.remove().await;
}

#[tokio::test]
async fn a_subscription_begins_between_what_is_committed_and_what_is_not() {
    let database = Database::postgres().await;
    let server = Server::on(&database, &[]).await;
    let slow = server.app.db.writer().begin().await.expect("a transaction");
    write(&slow, &name("slow")).await;
    emit(&server.app, &name("before")).await;
    let subscribed = stream::subscribe(server.app.clone(), Filter::default(), None).await;
    let mut subscriber = subscribed.expect("a subscriber");
    emit(&server.app, &name("after")).await;
    slow.commit().await.expect("committed");
    // In the log it comes before signals that had been committed when the subscription began.
    for expected in ["slow", "after"] {
        let signal = subscriber.next().await.expect("a signal").expect("the log");
        assert_eq!(text(&signal.signal.arguments, "username"), expected);
    }
    database.remove().await;
}

#[tokio::test]
async fn a_transaction_that_is_rolled_back_delays_nothing() {
    let database = Database::postgres().await;
    let server = Server::on(&database, &[]).await;
    let admin = server.admin("AUDITOR").await;
    let mut subscription = follow_on(&server, &admin).await;
    emit(&server.app, &name("before")).await;
    while usernames(&mut subscription, 1).await != ["before"] {}
    let slow = server.app.db.writer().begin().await.expect("a transaction");
    write(&slow, &name("never")).await;
    emit(&server.app, &name("fast")).await;
    slow.rollback().await.expect("rolled back");
    let rolled_back = Instant::now();
    assert_eq!(usernames(&mut subscription, 1).await, ["fast"]);
    let took = rolled_back.elapsed();
    assert!(took < Duration::from_millis(500), "{took:?}");
    database.remove().await;
}
