//! Several processes on one PostgreSQL database.

use bruinbridge::rate_limits::Limit;
use bruinbridge::rate_limits::shared::{delete_forgotten, exchange};
use chrono::Duration;
use strum::IntoEnumIterator;

use super::{JO, ON, at, sign_in};
use crate::harness::{Database, PASSWORD, Server};

async fn exchange_twice(servers: [&Server; 2]) {
    for _ in 0..2 {
        for server in servers {
            exchange(&server.app).await.expect("an exchange");
        }
    }
}

#[tokio::test]
async fn the_limits_of_two_processes_hold_together() {
    let database = Database::postgres().await;
    let one = Server::on(&database, &[ON, super::PROXY]).await;
    let two = one.sibling().await;
    one.register(JO, "MENTEE").await;
    let (client, same) = (at(&one, "203.0.113.1"), at(&two, "203.0.113.1"));
    for client in [&client, &same, &client, &same, &client] {
        assert_eq!(sign_in(client, JO, "wrong").await, "INVALID_CREDENTIALS");
    }
    exchange_twice([&one, &two]).await;
    assert_eq!(sign_in(&client, JO, PASSWORD).await, "RATE_LIMITED");
    assert_eq!(sign_in(&same, JO, PASSWORD).await, "RATE_LIMITED");
    // A process that starts now knows it too.
    let three = one.sibling().await;
    exchange(&three.app).await.expect("an exchange");
    assert_eq!(
        sign_in(&at(&three, "203.0.113.1"), JO, PASSWORD).await,
        "RATE_LIMITED"
    );
    // A success in one process clears the count in all.
    one.advance(Duration::seconds(1));
    assert_eq!(sign_in(&same, JO, PASSWORD).await, "OK");
    exchange_twice([&two, &one]).await;
    assert_eq!(sign_in(&client, JO, "wrong").await, "INVALID_CREDENTIALS");
    assert_eq!(sign_in(&client, JO, PASSWORD).await, "OK");
    // Only digests are stored, and deleted when they are over.
    exchange(&one.app).await.expect("an exchange");
    assert!(one.count("rate_limits").await > 0);
    one.execute("UPDATE rate_limits SET forgotten_at = now() - interval '1 second'")
        .await;
    assert!(delete_forgotten(&one.app).await.expect("a deletion") > 0);
    assert_eq!(one.count("rate_limits").await, 0);
    drop((one, two, three));
    database.remove().await;
}

#[tokio::test]
async fn every_limit_is_shared() {
    let database = Database::postgres().await;
    let one = Server::on(&database, &[ON]).await;
    for limit in Limit::iter() {
        one.app
            .rate_limits
            .charge(limit, "someone")
            .expect("one attempt");
    }
    exchange(&one.app).await.expect("an exchange");
    for limit in Limit::iter() {
        let name: &'static str = limit.into();
        let rows = one
            .count(&format!("rate_limits WHERE name = '{name}'"))
            .await;
        assert_eq!(rows, 1, "{name}");
    }
    drop(one);
    database.remove().await;
}
