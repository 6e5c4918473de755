//! The query limits, tested over HTTP: documents that stall other servers are refused at once.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::support::{Socket, body, post, send};
use crate::harness::Server;

/// Sends a document that must be refused, and returns the error message.
async fn refused(server: &Server, document: &str) -> String {
    let response = send(server, document).await;
    assert_eq!(response.status().as_u16(), 400);
    let response = body(response).await;
    assert!(response.get("data").is_none(), "{response}");
    let extensions = json!({ "code": "BAD_USER_INPUT", "status": 400 });
    assert_eq!(response["errors"][0]["extensions"], extensions);
    response["errors"][0]["message"]
        .as_str()
        .expect("a message")
        .to_owned()
}

/// Fails unless the query limits admit a document, so that validation refuses it for its unknown field.
async fn assert_admitted(server: &Server, document: &str) {
    let message = refused(server, document).await;
    assert!(message.starts_with("Unknown field"), "{message}");
}

/// Fragments that each spread the next one twice: 2^levels selections in less than a kilobyte.
fn doubling(levels: usize, last: &str) -> String {
    let mut text = String::from("{...F0}");
    for level in 0..levels {
        let next = level + 1;
        let _ = write!(text, "fragment F{level} on Query{{...F{next} ...F{next}}}");
    }
    text + &format!("fragment F{levels} on Query{{{last}}}")
}

#[tokio::test]
async fn doubling_fragments_are_refused_in_under_ten_milliseconds() {
    let server = Server::start().await;
    let document = doubling(21, "__typename");
    assert!(document.len() < 1_024);
    let mut fastest = Duration::MAX;
    // The fastest of several: a busy machine delays some of them, counting without memoization delays all of them.
    for _ in 0..20 {
        let request = post(&server).json(&json!({ "query": document }));
        let started = Instant::now();
        let response = request.send().await.expect("a response");
        fastest = fastest.min(started.elapsed());
        let message = body(response).await["errors"][0]["message"].to_string();
        assert!(message.contains("more than 1000 selections"), "{message}");
    }
    assert!(fastest < Duration::from_millis(10), "{fastest:?}");
}

#[tokio::test]
async fn doubled_spreads_of_an_unknown_fragment_count_too() {
    let server = Server::start().await;
    let message = refused(&server, &doubling(20, "...Unknown ...Unknown")).await;
    assert!(message.contains("1000 selections"), "{message}");
}

#[tokio::test]
async fn doubling_fragments_are_refused_over_a_socket() {
    let server = Server::start().await;
    let mut socket = Socket::ready(&server).await;
    socket.subscribe("1", &doubling(21, "__typename")).await;
    let message = socket.hear().await;
    assert_eq!(message["type"], "error");
    let extensions = json!({ "code": "BAD_USER_INPUT", "status": 400 });
    assert_eq!(message["payload"][0]["extensions"], extensions);
}

#[tokio::test]
async fn each_document_limit_is_named_in_its_error() {
    let server = Server::start().await;
    let aliases: String = (0..60).map(|n| format!("a{n}:a ")).collect();
    let directives = "@skip(if:false)".repeat(30);
    let operations: String = (0..21).map(|n| format!("query Q{n}{{a}}")).collect();
    let fragments: String = (0..51)
        .map(|n| format!("fragment F{n} on Q{{a}}"))
        .collect();
    let documents = [
        (format!("{{a}} # {}", "x".repeat(40_000)), "32768 bytes"),
        (format!("{{{}}}", "a ".repeat(2_000)), "2000 tokens"),
        (
            format!(
                "{{{}}}",
                "a".to_owned() + &"{a".repeat(30) + &"}".repeat(30)
            ),
            "24 levels",
        ),
        (
            format!("{{b{{...F}} c{{...F}}}} fragment F on A{{{aliases}}}"),
            "100 aliases",
        ),
        (
            format!("{{b{{...F}} c{{...F}}}} fragment F on A{{a {directives}}}"),
            "50 directives",
        ),
        (format!("{{{}}}", "a ".repeat(21)), "20 fields at its root"),
        (
            format!("{{...F ...F}} fragment F on Q{{{}}}", "a ".repeat(11)),
            "20 fields at its root",
        ),
        ("mutation{a b c d e f}".to_owned(), "5 mutations"),
        (operations, "20 operations"),
        (format!("{{a}}{fragments}"), "50 fragments"),
    ];
    for (document, emitted) in documents {
        let message = refused(&server, &document).await;
        assert!(message.contains(emitted), "{emitted}: {message}");
    }
}

#[tokio::test]
async fn a_long_chain_of_fragments_is_too_deep() {
    let server = Server::start().await;
    let mut text = String::from("{...F0}");
    for level in 0..40 {
        let _ = write!(text, "fragment F{level} on Query{{...F{}}}", level + 1);
    }
    let message = refused(&server, &(text + "fragment F40 on Query{a}")).await;
    assert!(message.contains("24 levels"), "{message}");
}

