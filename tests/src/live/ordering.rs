//! PostgreSQL hands out positions before transactions commit: a later one may commit first.

use std::time::{Duration, Instant};

use bruinbridge::signals::log::Filter;
use bruinbridge::signals::stream;
use sea_orm::TransactionTrait;

use super::support::{follow, follow_on, tell, text, usernames, write};
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
    tell(&server.app, &name("before")).await;
    while usernames(&mut subscription, 1).await != ["before"] {}

    let slow = server.app.db.writer().begin().await.expect("a transaction");
    write(&slow, &name("slow")).await;
    tell(&server.app, &name("fast")).await;
    // Nobody gets past the slow one: neither who was there nor who comes with the log's first cursor.
    let mut later = follow(&admin, Some("0")).await;
    while usernames(&mut later, 1).await != ["before"] {}
    let early = tokio::time::timeout(Duration::from_millis(100), subscription.next()).await;
    assert!(early.is_err(), "{early:?}");

    slow.commit().await.expect("committed");
    let committed = Instant::now();
    // Nothing woke the server: it looks by itself while something is not settled.
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
    tell(&server.app, &name("before")).await;
    let subscribed = stream::subscribe(server.app.clone(), Filter::default(), None).await;
    let mut subscriber = subscribed.expect("a subscriber");
    tell(&server.app, &name("after")).await;
    slow.commit().await.expect("committed");
    // In the log it is before what had been committed when the subscription began.
    for expected in ["slow", "after"] {
        let signal = subscriber.next().await.expect("a signal").expect("the log");
        assert_eq!(text(&signal.signal.arguments, "username"), expected);
    }
    database.remove().await;
}

#[tokio::test]
async fn a_transaction_that_is_rolled_back_holds_nothing_up() {
    let database = Database::postgres().await;
    let server = Server::on(&database, &[]).await;
    let admin = server.admin("AUDITOR").await;
    let mut subscription = follow_on(&server, &admin).await;
    tell(&server.app, &name("before")).await;
    while usernames(&mut subscription, 1).await != ["before"] {}
    let slow = server.app.db.writer().begin().await.expect("a transaction");
    write(&slow, &name("never")).await;
    tell(&server.app, &name("fast")).await;
    slow.rollback().await.expect("rolled back");
    let rolled_back = Instant::now();
    assert_eq!(usernames(&mut subscription, 1).await, ["fast"]);
    let took = rolled_back.elapsed();
    assert!(took < Duration::from_millis(500), "{took:?}");
    database.remove().await;
}
