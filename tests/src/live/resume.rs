//! Resuming a subscription after a cursor.

use bruinbridge::signals::log::{self, Filter};
use bruinbridge::signals::{SharedSignal, stream};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

use super::support::{emit, follow, follow_on, some_names, text, usernames, write};
use crate::harness::{Heard, PASSWORD, each_database};
use crate::http::support::Socket;

#[tokio::test]
async fn a_subscriber_that_reconnects_receives_each_signal_exactly_once() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        let names = some_names(300);
        let mut subscription = follow_on(&server, &admin).await;
        let mut heard = Vec::new();
        let writing = async {
            for chunk in names.chunks(7) {
                emit(&server.app, chunk).await;
            }
        };
        let reading = async {
            while heard.len() < names.len() {
                let event = subscription.next().await;
                heard.push(text(&event, "username"));
                if heard.len() % 50 == 0 {
                    let cursor = text(&event, "cursor");
                    subscription = follow(&admin, Some(&cursor)).await;
                }
            }
        };
        tokio::join!(writing, reading);
        assert_eq!(heard, names);
    })
    .await;
}

#[tokio::test]
async fn cursor_zero_starts_with_the_oldest_signal() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        server.forget_signals().await;
        emit(&server.app, &some_names(120)).await;
        let mut subscription = follow(&admin, Some("0")).await;
        assert_eq!(usernames(&mut subscription, 120).await, some_names(120));
        emit(&server.app, &["live".to_owned()]).await;
        assert_eq!(usernames(&mut subscription, 1).await, ["live"]);
    })
    .await;
}

#[tokio::test]
async fn an_unknown_cursor_is_refused_with_the_oldest_known_one() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        let first = follow(&admin, Some("0")).await.next().await;
        for unknown in ["999999999", "999999999.1", "1.999999999"] {
            match follow(&admin, Some(unknown)).await.hear().await {
                Heard::Errors(errors) => {
                    let extensions = &errors[0]["extensions"];
                    assert_eq!(extensions["code"], "CURSOR_GONE", "{unknown}");
                    let oldest = text(extensions, "oldest");
                    assert_eq!(follow(&admin, Some(&oldest)).await.next().await, first);
                }
                other => panic!("expected a refusal, got {other:?}"),
            }
        }
        let malformed = follow(&admin, Some("yesterday")).await.refused().await;
        assert_eq!(malformed, "BAD_USER_INPUT");
    })
    .await;
}

fn username(signal: bruinbridge::error::Result<Arc<SharedSignal>>) -> String {
    let signal = signal.expect("the log is readable");
    text(&signal.signal.arguments, "username")
}

#[tokio::test]
async fn without_a_cursor_a_subscription_starts_at_the_end_of_the_log() {
    each_database(async |server| {
        for round in 0..5 {
            // The tail is not woken, so the hub does not know about this signal yet.
            write(server.app.db.writer(), &["before".to_owned()]).await;
            let subscribed = stream::subscribe(server.app.clone(), Filter::default(), None).await;
            let mut subscriber = subscribed.expect("a subscriber");
            let name = format!("after{round}");
            emit(&server.app, std::slice::from_ref(&name)).await;
            assert_eq!(subscriber.next().await.map(username), Some(name));
        }
    })
    .await;
}

