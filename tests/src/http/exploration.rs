//! What a production server does not reveal: its schema, near misses of names, and the playground.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::support::{Socket, TYPENAME, body, post, post_for_events, send};
use crate::harness::{Database, Server};

/// Documents that introspect the schema.
const INTROSPECTIONS: &[&str] = &[
    "{ __schema { queryType { name } } }",
    "{ innocent: __type(name: \"User\") { name } }",
    "{ ...F } fragment F on Query { ... { __schema { queryType { name } } } }",
    "query A { __typename } query B { __schema { queryType { name } } }",
];

async fn closed() -> Server {
    Server::start_with(|config| {
        config.graphql.introspection = false;
        config.graphql.playground = false;
    })
    .await
}

fn code(response: &Value) -> &Value {
    &response["errors"][0]["extensions"]["code"]
}

/// The parameters of a request that runs the first operation of a document.
fn parameters(document: &str) -> Value {
    match document.starts_with("query A") {
        true => json!({ "query": document, "operationName": "A" }),
        false => json!({ "query": document }),
    }
}

#[tokio::test]
async fn only_administrators_introspect_a_closed_server() {
    let server = closed().await;
    let member = server.member("jo@ucla.edu").await;
    let admin = server.admin("AUDITOR").await;
    for document in INTROSPECTIONS {
        for token in [None, member.token.as_deref()] {
            let mut request = post(&server).json(&parameters(document));
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            let response = request.send().await.expect("a response");
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{document}");
            let response = body(response).await;
            assert_eq!(code(&response), "INTROSPECTION_DISABLED", "{document}");
            assert!(response.get("data").is_none(), "{response}");
        }
        let token = admin.token.as_deref().expect("a token");
        let request = post(&server).json(&parameters(document)).bearer_auth(token);
        let response = body(request.send().await.expect("a response")).await;
        assert!(response.get("errors").is_none(), "{document}: {response}");
    }
    let response = body(send(&server, TYPENAME).await).await;
    assert!(response["data"]["__typename"].is_string(), "{response}");
}

#[tokio::test]
async fn introspection_is_refused_on_sockets_and_event_streams_too() {
    let server = closed().await;
    let mut socket = Socket::ready(&server).await;
    socket.subscribe("1", INTROSPECTIONS[0]).await;
    let message = socket.hear().await;
    assert_eq!(message["type"], "error", "{message}");
    let extensions = &message["payload"][0]["extensions"];
    assert_eq!(extensions["code"], "INTROSPECTION_DISABLED");
    let mut admin = Socket::open(&server).await;
    let token = server.admin("AUDITOR").await.token.expect("a token");
    let authorization = format!("Bearer {token}");
    admin
        .initialize(json!({ "authorization": authorization }))
        .await;
    admin.subscribe("1", INTROSPECTIONS[0]).await;
    assert_eq!(admin.hear().await["type"], "next");
    let request = post_for_events(&server).json(&parameters(INTROSPECTIONS[0]));
    let text = request.send().await.expect("a response").text().await;
    let text = text.expect("events");
    assert!(text.starts_with("event: next"), "{text}");
    assert!(text.contains("INTROSPECTION_DISABLED"), "{text}");
}

#[tokio::test]
async fn what_async_graphql_adds_to_a_schema_is_out_of_reach() {
    let server = Server::start().await;
    for document in [
        "{ _service { sdl } }",
        "{ _entities(representations: []) { __typename } }",
        "query($r: [_Any!]!) { _entities(representations: $r) { __typename } }",
        "{ x: _service @include(if: true) { sdl } }",
        "{ _service @ifdef { sdl } }",
        "{ ... on Query { _service { sdl } } }",
        "{ __type(name: \"_Service\") { name } }",
        "fragment F on _Service { sdl } { __typename }",
    ] {
        let response = body(send(&server, document).await).await;
        assert!(!response.to_string().contains("type Query"), "{document}");
        let is_refused = code(&response) == "BAD_USER_INPUT";
        let is_nothing = response == json!({ "data": { "__type": null } });
        assert!(is_refused || is_nothing, "{document}: {response}");
    }
}

#[tokio::test]
async fn no_error_suggests_a_name_of_the_schema() {
    let server = closed().await;
    for document in [
        "{ mee { id } }",
        "{ me { idd } }",
        "{ rules(a: 1) { emailDomains } }",
    ] {
        let response = body(send(&server, document).await).await;
        let message = response["errors"][0]["message"].as_str().expect("a text");
        assert!(!message.contains("Did you mean"), "{message}");
    }
}

#[tokio::test]
async fn a_closed_server_has_no_playground() {
    let server = closed().await;
    let response = reqwest::get(format!("{}/playground", server.url)).await;
    let response = response.expect("a response");
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(
        !response
            .text()
            .await
            .expect("a text")
            .contains("playground")
    );
}

#[tokio::test]
async fn production_is_closed_and_development_is_open_unless_set() {
    let database = Database::sqlite().await;
    for (settings, is_open) in [
        (vec![], true),
        (
            vec![("GRAPHQL_INTROSPECTION", "false"), ("PLAYGROUND", "false")],
            false,
        ),
        (vec![("PROFILE", "production")], false),
        (
            vec![
                ("PROFILE", "production"),
                ("GRAPHQL_INTROSPECTION", "true"),
                ("PLAYGROUND", "true"),
            ],
            true,
        ),
    ] {
        let server = Server::on(&database, &settings).await;
        let introspected = body(send(&server, INTROSPECTIONS[0]).await).await;
        assert_eq!(
            introspected.get("errors").is_none(),
            is_open,
            "{settings:?}"
        );
        let playground = reqwest::get(format!("{}/playground", server.url)).await;
        let status = playground.expect("a response").status();
        assert_eq!(status != StatusCode::NOT_FOUND, is_open, "{settings:?}");
    }
}
