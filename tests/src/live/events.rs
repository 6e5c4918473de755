//! GraphQL over server-sent events.

use std::time::Duration;

use bruinbridge::ids::UserId;
use bruinbridge::signals::{Name, log};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::support::{emit, some_names, text, write_about};
use crate::harness::{Client, PASSWORD, Server, TIMEOUT, credentials, each_database};

const FOLLOW: &str = "subscription($after: String) { signals(after: $after) { cursor username } }";

/// One event of a stream.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Event {
    /// The type of the event: `next` or `complete`, or empty for a comment.
    pub(super) kind: String,
    id: String,
    data: String,
}

impl Event {
    /// Returns the data of the event as JSON.
    pub(super) fn payload(&self) -> Value {
        serde_json::from_str(&self.data).expect("JSON")
    }
}

/// The events of one connection.
pub(super) struct Events {
    chunks: BoxStream<'static, String>,
    unread: String,
    /// The event id that a browser would send when it reconnects.
    last_id: String,
}

impl Events {
    /// Sends a document and opens the stream of its events.
    pub(super) async fn open(client: &Client, document: &str, headers: &[(&str, &str)]) -> Self {
        Self::of(request(client, document, headers).await)
    }

    /// Reads the events of a response.
    fn of(response: reqwest::Response) -> Self {
        assert_eq!(response.status(), 200);
        let kind = response.headers()["content-type"].to_str().expect("text");
        assert!(kind.starts_with("text/event-stream"), "{kind}");
        let chunks = response.bytes_stream().map(|chunk| {
            String::from_utf8(chunk.expect("the connection is open").to_vec()).expect("UTF-8")
        });
        Self {
            chunks: chunks.boxed(),
            unread: String::new(),
            last_id: String::new(),
        }
    }

    /// Returns the next event. Skips blocks that are no event for a browser.
    pub(super) async fn next(&mut self) -> Option<Event> {
        loop {
            let event = self.block().await?;
            if !event.kind.is_empty() {
                return Some(event);
            }
        }
    }

    /// Waits until the stream sends a new event id without an event.
    async fn await_new_id(&mut self) {
        let before = self.last_id.clone();
        let waiting = async {
            while self.last_id == before {
                let event = self.block().await.expect("the stream continues");
                assert_eq!(event.kind, "", "an event");
            }
        };
        timeout(TIMEOUT, waiting).await.expect("a new event id");
    }

    async fn block(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.unread.split_once("\n\n") {
                let event = parse(block);
                self.unread = rest.to_owned();
                if !event.id.is_empty() {
                    self.last_id.clone_from(&event.id);
                }
                return Some(event);
            }
            let chunk = timeout(TIMEOUT, self.chunks.next()).await;
            self.unread += &chunk.expect("silence")?;
        }
    }
}

fn parse(block: &str) -> Event {
    let mut event = Event::default();
    for line in block.lines() {
        match line.split_once(':') {
            Some(("event", value)) => event.kind = value.trim().to_owned(),
            Some(("id", value)) => event.id = value.trim().to_owned(),
            Some(("data", value)) => event.data = value.trim().to_owned(),
            _ => {}
        }
    }
    event
}

async fn request(client: &Client, document: &str, headers: &[(&str, &str)]) -> reqwest::Response {
    let mut client = client.clone();
    client
        .headers
        .push(("accept", "text/event-stream".to_owned()));
    for (name, value) in headers {
        let name = if *name == "last-event-id" {
            "last-event-id"
        } else {
            "accept"
        };
        client.headers.push((name, (*value).to_owned()));
    }
    client.send(document, json!({})).await
}

async fn next_event(events: &mut Events) -> Event {
    events.next().await.expect("an event")
}

#[tokio::test]
async fn a_query_is_one_event_and_complete() {
    let server = Server::start().await;
    let mut events = Events::open(&server.client(), "{ __typename }", &[]).await;
    let next = next_event(&mut events).await;
    assert_eq!(next.kind, "next");
    assert!(next.payload()["data"]["__typename"].is_string());
    assert_eq!(next_event(&mut events).await.kind, "complete");
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn a_client_that_lost_its_connection_resumes_after_its_last_event() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        server.forget_signals().await;
        emit(&server.app, &some_names(5)).await;
        let document = FOLLOW
            .replace("after: $after", "after: \"0\"")
            .replace("($after: String)", "");
        let mut events = Events::open(&admin, &document, &[]).await;
        let mut last = Event::default();
        for name in &some_names(5)[..3] {
            last = next_event(&mut events).await;
            let signal = &last.payload()["data"]["signals"];
            assert_eq!(text(signal, "username"), *name);
            assert_eq!(text(signal, "cursor"), last.id);
        }
        drop(events);
        let mut events = Events::open(&admin, &document, &[("last-event-id", &last.id)]).await;
        emit(&server.app, &["live".to_owned()]).await;
        for name in ["name3", "name4", "live"] {
            let signal = next_event(&mut events).await.payload();
            assert_eq!(text(&signal["data"]["signals"], "username"), name);
        }
    })
    .await;
}

