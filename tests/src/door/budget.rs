//! The budget of a result: what grows beyond measure is refused before it is made, wherever it is asked for.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use futures_util::{FutureExt, future::join_all};
use reqwest::{Client, Url};
use serde_json::{Value, json};

use super::support::{Socket, TYPENAME, body, post, send};
use crate::harness::Server;

/// What graphql-js' getIntrospectionQuery writes with all its options, as GraphiQL, Apollo, urql and codegen send it.
const INTROSPECTION: &str = include_str!("introspection.graphql");

/// More bytes than any refusal has.
const SMALL: usize = 1024;

/// So many pairs of lists within each other: each multiplies the result by the number of types that are nodes.
fn pairs(count: usize) -> String {
    let open = "possibleTypes{interfaces{".repeat(count);
    let close = "}}".repeat(count);
    format!("{{__type(name:\"Node\"){{{open}name{close}}}}}")
}

fn nested(field: &str, levels: usize, leaf: &str) -> String {
    let (open, close) = (format!("{field}{{").repeat(levels), "}".repeat(levels));
    format!("{open}{leaf}{close}")
}

/// Documents that are small and whose results are not, each with the sentence that refuses it.
fn explosions() -> Vec<(String, &'static str)> {
    let lists = "within each other";
    let values = "more than 20000 values";
    let mut documents: Vec<_> = [2, 4, 8]
        .map(|count| (pairs(count), lists))
        .into_iter()
        .collect();
    let types = |within: &str| format!("{{__schema{{types{{{within}}}}}}}");
    let aliased = |count: usize, within: &str| {
        (0..count).fold(String::new(), |mut text, n| {
            let _ = write!(text, "a{n}:{within} ");
            text
        })
    };
    documents.extend([
        (types(&"fields{type{".repeat(3).clone()).replace("fields{type{}}}", "fields{type{name}}}}}}}}"), lists),
        (types("fields{type{fields{args{type{inputFields{name}}}}}}"), lists),
        (types("fields{type{...on __Type{interfaces{...F}}}}").clone() + "fragment F on __Type{possibleTypes{name}}", lists),
        (types("a:fields{type{b:interfaces{c:possibleTypes{name}}}}"), lists),
        (types("fields{type{ofType{ofType{fields{name}}}}}"), values),
        (types("fields{args{type{ofType{inputFields{type{ofType{name kind description}}}}}}} fields{type{fields{name description}}}"), values),
        (types(&aliased(40, "enumValues{name description}")), values),
        (types(&aliased(40, "fields{name}")), values),
        (types(&"fields{name}".repeat(40)), values),
        (format!("{{__schema{{types{{...A}}}}}} fragment A on __Type{{{}}} fragment B on __Type{{fields{{name}} fields{{name}}}}", "...B ".repeat(20)), values),
        (types(&aliased(60, &nested("ofType", 12, "name"))), values),
    ]);
    documents
}

#[tokio::test]
async fn a_result_that_explodes_is_refused_quickly_by_every_way() {
    let server = Server::start().await;
    let mut socket = Socket::ready(&server).await;
    for (document, told) in explosions() {
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
            let text = request.send().await.expect("an answer").text().await;
            let text = text.expect("text");
            assert!(text.len() < SMALL, "{document}: {}", text.len());
            assert!(text.contains(told), "{document}: {text}");
        }
        socket.subscribe("1", &document).await;
        let message = socket.hear().await.to_string();
        assert!(message.contains(told) && message.len() < SMALL, "{message}");
        let elapsed = started.elapsed();
        assert!(elapsed < Duration::from_secs(2), "{document}: {elapsed:?}");
    }
}

#[tokio::test]
async fn honest_requests_are_answered_at_once_among_those_that_explode() {
    let server = Server::start().await;
    let explosions: Vec<_> = (explosions().into_iter().cycle().take(40)).collect();
    let attack = join_all((explosions.iter()).map(|(document, _)| send(&server, document)));
    let honest = async {
        let mut slowest = Duration::ZERO;
        for _ in 0..20 {
            let started = Instant::now();
            assert_eq!(send(&server, TYPENAME).await.status().as_u16(), 200);
            slowest = slowest.max(started.elapsed());
        }
        slowest
    };
    let (_, slowest) = tokio::join!(attack, honest);
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
}

#[tokio::test]
async fn the_introspection_query_of_tools_passes_twice_over() {
    let server = Server::start().await;
    let answer = body(send(&server, INTROSPECTION).await).await;
    assert!(answer.get("errors").is_none(), "{}", answer["errors"]);
    let made = values(&answer["data"]);
    println!("{made}");
    assert!(made < 20_000, "{made}");
}

/// Objects, lists and leaves.
fn values(value: &Value) -> usize {
    let within: usize = match value {
        Value::Array(values) => values.iter().map(values_of).sum(),
        Value::Object(fields) => fields.values().map(values_of).sum(),
        _ => 0,
    };
    1 + within
}

fn values_of(value: &Value) -> usize {
    values(value)
}

#[tokio::test]
async fn introspection_gives_way_to_others() {
    let server = Server::start().await;
    let schema = bruinbridge::graphql::schema(&server.app);
    let mut execution = Box::pin(schema.execute(INTROSPECTION));
    assert!(execution.as_mut().now_or_never().is_none());
    let response = execution.await;
    assert!(response.is_ok(), "{:?}", response.errors);
}
