//! Several server processes on one PostgreSQL.

use std::time::{Duration, Instant};

use serde_json::json;

use super::support::{emit, follow_on, some_names, usernames};
use crate::harness::{Database, Heard, Server};

#[tokio::test]
async fn a_signal_of_one_server_reaches_the_subscribers_of_another_at_once() {
    let database = Database::postgres().await;
    let (here, there) = tokio::join!(Server::on(&database, &[]), Server::on(&database, &[]));
    let admin = here.admin("AUDITOR").await;
    let there_as_admin = there.client_with(admin.token.as_deref().expect("a token"));
    let mut subscription = follow_on(&there, &there_as_admin).await;
    emit(&there.app, &["there".to_owned()]).await;
    assert_eq!(usernames(&mut subscription, 1).await, ["there"]);
    let mut took = Vec::new();
    for name in some_names(11) {
        let emitted = Instant::now();
        emit(&here.app, std::slice::from_ref(&name)).await;
        assert_eq!(usernames(&mut subscription, 1).await, [name]);
        took.push(emitted.elapsed());
    }
    took.sort();
    // The tick alone would take half a second on average.
    assert!(took[5] < Duration::from_millis(100), "{took:?}");
    database.remove().await;
}

#[tokio::test]
async fn a_logout_on_one_server_closes_the_sockets_on_another() {
    let database = Database::postgres().await;
    let (here, there) = tokio::join!(Server::on(&database, &[]), Server::on(&database, &[]));
    let jo = here.member("jo@ucla.edu").await;
    let jo_there = there.client_with(jo.token.as_deref().expect("a token"));
    let document = "subscription { accountSignals(after: \"0\") { name } }";
    let mut subscription = jo_there.subscribe(document, json!({})).await;
    subscription.next().await;
    let ended = Instant::now();
    jo.accept("logout", json!({}), "").await;
    loop {
        match subscription.hear().await {
            Heard::Event(_) => {}
            Heard::Closed(close) => {
                assert_eq!(u16::from(close.expect("a reason").code), 4401);
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    let took = ended.elapsed();
    assert!(took < Duration::from_secs(1), "{took:?}");
    database.remove().await;
}

#[tokio::test]
async fn a_database_restart_loses_no_signal_and_the_servers_listen_again() {
    let database = Database::postgres_alone().await;
    let (here, there) = tokio::join!(Server::on(&database, &[]), Server::on(&database, &[]));
    let admin = here.admin("AUDITOR").await;
    let there_as_admin = there.client_with(admin.token.as_deref().expect("a token"));
    let mut subscription = follow_on(&there, &there_as_admin).await;
    emit(&here.app, &["before".to_owned()]).await;
    assert_eq!(usernames(&mut subscription, 1).await, ["before"]);
    database.restart();
    emit(&here.app, &["after".to_owned()]).await;
    assert_eq!(usernames(&mut subscription, 1).await, ["after"]);
    let mut quickest = Duration::MAX;
    for name in some_names(40) {
        let emitted = Instant::now();
        emit(&here.app, std::slice::from_ref(&name)).await;
        assert_eq!(usernames(&mut subscription, 1).await, [name]);
        quickest = quickest.min(emitted.elapsed());
        if quickest < Duration::from_millis(100) {
            return;
        }
    }
    panic!("no server listens any more: {quickest:?}");
}