#[tokio::test]
async fn a_client_that_lost_its_connection_before_the_first_event_misses_nothing() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let document = "subscription { accountSignals { name } }";
        let mut events = Events::open(&jo, document, &[]).await;
        events.await_new_id().await;
        let last_id = events.last_id.clone();
        drop(events);
        jo.accept("updateProfile", json!({ "firstName": "Jo" }), "")
            .await;
        let mut events = Events::open(&jo, document, &[("last-event-id", &last_id)]).await;
        let is_news = |event: &Event| {
            text(&event.payload()["data"]["accountSignals"], "name") == "USER_UPDATE_STARTED"
        };
        // Signals from just before the first connection may be sent as well.
        while !is_news(&next_event(&mut events).await) {}
    })
    .await;
}

#[tokio::test]
async fn a_stream_without_matching_signals_still_advances_in_the_log() {
    let server =
        Server::start_with(|config| config.limits.socket.keep_alive = Duration::from_millis(50))
            .await;
    let admin = server.admin("AUDITOR").await;
    let document = "subscription { signals(filter: { names: [USER_REGISTERED] }) { cursor } }";
    let mut events = Events::open(&admin, document, &[]).await;
    events.await_new_id().await;
    emit(&server.app, &some_names(3)).await;
    let end = log::end(server.app.db.reader(), server.app.db.engine).await;
    let end = end.expect("the log").to_string();
    while events.last_id != end {
        events.await_new_id().await;
    }
}

#[tokio::test]
async fn an_event_id_is_sent_only_after_everything_before_it() {
    let server =
        Server::start_with(|config| config.limits.socket.keep_alive = Duration::from_millis(1))
            .await;
    let admin = server.admin("AUDITOR").await;
    let jo = server.member("jo@ucla.edu").await.id().await;
    let jo = UserId(jo.parse().expect("an id"));
    server.forget_signals().await;
    let name = Name::UserAuthenticated;
    write_about(server.app.db.writer(), name, Some(jo), &some_names(120)).await;
    server.app.wrote_signals();
    server.wait_for_log().await;
    // Resolving each signal takes longer than the stream may be silent.
    let document = "subscription { signals(after: \"0\") { cursor user { email } } }";
    let mut events = Events::open(&admin, document, &[]).await;
    let mut seen = "0".to_owned();
    for _ in 0..120 {
        loop {
            let event = events.block().await.expect("the stream continues");
            if !event.kind.is_empty() {
                seen = event.id;
                break;
            }
            assert!(event.id.is_empty() || event.id == seen, "{}", event.id);
        }
    }
}

#[tokio::test]
async fn a_signal_that_could_not_be_resolved_is_sent_again_after_a_reconnect() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        let mut ids = Vec::new();
        for email in ["jo@ucla.edu", "ray@ucla.edu"] {
            ids.push(server.member(email).await.id().await);
        }
        server.forget_signals().await;
        let emit = async |id: &str| {
            let id = UserId(id.parse().expect("an id"));
            let name = Name::UserAuthenticated;
            write_about(server.app.db.writer(), name, Some(id), &some_names(1)).await;
            server.app.wrote_signals();
        };
        emit(&ids[0]).await;
        let document = "subscription { signals(after: \"0\") { user { id } } }";
        let mut events = Events::open(&admin, document, &[]).await;
        let last = next_event(&mut events).await;
        server.execute("ALTER TABLE users RENAME TO away").await;
        emit(&ids[1]).await;
        let broken = next_event(&mut events).await;
        let code = &broken.payload()["errors"][0]["extensions"]["code"];
        assert_eq!((code.as_str(), broken.id.as_str()), (Some("INTERNAL"), ""));
        assert_eq!(next_event(&mut events).await.kind, "complete");
        server.execute("ALTER TABLE away RENAME TO users").await;
        let mut events = Events::open(&admin, document, &[("last-event-id", &last.id)]).await;
        let signal = &next_event(&mut events).await.payload()["data"]["signals"];
        assert_eq!(signal["user"]["id"], ids[1].as_str());
    })
    .await;
}

#[tokio::test]
async fn a_signal_of_a_newer_version_stops_no_subscriber() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        server.forget_signals().await;
        emit(&server.app, &some_names(2)).await;
        server
            .execute(
                "UPDATE signals SET name = 'user_woke_up' \
                 WHERE position = (SELECT MIN(position) FROM signals)",
            )
            .await;
        let document = "subscription { signals(after: \"0\") { name data } }";
        let mut events = Events::open(&admin, document, &[]).await;
        let unknown = next_event(&mut events).await;
        let code = &unknown.payload()["errors"][0]["extensions"]["code"];
        assert_eq!(code, "UNKNOWN_SIGNAL");
        let known = next_event(&mut events).await.payload();
        assert!(known["data"]["signals"]["name"].is_string(), "{known}");
        let mut resumed = Events::open(&admin, document, &[("last-event-id", &unknown.id)]).await;
        assert_eq!(next_event(&mut resumed).await.payload(), known);
    })
    .await;
}

