//! The signal log as a live stream.

use std::sync::Arc;

use bruinbridge::db::Engine;
use bruinbridge::signals::Name;
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::harness::{Client, Heard, PASSWORD, Reaction, Server, credentials, each_database};

const JO: &str = "jo@ucla.edu";
const SIGNALS: &str = "subscription($filter: SignalFilter, $after: String) {
    signals(filter: $filter, after: $after) { cursor name email userId }
}";
const OWN: &str =
    "subscription($after: String) { accountSignals(after: $after) { cursor name userId } }";

/// Emits two signals: a password reset request for an unregistered address is fast.
async fn emit(server: &Server, email: &str) {
    let input = json!({ "email": email });
    server
        .client()
        .accept("requestPasswordReset", input, "")
        .await;
}

/// Reads the whole log through the paginated query.
async fn whole_log(server: &Server, reader: &Client) -> Vec<Value> {
    server.wait_for_log().await;
    let document = "query($after: String) { signals(first: 100, after: $after) {
        nodes { cursor name email userId } pageInfo { hasNextPage endCursor } } }";
    let (mut log, mut after) = (Vec::new(), Value::Null);
    loop {
        let mut data = reader.run(document, json!({ "after": after })).await;
        let nodes = data["signals"]["nodes"].take();
        log.extend(nodes.as_array().expect("a list").clone());
        after = data["signals"]["pageInfo"]["endCursor"].take();
        if data["signals"]["pageInfo"]["hasNextPage"] == false {
            return log;
        }
    }
}

async fn end(server: &Server, reader: &Client) -> Value {
    let log = whole_log(server, reader).await;
    log.last().expect("a signal")["cursor"].clone()
}

#[tokio::test]
async fn signals_arrive_live_in_the_order_of_the_log() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        let mut live = auditor.subscribe(SIGNALS, json!({})).await;
        // The subscription has started when its first signal arrives.
        let first = loop {
            emit(&server, "begin@ucla.edu").await;
            let wait = std::time::Duration::from_millis(300);
            if let Ok(event) = tokio::time::timeout(wait, live.next()).await {
                break event;
            }
        };
        let jo = server.member(JO).await;
        jo.accept("updateProfile", json!({ "firstName": "Jo" }), "")
            .await;
        let log = whole_log(&server, &auditor).await;
        let begin = log
            .iter()
            .position(|emitted| *emitted == first)
            .expect("the first one");
        let expected = &log[begin + 1..];
        assert_eq!(live.take(expected.len()).await, expected);
        assert!(expected.len() > 10);
    })
    .await;
}

#[tokio::test]
async fn a_subscriber_resumes_after_its_cursor() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        server.member(JO).await;
        let log = whole_log(&server, &auditor).await;
        for number in [0, 4, log.len() - 2] {
            let after = json!({ "after": log[number]["cursor"] });
            let mut resumed = auditor.subscribe(SIGNALS, after).await;
            let rest = &log[number + 1..];
            assert_eq!(resumed.take(rest.len()).await, rest);
            // From there on the stream is live.
            emit(&server, "more@ucla.edu").await;
            assert_eq!(resumed.next().await["email"], "more@ucla.edu");
        }
    })
    .await;
}

#[tokio::test]
async fn cursor_zero_replays_the_whole_log_then_goes_live() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        let mut whole = auditor.subscribe(SIGNALS, json!({ "after": "0" })).await;
        server.member(JO).await;
        let log = whole_log(&server, &auditor).await;
        assert_eq!(whole.take(log.len()).await, log);
    })
    .await;
}

#[tokio::test]
async fn a_filter_selects_what_arrives() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        let filter = json!({ "names": ["USER_REGISTERED"], "senders": ["USER_MANAGER"] });
        let variables = json!({ "filter": filter, "after": "0" });
        let mut registrations = auditor.subscribe(SIGNALS, variables).await;
        for number in 0..3 {
            let email = format!("jo{number}@ucla.edu");
            server.register(&email, "MENTEE").await;
            let event = registrations.next().await;
            let id = server.user(&email).await.expect("an account").id;
            assert_eq!(event["name"], "USER_REGISTERED");
            assert_eq!(event["userId"], id.to_string());
        }
    })
    .await;
}

#[tokio::test]
async fn a_member_receives_signals_of_their_own_account_only() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let bo = server.member("bo@ucla.edu").await;
        let id = jo.id().await;
        let mut own = jo.subscribe(OWN, json!({ "after": "0" })).await;
        bo.accept("updateProfile", json!({ "firstName": "Bo" }), "")
            .await;
        jo.accept("updateProfile", json!({ "firstName": "Jo" }), "")
            .await;
        let signals = server.signals().await;
        let about_jo = signals
            .iter()
            .filter(|emitted| emitted.user_id.as_ref() == Some(&id));
        for emitted in about_jo {
            let event = own.next().await;
            assert_eq!(event["name"], emitted.name.to_uppercase());
            assert_eq!(event["userId"], id);
        }
    })
    .await;
}