#[tokio::test]
async fn a_subscriber_that_catches_up_waits_while_the_database_is_briefly_unavailable() {
    each_database(async |server| {
        server.wait_for_log().await;
        let log = log::end(server.app.db.reader(), server.app.db.engine).await;
        let end = log.expect("the log");
        emit(&server.app, &["jo".to_owned()]).await;
        let subscribed = stream::subscribe(server.app.clone(), Filter::default(), Some(end)).await;
        let mut subscriber = subscribed.expect("a subscriber");
        server.execute("ALTER TABLE signals RENAME TO away").await;
        let early = timeout(Duration::from_millis(100), subscriber.next()).await;
        assert!(early.is_err(), "neither a signal nor an error: {early:?}");
        let (name, ()) = tokio::join!(subscriber.next(), async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            server.execute("ALTER TABLE away RENAME TO signals").await;
        });
        assert_eq!(name.map(username), Some("jo".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn a_socket_receives_a_cursor_to_resume_from_before_the_first_event() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let authorization = format!("Bearer {}", jo.token.as_deref().expect("a token"));
        let mut socket = Socket::open(&server).await;
        let ack = socket
            .initialize(json!({ "authorization": authorization }))
            .await;
        drop(socket);
        jo.accept("updateProfile", json!({ "firstName": "Jo" }), "")
            .await;
        let document = "subscription($after: String) { accountSignals(after: $after) { name } }";
        let mut own = jo
            .subscribe(document, json!({ "after": ack["cursor"] }))
            .await;
        while own.next().await["name"] != "USER_UPDATE_STARTED" {}
        let anonymous = Socket::open(&server).await.initialize(json!({})).await;
        assert!(anonymous.is_null(), "{anonymous}");
    })
    .await;
}

#[tokio::test]
async fn a_subscription_after_a_login_does_not_receive_the_login() {
    each_database(async |server| {
        server.register("jo@ucla.edu", "MENTEE").await;
        for _ in 0..5 {
            let jo = server.client().log_in("jo@ucla.edu", PASSWORD).await;
            let document = "subscription { accountSignals { name } }";
            let mut own = jo.subscribe(document, json!({})).await;
            let probe = async {
                loop {
                    let change = json!({ "firstName": "Jo" });
                    jo.accept("updateProfile", change, "").await;
                }
            };
            let first = tokio::select! {
                first = own.next() => first,
                () = probe => unreachable!(),
            };
            assert_eq!(first["name"], "USER_UPDATE_STARTED");
        }
    })
    .await;
}

#[tokio::test]
async fn a_subscriber_that_fell_behind_the_buffer_continues_from_the_log() {
    each_database(async |server| {
        let names = some_names(6_000);
        let subscribed = stream::subscribe(server.app.clone(), Filter::default(), None).await;
        let mut subscriber = subscribed.expect("a subscriber");
        emit(&server.app, &["first".to_owned()]).await;
        assert_eq!(
            subscriber.next().await.map(username).as_deref(),
            Some("first")
        );
        let mut hub = server.app.hub.receiver();
        for chunk in names.chunks(1_000) {
            emit(&server.app, chunk).await;
        }
        // Wait until the hub has sent the last signal before the subscriber asks for the next one.
        loop {
            match hub.recv().await {
                Ok(signal) if text(&signal.signal.arguments, "username") == "name5999" => break,
                _ => {}
            }
        }
        for name in names {
            assert_eq!(subscriber.next().await.map(username), Some(name));
        }
    })
    .await;
}

#[tokio::test]
async fn a_member_follows_the_signals_of_their_own_account() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let other = server.member("other@ucla.edu").await;
        let document = "subscription { accountSignals { name userId } }";
        let mut own = jo.subscribe(document, json!({})).await;
        let admin = server.admin("AUDITOR").await;
        let mut all = follow_on(&server, &admin).await;
        // The first of the member's own signals shows that the subscription has started.
        let change = json!({ "firstName": "Jo" });
        let probe = async {
            loop {
                jo.accept("updateProfile", change.clone(), "").await;
                tokio::task::yield_now().await;
            }
        };
        let first = tokio::select! {
            first = own.next() => first,
            () = probe => unreachable!(),
        };
        assert_eq!(first["userId"], jo.id().await.as_str());
        other.accept("updateProfile", change, "").await;
        all.next().await;
        jo.accept("logout", json!({}), "").await;
        let mut last = own.next().await;
        while last["name"] != "USER_LOGGED_OUT" {
            assert_eq!(last["userId"], first["userId"]);
            match own.hear().await {
                Heard::Event(event) => last = event,
                // The session has ended: the close may come instead of the signal.
                Heard::Closed(_) => return,
                other => panic!("{other:?}"),
            }
        }
    })
    .await;
}