#[tokio::test]
async fn a_refused_subscription_sends_its_error_and_completes() {
    let server = Server::start().await;
    let mut events = Events::open(&server.client(), FOLLOW, &[]).await;
    let error = next_event(&mut events).await.payload();
    assert_eq!(error["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(next_event(&mut events).await.kind, "complete");
}

#[tokio::test]
async fn the_end_of_the_session_ends_the_stream() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let document = "subscription { accountSignals(after: \"0\") { name } }";
        let mut events = Events::open(&jo, document, &[]).await;
        next_event(&mut events).await;
        jo.accept("logout", json!({}), "").await;
        let mut event = next_event(&mut events).await;
        while event.payload().get("errors").is_none() {
            event = next_event(&mut events).await;
        }
        let code = &event.payload()["errors"][0]["extensions"]["code"];
        assert_eq!(code, "UNAUTHENTICATED");
        assert_eq!(next_event(&mut events).await.kind, "complete");
        assert_eq!(events.next().await, None);
    })
    .await;
}

/// Reads a whole stream that has a single error, and returns its code.
async fn only_code(mut events: Events) -> String {
    let error = next_event(&mut events).await;
    assert_eq!(error.kind, "next");
    assert_eq!(next_event(&mut events).await.kind, "complete");
    assert_eq!(events.next().await, None);
    text(&error.payload()["errors"][0]["extensions"], "code")
}

#[tokio::test]
async fn an_invalid_document_is_refused_in_an_event() {
    let server = Server::start().await;
    let documents = [
        "{",
        "{ noSuchField }",
        "subscription { signals { id } accountSignals { id } }",
        "subscription($x: Boolean!) { signals { id @include(if: $x) } }",
    ];
    for document in documents {
        let events = Events::open(&server.client(), document, &[]).await;
        assert_eq!(only_code(events).await, "BAD_USER_INPUT", "{document}");
    }
}

#[tokio::test]
async fn a_login_over_events_sets_the_cookie_too() {
    let server = Server::start().await;
    server.register("jo@ucla.edu", "MENTEE").await;
    let mut client = server.client();
    client
        .headers
        .push(("accept", "text/event-stream".to_owned()));
    let document = "mutation($input: LoginInput!) { login(input: $input) { token } }";
    let input = credentials("jo@ucla.edu", PASSWORD);
    let response = client.send(document, json!({ "input": input })).await;
    assert!(response.headers().contains_key("set-cookie"));
    let mut events = Events::of(response);
    let response = next_event(&mut events).await.payload();
    assert!(response["data"]["login"]["token"].is_string(), "{response}");
    assert_eq!(next_event(&mut events).await.kind, "complete");
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn an_invalid_request_is_refused_in_an_event() {
    let server = Server::start().await;
    let url = format!("{}/graphql", server.url);
    let http = reqwest::Client::new();
    let requests = [
        http.get(&url),
        http.get(format!("{url}?query=mutation{{__typename}}")),
        http.get(format!("{url}?query={{__typename}}&variables=1")),
        http.post(&url).body("{}"),
        http.post(&url).json(&json!([])),
        http.post(&url).json(&json!({ "query": 1 })),
    ];
    for request in requests {
        let response = request.header("accept", "text/event-stream").send().await;
        let events = Events::of(response.expect("a response"));
        assert_eq!(only_code(events).await, "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn a_failed_session_lookup_is_reported_in_an_event() {
    let server = Server::start().await;
    server.execute("ALTER TABLE sessions RENAME TO away").await;
    let token = "A".repeat(43);
    let cases = [
        ("text/event-stream", "{ __typename }"),
        ("text/event-stream", FOLLOW),
        ("application/json, text/event-stream", FOLLOW),
    ];
    for (accept, document) in cases {
        let mut client = server.client_with(&token);
        client.headers.push(("accept", accept.to_owned()));
        let events = Events::of(client.send(document, json!({})).await);
        assert_eq!(only_code(events).await, "INTERNAL", "{accept}: {document}");
    }
}

#[tokio::test]
async fn clients_that_also_accept_json_get_events_for_subscriptions_only() {
    let server = Server::start().await;
    let mut client = server.client();
    let accept = "application/graphql-response+json, application/json, text/event-stream";
    client.headers.push(("accept", accept.to_owned()));
    let whole = client.send("{ __typename }", json!({})).await;
    assert!(whole.json::<Value>().await.expect("JSON")["data"].is_object());
    let events = client.send("subscription { __typename }", json!({})).await;
    let kind = events.headers()["content-type"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(kind.starts_with("text/event-stream"), "{kind}");
}
