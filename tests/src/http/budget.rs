//! The budget of a result: a document whose result would be too large is refused before it runs, over every transport.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use async_graphql::Request;
use bruinbridge::auth::{self, Caller};
use bruinbridge::graphql::executor::Executor;
use bruinbridge::graphql::limits::{self, DocumentChecker};
use futures_util::FutureExt;
use futures_util::future::join_all;
use reqwest::{Client, Url};
use serde_json::{Value, json};

use super::support::{Socket, TYPENAME, body, post, send};
use crate::harness::Server;

/// The query of graphql-js' getIntrospectionQuery with all its options, as GraphiQL, Apollo, urql and codegen send it.
const INTROSPECTION: &str = include_str!("introspection.graphql");

/// Larger than any refusal, in bytes.
const SMALL: usize = 1024;

/// Nested pairs of lists: each pair multiplies the result by the number of types that implement `Node`.
fn pairs(count: usize) -> String {
    let open = "possibleTypes{interfaces{".repeat(count);
    let close = "}}".repeat(count);
    format!("{{__type(name:\"Node\"){{{open}name{close}}}}}")
}

/// Small documents with large results, each with part of the error message that refuses it.
fn explosions() -> Vec<(String, &'static str)> {
    let types = |within: &str| format!("{{__schema{{types{{{within}}}}}}}");
    let lists = [
        pairs(2),
        pairs(10),
        types("fields{type{fields{type{fields{type{name}}}}}}"),
        types("fields{type{fields{args{type{inputFields{name}}}}}}"),
        types("a:fields{type{b:interfaces{c:possibleTypes{name}}}}"),
        types("fields{type{...on __Type{interfaces{...F}}}}")
            + "fragment F on __Type{possibleTypes{name}}",
    ];
    let doubled = "fragment B on __Type{fields{name} fields{name}}";
    let values = [
        types(&aliased(40, "enumValues{name description}")),
        types(&aliased(40, "fields{name}")),
        types(&"fields{name}".repeat(40)),
        types(&format!(
            "fields{{type{{{}}}}}",
            aliased(60, "ofType{ofType{name}}")
        )),
        types("...A") + &format!("fragment A on __Type{{{}}}{doubled}", "...B ".repeat(20)),
    ];
    let lists = lists.map(|document| (document, "within each other"));
    let values = values.map(|document| (document, "more than 36000 values"));
    lists.into_iter().chain(values).collect()
}

fn aliased(count: usize, field: &str) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let _ = write!(text, "a{number}:{field} ");
        text
    })
}

