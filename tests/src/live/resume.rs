//! Going on behind a cursor.

use bruinbridge::signals::log::Filter;
use bruinbridge::signals::stream;
use futures_util::StreamExt;
use serde_json::json;
use std::pin::pin;

use super::support::{follow, follow_on, some_names, tell, text, usernames};
use crate::harness::{Heard, each_database};

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
async fn a_cursor_that_the_log_does_not_know_is_refused_with_the_oldest() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        let first = follow(&admin, Some("0")).await.next().await;
        for unknown in ["999999999", "999999999.1", "1.999999999"] {
            match follow(&admin, Some(unknown)).await.hear().await {
                Heard::Errors(errors) => {
                    let extensions = &errors[0]["extensions"];
                    assert_eq!(extensions["code"], "CURSOR_GONE", "{unknown}");
                    assert_eq!(extensions["oldest"], first["cursor"], "{unknown}");
                }
                other => panic!("not refused but {other:?}"),
            }
        }
        let malformed = follow(&admin, Some("yesterday")).await.refused().await;
        assert_eq!(malformed, "BAD_USER_INPUT");
    })
    .await;
}

#[tokio::test]
async fn a_subscriber_that_fell_behind_the_buffer_reads_on_from_the_log() {
    each_database(async |server| {
        let names = some_names(6_000);
        let subscribed = stream::subscribe(server.app.clone(), Filter::default(), None).await;
        let mut signals = pin!(subscribed.expect("a stream"));
        tell(&server.app, &["first".to_owned()]).await;
        let username =
            |signal: bruinbridge::error::Result<std::sync::Arc<bruinbridge::signals::Live>>| {
                let signal = signal.expect("the log is readable");
                text(&signal.signal.arguments, "username")
            };
        assert_eq!(signals.next().await.map(username).as_deref(), Some("first"));
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
        let heard: Vec<String> = signals.take(names.len()).map(username).collect().await;
        assert_eq!(heard, names);
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
