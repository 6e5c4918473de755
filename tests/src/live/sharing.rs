//! Subscribers of the same document share one execution, and none receives a result that was produced for another.

use std::collections::HashSet;
use std::future;
use std::time::Duration;

use bruinbridge::app::App;
use bruinbridge::cursor::Cursor;
use bruinbridge::ids::UserId;
use bruinbridge::signals::log::{self, Filter, Range};
use bruinbridge::signals::{Name, SharedSignal};
use futures_util::FutureExt;
use serde_json::{Value, json};

use super::support::{emit, some_names, text, write_about};
use crate::harness::{PASSWORD, Server, each_database};
use crate::http::support::Socket;

/// Similar documents with variables, and the expected result of each.
fn views() -> [(&'static str, Value, Value); 9] {
    let included = "subscription($x: Boolean!) { signals { username name @include(if: $x) } }";
    let defaulted =
        "subscription($x: Boolean = false) { signals { username name @include(if: $x) } }";
    let fragments = "subscription { signals { ...f } } fragment f on Signal { username }";
    let name = "USER_AUTHENTICATION_STARTED";
    [
        (
            included,
            json!({ "x": true }),
            json!({ "username": "jo", "name": name }),
        ),
        (included, json!({ "x": false }), json!({ "username": "jo" })),
        (defaulted, json!({}), json!({ "username": "jo" })),
        (
            defaulted,
            json!({ "x": true }),
            json!({ "username": "jo", "name": name }),
        ),
        (
            "subscription { signals { who: username } }",
            json!({}),
            json!({ "who": "jo" }),
        ),
        (
            "subscription { signals { username: name } }",
            json!({}),
            json!({ "username": name }),
        ),
        (fragments, json!({}), json!({ "username": "jo" })),
        (
            "subscription { signals { ...f } } fragment f on Signal { name }",
            json!({}),
            json!({ "name": name }),
        ),
        (
            "subscription { signals { ... on Signal { who: user { email } } } }",
            json!({}),
            json!({ "who": null }),
        ),
    ]
}

#[tokio::test]
async fn each_view_gets_its_own_fields() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        let superadmin = server.admin("SUPERADMIN").await;
        let mut subscriptions = Vec::new();
        for (document, variables, expected) in views() {
            for admin in [&auditor, &auditor, &superadmin] {
                let subscription = admin.subscribe(document, variables.clone()).await;
                subscriptions.push((subscription, expected.clone()));
            }
        }
        for (subscription, expected) in &mut subscriptions {
            let first = tokio::select! {
                first = subscription.next() => first,
                () = repeat(&server.app) => unreachable!(),
            };
            assert_eq!(first, *expected);
        }
    })
    .await;
}

#[tokio::test]
async fn subscribers_of_the_same_document_share_one_execution() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        server.wait_for_log().await;
        let end = log::end(server.app.db.reader(), server.app.db.engine).await;
        let after = end.expect("the log").to_string();
        let documents = ["username", "name username"].map(|fields| {
            format!("subscription($after: String) {{ signals(after: $after) {{ {fields} }} }}")
        });
        let mut subscriptions = Vec::new();
        for document in documents.iter().cycle().take(40) {
            let variables = json!({ "after": after });
            subscriptions.push(auditor.subscribe(document, variables).await);
        }
        let mut hub = server.app.hub.receiver();
        // A subscriber that has received the first signal is live.
        for name in ["first", "second"] {
            emit(&server.app, &[name.to_owned()]).await;
            for subscription in &mut subscriptions {
                assert_eq!(text(&subscription.next().await, "username"), name);
            }
        }
        hub.recv().await.expect("the first");
        assert_eq!(
            hub.recv().await.expect("the second").views(),
            documents.len()
        );
    })
    .await;
}

#[tokio::test]
async fn a_document_that_others_watch_is_refused_without_the_permission() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        let document = "subscription { signals { username } }";
        let mut watched = auditor.subscribe(document, json!({})).await;
        tokio::select! {
            _ = watched.next() => {}
            () = repeat(&server.app) => unreachable!(),
        }
        let jo = server.member("jo@ucla.edu").await;
        assert_eq!(
            jo.subscribe(document, json!({})).await.refused().await,
            "FORBIDDEN"
        );
        let anonymous = server
            .client()
            .subscribe(document, json!({}))
            .await
            .refused()
            .await;
        assert_eq!(anonymous, "UNAUTHENTICATED");
    })
    .await;
}