#[tokio::test]
async fn a_client_without_permission_is_refused_before_the_first_event() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let everything = json!({ "after": "0" });
        let mut refused = server.client().subscribe(SIGNALS, everything.clone()).await;
        assert_eq!(refused.refused().await, "UNAUTHENTICATED");
        let mut refused = server.client().subscribe(OWN, everything.clone()).await;
        assert_eq!(refused.refused().await, "UNAUTHENTICATED");
        let mut refused = jo.subscribe(SIGNALS, everything).await;
        assert_eq!(refused.refused().await, "FORBIDDEN");
        let mut refused = jo.subscribe(OWN, json!({ "after": "here" })).await;
        assert_eq!(refused.refused().await, "BAD_USER_INPUT");
    })
    .await;
}

#[tokio::test]
async fn a_server_that_stops_closes_the_stream_and_another_resumes_after_the_cursor() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        let after = json!({ "after": end(&server, &auditor).await });
        let mut live = auditor.subscribe(SIGNALS, after).await;
        emit(&server, "before@ucla.edu").await;
        let last = live.take(2).await.remove(1);
        server.stop.cancel();
        match live.hear().await {
            Heard::Closed(Some(frame)) => assert_eq!(u16::from(frame.code), 1001),
            other => panic!("expected a close frame, got {other:?}"),
        }
        let other = server.sibling().await;
        emit(&other, "meanwhile@ucla.edu").await;
        other.wait_for_log().await;
        let token = auditor.token.expect("a token");
        let after = json!({ "after": last["cursor"] });
        let mut resumed = other.client_with(&token).subscribe(SIGNALS, after).await;
        assert_eq!(resumed.next().await["email"], "meanwhile@ucla.edu");
    })
    .await;
}

#[tokio::test]
async fn signals_of_another_process_arrive_too() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        let after = json!({ "after": end(&server, &auditor).await });
        let mut live = auditor.subscribe(SIGNALS, after).await;
        let other = server.sibling().await;
        emit(&other, "elsewhere@ucla.edu").await;
        assert_eq!(live.next().await["email"], "elsewhere@ucla.edu");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_signal_is_missed_or_repeated_while_many_write() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        let start = end(&server, &auditor).await;
        let after = json!({ "after": start });
        const EVENTS: usize = 4 * 15 * 2;
        let writers = (0..4).map(|writer| {
            let server = &server;
            async move {
                for number in 0..15 {
                    emit(server, &format!("w{writer}n{number}@ucla.edu")).await;
                }
            }
        });
        let steady = async {
            auditor
                .subscribe(SIGNALS, after.clone())
                .await
                .take(EVENTS)
                .await
        };
        // This subscriber reconnects with its last cursor again and again.
        let reconnecting = async {
            let (mut heard, mut last) = (Vec::new(), start.clone());
            while heard.len() < EVENTS {
                let after = json!({ "after": last });
                let mut connection = auditor.subscribe(SIGNALS, after).await;
                let count = 7.min(EVENTS - heard.len());
                heard.extend(connection.take(count).await);
                last = heard.last().expect("an event")["cursor"].clone();
            }
            heard
        };
        let (_, steady, reconnecting) = tokio::join!(join_all(writers), steady, reconnecting);
        let log = whole_log(&server, &auditor).await;
        let log = &log[log.len() - EVENTS..];
        assert_eq!(steady, log);
        assert_eq!(reconnecting, log);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_writer_that_began_first_may_commit_last() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        let after = json!({ "after": end(&server, &auditor).await });
        let mut live = auditor.subscribe(SIGNALS, after).await;
        // The slow registration has written its account and then waits just before its commit.
        let (waiting, release) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let (is_waiting, released) = (Arc::clone(&waiting), Arc::clone(&release));
        let is_first = std::sync::atomic::AtomicBool::new(true);
        server.handle(Name::UserRegistered, move |_| {
            if !is_first.swap(false, std::sync::atomic::Ordering::SeqCst) {
                return Reaction::Agree;
            }
            is_waiting.add_permits(1);
            Reaction::Wait(Arc::clone(&released))
        });
        let slow = server.client();
        let slow = async {
            let input = credentials("slow@ucla.edu", PASSWORD);
            slow.accept("register", input, "note").await;
        };
        let fast = async {
            drop(waiting.acquire().await.expect("a waiting registration"));
            // SQLite has one writer, so the other registration must wait for it.
            if server.app.db.engine == Engine::Sqlite {
                release.add_permits(1);
            }
            let input = credentials("fast@ucla.edu", PASSWORD);
            server.client().accept("register", input, "note").await;
            release.add_permits(1);
        };
        tokio::join!(slow, fast);
        let heard = live.take(12).await;
        let log = whole_log(&server, &auditor).await;
        assert_eq!(heard, log[log.len() - 12..]);
        let registered = heard
            .iter()
            .filter(|event| event["name"] == "USER_REGISTERED");
        let order: Vec<&Value> = registered.map(|event| &event["userId"]).collect();
        let slow = server.user("slow@ucla.edu").await.expect("an account").id;
        assert_eq!(
            *order[0],
            slow.to_string(),
            "the log is in the order in which transactions began"
        );
        assert_eq!(order.len(), 2);
    })
    .await;
}