#[tokio::test]
async fn fragments_that_spread_themselves_are_refused_used_or_not() {
    let server = Server::start().await;
    for document in [
        "{...A} fragment A on Query{...B} fragment B on Query{...A}",
        "{a} fragment A on Query{a{...A}}",
    ] {
        assert!(refused(&server, document).await.contains("spreads itself"));
    }
}

#[tokio::test]
async fn deep_brackets_are_refused_before_the_parser_recurses() {
    let server = Server::start().await;
    let nested = |open: &str, close: &str| format!("{}{}", open.repeat(900), close.repeat(900));
    let documents = [
        nested("{a", "}"),
        nested("{...", "}"),
        nested("{a(x:", ")}"),
        format!("{{a(x:{})}}", nested("[", "]")),
        format!("{{a(x:{})}}", nested("{b:", "}")),
        format!("query($x:{}){{a}}", nested("[", "]")),
        // To the parser this is `""`, then the string `" "`, then brackets.
        format!("{{a(x:[\"\"\" \"{}", "[".repeat(1_000)),
    ];
    for document in documents {
        let message = refused(&server, &document).await;
        assert!(
            message.contains("more than 64 brackets"),
            "{message}: {document}"
        );
    }
    assert_admitted(
        &server,
        &format!("{{a(x:{}{})}}", "[".repeat(60), "]".repeat(60)),
    )
    .await;
}

#[tokio::test]
async fn brackets_in_strings_and_comments_do_not_count() {
    let server = Server::start().await;
    let brackets = "{[(".repeat(200);
    let line = format!("{{a(x:\"{brackets}\\\"{brackets}\") # {brackets}\n}}");
    let block = format!("{{a(x:\"\"\"{brackets}\\\"\"\"{brackets} \" {brackets}\"\"\")}}");
    assert_admitted(&server, &line).await;
    assert_admitted(&server, &block).await;
}

#[tokio::test]
async fn a_subscription_has_one_field() {
    let server = Server::start().await;
    let mut socket = Socket::ready(&server).await;
    for document in ["subscription{a b}", "subscription{...{a} b}"] {
        socket.subscribe("1", document).await;
        let message = socket.hear().await["payload"][0]["message"].to_string();
        assert!(message.contains("exactly one field"), "{message}");
    }
}

#[tokio::test]
async fn a_subscription_whose_field_is_in_a_fragment_or_skipped_is_refused() {
    let server = Server::start().await;
    let mut socket = Socket::open(&server).await;
    let authorization = format!("Bearer {}", server.token().await);
    socket
        .initialize(json!({ "authorization": authorization }))
        .await;
    let field = "accountSignals(after: \"0\") { name }";
    for document in [
        format!("subscription {{ ...F }} fragment F on Subscription {{ {field} }}"),
        format!("subscription {{ ... {{ {field} }} }}"),
        format!("subscription {{ {field} }}").replace(") {", ") @skip(if: true) {"),
    ] {
        socket.subscribe("1", &document).await;
        let message = socket.hear().await;
        assert_eq!(message["type"], "error", "{document}");
        let code = &message["payload"][0]["extensions"]["code"];
        assert_eq!(code, "BAD_USER_INPUT", "{document}");
    }
}

#[tokio::test]
async fn a_syntax_error_does_not_quote_the_document() {
    let server = Server::start().await;
    let message = refused(&server, &format!("{{a(x:\"{}\" !)}}", "secret".repeat(500))).await;
    assert!(message.starts_with("Syntax error: expected"), "{message}");
    assert!(!message.contains("secret"), "{message}");
}

#[tokio::test]
async fn a_required_variable_must_be_provided() {
    let server = Server::start().await;
    let document = "query($a: Boolean! $b: Boolean! = true) \
                    { __schema @include(if: $a) @skip(if: $b) { queryType { name } } }";
    let status = async |variables: Value| {
        let parameters = json!({ "query": document, "variables": variables });
        post(&server)
            .json(&parameters)
            .send()
            .await
            .expect("a response")
            .status()
            .as_u16()
    };
    assert_eq!(status(json!({ "a": true })).await, 200);
    assert_eq!(status(json!({})).await, 400);
    assert_eq!(status(json!({ "a": null })).await, 400);
    assert_eq!(status(json!({ "a": true, "b": null })).await, 400);
}

#[tokio::test]
async fn the_introspection_query_of_the_playground_passes() {
    let server = Server::start().await;
    let of_type = (0..9).fold(String::new(), |inner, _| {
        format!("ofType{{kind name {inner}}}")
    });
    let document = format!(
        "query IntrospectionQuery{{__schema{{queryType{{name}} types{{...FullType}} directives{{name locations \
         args{{...InputValue}}}}}}}} fragment FullType on __Type{{kind name \
         fields(includeDeprecated:true){{name args{{...InputValue}} type{{...TypeRef}}}} \
         inputFields{{...InputValue}} interfaces{{...TypeRef}} enumValues{{name}} possibleTypes{{...TypeRef}}}} \
         fragment InputValue on __InputValue{{name type{{...TypeRef}} defaultValue}} \
         fragment TypeRef on __Type{{kind name {of_type}}}"
    );
    let response = body(send(&server, &document).await).await;
    assert!(
        response["data"]["__schema"]["types"].is_array(),
        "{response}"
    );
}
