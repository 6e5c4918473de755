//! Going on behind a cursor.

use bruinbridge::signals::SharedSignal;
use bruinbridge::signals::log::{self, Filter};
use bruinbridge::signals::stream;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

use super::support::{follow, follow_on, some_names, tell, text, usernames, write};
use crate::harness::{Heard, PASSWORD, each_database};
use crate::http::support::Socket;

#[tokio::test]
async fn a_subscriber_that_comes_back_misses_nothing_and_hears_nothing_twice() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        let names = some_names(300);
        let mut subscription = follow_on(&server, &admin).await;
        let mut heard = Vec::new();
        let writing = async {
            for chunk in names.chunks(7) {
                tell(&server.app, chunk).await;
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
async fn zero_begins_with_the_oldest_signal_that_is_kept() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        server.forget_signals().await;
        tell(&server.app, &some_names(120)).await;
        let mut subscription = follow(&admin, Some("0")).await;
        assert_eq!(usernames(&mut subscription, 120).await, some_names(120));
        tell(&server.app, &["live".to_owned()]).await;
        assert_eq!(usernames(&mut subscription, 1).await, ["live"]);
    })
    .await;
}

#[tokio::test]
async fn a_cursor_that_the_log_does_not_know_is_refused_with_the_oldest_that_it_does() {
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
                other => panic!("not refused but {other:?}"),
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
async fn without_a_cursor_a_subscription_begins_where_the_log_ends() {
    each_database(async |server| {
        for round in 0..5 {
            // Nobody wakes the tail: the hub does not know of it yet.
            write(server.app.db.writer(), &["before".to_owned()]).await;
            let subscribed = stream::subscribe(server.app.clone(), Filter::default(), None).await;
            let mut subscriber = subscribed.expect("a subscriber");
            let name = format!("after{round}");
            tell(&server.app, std::slice::from_ref(&name)).await;
            assert_eq!(subscriber.next().await.map(username), Some(name));
        }
    })
    .await;
}

#[tokio::test]
async fn who_catches_up_waits_for_a_database_that_is_away_for_a_moment() {
    each_database(async |server| {
        server.wait_for_log().await;
        let log = log::end(server.app.db.reader(), server.app.db.engine).await;
        let end = log.expect("the log");
        tell(&server.app, &["jo".to_owned()]).await;
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
async fn a_socket_is_told_where_to_go_on_if_it_breaks_before_the_first_event() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let authorization = format!("Bearer {}", jo.token.as_deref().expect("a token"));
        let mut socket = Socket::open(&server).await;
        let ack = socket
            .initialise(json!({ "authorization": authorization }))
            .await;
        drop(socket);
        jo.accept("updateProfile", json!({ "firstName": "Jo" }), "")
            .await;
        let document = "subscription($after: String) { accountSignals(after: $after) { name } }";
        let mut own = jo
            .subscribe(document, json!({ "after": ack["cursor"] }))
            .await;
        while own.next().await["name"] != "USER_UPDATE_STARTED" {}
        let nobody = Socket::open(&server).await.initialise(json!({})).await;
        assert!(nobody.is_null(), "{nobody}");
    })
    .await;
}

#[tokio::test]
async fn a_login_is_no_news_to_who_subscribes_after_it() {
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
async fn a_subscriber_that_fell_behind_the_buffer_reads_on_from_the_log() {
    each_database(async |server| {
        let names = some_names(6_000);
        let subscribed = stream::subscribe(server.app.clone(), Filter::default(), None).await;
        let mut subscriber = subscribed.expect("a subscriber");
        tell(&server.app, &["first".to_owned()]).await;
        assert_eq!(
            subscriber.next().await.map(username).as_deref(),
            Some("first")
        );
        let mut hub = server.app.hub.receiver();
        for chunk in names.chunks(1_000) {
            tell(&server.app, chunk).await;
        }
        // The hub has passed the last one on before the subscriber is asked for the next.
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
async fn a_member_follows_what_is_about_their_own_account() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let other = server.member("other@ucla.edu").await;
        let document = "subscription { accountSignals { name userId } }";
        let mut own = jo.subscribe(document, json!({})).await;
        let admin = server.admin("AUDITOR").await;
        let mut all = follow_on(&server, &admin).await;
        // The first of one's own signals tells that the subscription is there.
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
                // The session has ended: that it did may come as the close itself.
                Heard::Closed(_) => return,
                other => panic!("{other:?}"),
            }
        }
    })
    .await;
}