#[tokio::test]
async fn a_result_that_would_explode_is_refused_quickly_over_every_transport() {
    let server = Server::start().await;
    let mut socket = Socket::ready(&server).await;
    for (document, emitted) in explosions() {
        let started = Instant::now();
        let address = format!("{}/graphql", server.url);
        let address = Url::parse_with_params(&address, [("query", &document)]).expect("a URL");
        let by_get = Client::new().get(address);
        let as_events = by_get
            .try_clone()
            .expect("a request")
            .header("accept", "text/event-stream");
        let by_post = post(&server).json(&json!({ "query": document }));
        for request in [by_post, by_get, as_events] {
            let text = request.send().await.expect("a response").text().await;
            let text = text.expect("text");
            assert!(text.len() < SMALL, "{document}: {}", text.len());
            assert!(text.contains(emitted), "{document}: {text}");
        }
        socket.subscribe("1", &document).await;
        let message = socket.hear().await.to_string();
        assert!(
            message.contains(emitted) && message.len() < SMALL,
            "{message}"
        );
        let elapsed = started.elapsed();
        assert!(elapsed < Duration::from_secs(2), "{document}: {elapsed:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn normal_requests_are_served_promptly_during_an_attack() {
    let server = Server::start().await;
    let explosion = pairs(10);
    let attack = join_all((0..40).map(|_| send(&server, &explosion)));
    let normal = async {
        let mut slowest = Duration::ZERO;
        for _ in 0..20 {
            let started = Instant::now();
            assert_eq!(send(&server, TYPENAME).await.status().as_u16(), 200);
            slowest = slowest.max(started.elapsed());
        }
        slowest
    };
    let (_, slowest) = tokio::join!(attack, normal);
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
}

#[tokio::test]
async fn the_introspection_query_of_tools_uses_at_most_two_thirds_of_the_budget() {
    let server = Server::start().await;
    let response = body(send(&server, INTROSPECTION).await).await;
    assert!(response.get("errors").is_none(), "{}", response["errors"]);
    let count = values(&response["data"]);
    assert!(3 * count / 2 < 36_000, "{count}");
}

/// Counts objects, lists, their entries and leaves.
fn values(value: &Value) -> usize {
    let within: usize = match value {
        Value::Array(entries) => entries.iter().map(values).sum(),
        Value::Object(fields) => fields.values().map(values).sum(),
        _ => 0,
    };
    1 + within
}

#[tokio::test]
async fn introspection_yields_to_other_tasks() {
    let server = Server::start().await;
    let limits = &server.app.config.limits;
    let checker = DocumentChecker::new(limits.document.clone(), 100);
    let mut request = Request::new(INTROSPECTION);
    let read = checker.read(&mut request).expect("a document");
    let caller = Caller::anonymous(auth::Client::default());
    let operation = checker.prepare(read, &mut request, &caller);
    let operation = operation.expect("a valid document");
    let executor = Executor::new(&server.app);
    let mut execution = Box::pin(executor.execute(&operation, request.data(caller)));
    assert!(execution.as_mut().now_or_never().is_none());
    let response = execution.await;
    assert!(response.is_ok(), "{:?}", response.errors);
}

#[tokio::test]
async fn our_own_lists_multiply_by_their_page_sizes() {
    let server = Server::start().await;
    let document = |first: &str| {
        format!(
            "query($first:Int=100){{users(first:{first}){{nodes{{blacklistedMentors{{id firstName lastName}}}}}}}}"
        )
    };
    let message = async |first: &str, variables: Value| {
        let parameters = json!({ "query": document(first), "variables": variables });
        let response = post(&server).json(&parameters).send().await;
        let response = body(response.expect("a response")).await;
        response["errors"][0]["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let emitted = "more than 36000 values";
    assert!(message("$first", json!({})).await.contains(emitted));
    assert!(
        message("$first", json!({ "first": 100 }))
            .await
            .contains(emitted)
    );
    assert!(
        message("$first", json!({ "first": 1_000_000 }))
            .await
            .contains(emitted)
    );
    assert!(
        !message("$first", json!({ "first": 50 }))
            .await
            .contains(emitted)
    );
    let literal = document("100").replace("query($first:Int=100)", "");
    assert!(
        body(send(&server, &literal).await)
            .await
            .to_string()
            .contains(emitted)
    );
    let usual = document("100")
        .replace("query($first:Int=100)", "")
        .replace("(first:100)", "");
    assert!(
        !body(send(&server, &usual).await)
            .await
            .to_string()
            .contains(emitted)
    );
}

#[tokio::test]
async fn a_result_is_bounded_while_it_is_produced() {
    let server = Server::start_with(|config| config.limits.response_bytes = 5_000).await;
    let emitted = "larger than 5000 bytes";
    let document = "{__schema{types{name description}}}";
    let response = send(&server, document).await;
    assert_eq!(response.status().as_u16(), 400);
    let text = response.text().await.expect("text");
    assert!(text.contains(emitted) && text.len() < SMALL, "{text}");
    let mut socket = Socket::ready(&server).await;
    socket.subscribe("1", document).await;
    let message = socket.hear().await;
    assert_eq!(message["type"], "error");
    assert!(message.to_string().contains(emitted), "{message}");
    assert_eq!(send(&server, TYPENAME).await.status().as_u16(), 200);
}

#[tokio::test]
async fn variables_with_too_many_values_are_refused() {
    let server = Server::start().await;
    let names = vec!["USER_UPDATED"; 2_000];
    let parameters = json!({
        "query": "query($names:[SignalName!]){signals(filter:{names:$names}){nodes{name}}}",
        "variables": { "names": names },
    });
    let response = body(
        post(&server)
            .json(&parameters)
            .send()
            .await
            .expect("a response"),
    )
    .await;
    let message = response["errors"][0]["message"].to_string();
    assert!(message.contains("more than 2000 values"), "{message}");
}

#[test]
fn every_list_of_the_schema_has_a_known_maximum_length() {
    let unknown = limits::lists_of_unknown_length();
    assert!(
        unknown.is_empty(),
        "name them in graphql/limits/lists.rs: {unknown:?}"
    );
}