#[tokio::test]
async fn members_with_the_same_document_receive_signals_of_their_own_account_only() {
    each_database(async |server| {
        let document = "subscription { accountSignals { userId } }";
        let mut listeners = Vec::new();
        for email in ["jo@ucla.edu", "mia@ucla.edu"] {
            let member = server.member(email).await;
            let again = server.client().log_in(email, PASSWORD).await;
            let id = member.id().await;
            for session in [&member, &again] {
                listeners.push((session.subscribe(document, json!({})).await, id.clone()));
            }
            listeners.push((again.subscribe(document, json!({})).await, id.clone()));
        }
        let ids: Vec<UserId> = listeners
            .iter()
            .map(|(_, id)| UserId(id.parse().expect("an id")))
            .collect();
        let emitting = async {
            loop {
                for id in &ids {
                    let name = Name::UserAuthenticationStarted;
                    write_about(server.app.db.writer(), name, Some(*id), &some_names(1)).await;
                    server.app.wrote_signals();
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let hearing = async {
            for (subscription, id) in &mut listeners {
                for event in subscription.take(5).await {
                    assert_eq!(event["userId"], id.as_str());
                }
            }
        };
        tokio::select! {
            () = hearing => {}
            () = emitting => unreachable!(),
        }
    })
    .await;
}

#[tokio::test]
async fn operations_that_share_a_text_keep_their_ids() {
    let server = Server::start().await;
    let admin = server.admin("AUDITOR").await;
    let authorization = format!("Bearer {}", admin.token.as_deref().expect("a token"));
    let ids = ["1", "2", "a \"quoted\" \\ id", "é"];
    let mut sockets = Vec::new();
    for _ in 0..2 {
        let mut socket = Socket::open(&server).await;
        socket
            .initialize(json!({ "authorization": authorization }))
            .await;
        for id in ids {
            socket
                .subscribe(id, "subscription { signals { username } }")
                .await;
        }
        sockets.push(socket);
    }
    for mut socket in sockets {
        let mut missing: HashSet<&str> = ids.into();
        while !missing.is_empty() {
            let message = tokio::select! {
                message = socket.hear() => message,
                () = repeat(&server.app) => unreachable!(),
            };
            let id = message["id"].as_str().expect("an id");
            missing.remove(id);
            let payload = json!({ "data": { "signals": { "username": "jo" } } });
            assert!(ids.contains(&id), "{id}");
            assert_eq!(
                message,
                json!({ "type": "next", "id": id, "payload": payload })
            );
        }
    }
}

/// Emits the same signal again and again, until all subscribers have received it.
async fn repeat(app: &App) {
    loop {
        emit(app, &["jo".to_owned()]).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_subscription_with_a_fragment_runs_as_written() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        server.forget_signals().await;
        emit(&server.app, &["jo".to_owned()]).await;
        let document = "subscription($after: String) { signals(after: $after, filter: { senders: [USER_MANAGER] }) \
                        { ...parts user { email } } } fragment parts on Signal { username }";
        let mut subscription = admin.subscribe(document, json!({ "after": "0" })).await;
        let event = subscription.next().await;
        assert_eq!(text(&event, "username"), "jo");
        assert!(event["user"].is_null());
    })
    .await;
}

#[tokio::test]
async fn a_failed_or_cancelled_execution_is_retried_for_the_next_subscriber() {
    each_database(async |server| {
        emit(&server.app, &["jo".to_owned()]).await;
        server.wait_for_log().await;
        let range = Range::next(Cursor::START, 1);
        let (reader, engine) = (server.app.db.reader(), server.app.db.engine);
        let log = log::read(reader, engine, &Filter::default(), range).await;
        let live = SharedSignal::new(log.expect("the log").remove(0));
        let broken = live.text(1, async { Err("broken") }).await;
        assert_eq!(broken, Err("broken"));
        let mut gone = Box::pin(live.text::<&str>(1, future::pending()));
        assert_eq!(gone.as_mut().now_or_never(), None);
        drop(gone);
        for other in ["first", "second"] {
            let text = live.text::<&str>(1, async { Ok(Some(other.into())) }).await;
            assert_eq!(text, Ok(Some("first".into())));
        }
    })
    .await;
}
