//! GraphQL over HTTP: the rules of the draft specification.

use reqwest::header::HeaderValue;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use super::support::{GRAPHQL_RESPONSE, TYPENAME, body, post, post_for_events, send};
use crate::harness::Server;

#[tokio::test]
async fn a_query_runs_by_post() {
    let server = Server::start().await;
    let response = send(&server, TYPENAME).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        response.headers()["content-type"],
        "application/graphql-response+json; charset=utf-8"
    );
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    let response = body(response).await;
    assert!(response["data"]["__typename"].is_string());
    assert!(response.get("errors").is_none());
}

#[tokio::test]
async fn every_response_has_its_own_request_id() {
    let server = Server::start().await;
    let [first, second] = [send(&server, TYPENAME).await, send(&server, TYPENAME).await];
    assert_eq!(first.headers()["x-request-id"].len(), 36);
    assert_ne!(
        first.headers()["x-request-id"],
        second.headers()["x-request-id"]
    );
}

#[tokio::test]
async fn a_query_runs_by_get() {
    let server = Server::start().await;
    let url = format!(
        "{}/graphql?query=query%20N($w:Boolean!){{__schema%20@include(if:$w){{queryType{{name}}}}}}",
        server.url
    );
    let response = Client::new().get(format!("{url}&operationName=N&variables={{\"w\":true}}"));
    let response = response.send().await.expect("a response");
    let response = body(response).await;
    assert!(
        response["data"]["__schema"]["queryType"]["name"].is_string(),
        "{response}"
    );
}

#[tokio::test]
async fn a_mutation_by_get_is_refused() {
    let server = Server::start().await;
    let url = format!("{}/graphql?query=mutation{{__typename}}", server.url);
    let response = Client::new().get(url).send().await.expect("a response");
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(response.headers()["allow"], "POST");
    assert!(body(response).await.get("data").is_none());
}

#[tokio::test]
async fn other_methods_are_not_allowed() {
    let server = Server::start().await;
    let response = Client::new()
        .delete(format!("{}/graphql", server.url))
        .send()
        .await
        .expect("a response");
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(
        response.headers()["allow"]
            .to_str()
            .expect("text")
            .contains("POST")
    );
}

#[tokio::test]
async fn a_body_of_an_unsupported_media_type_is_refused() {
    let server = Server::start().await;
    let types = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/graphql",
        "application/json; charset=latin1",
    ];
    for content_type in types {
        let request = post(&server)
            .header("content-type", content_type)
            .body(r#"{"query":"{__typename}"}"#);
        let response = request.send().await.expect("a response");
        assert_eq!(
            response.status(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "{content_type}"
        );
    }
    let response = post(&server)
        .body(r#"{"query":"{__typename}"}"#)
        .send()
        .await
        .expect("a response");
    assert_eq!(response.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn a_body_that_is_no_graphql_request_is_refused() {
    let server = Server::start().await;
    let query = TYPENAME;
    let bodies = [
        "".to_owned(),
        "{".to_owned(),
        "\"{__typename}\"".to_owned(),
        json!({}).to_string(),
        json!({ "query": 1 }).to_string(),
        json!({ "query": query, "variables": [] }).to_string(),
        json!({ "query": query, "operationName": 1 }).to_string(),
        json!({ "query": query, "extensions": [] }).to_string(),
    ];
    for text in bodies {
        for accept in [GRAPHQL_RESPONSE, "application/json"] {
            let request = Client::new()
                .post(format!("{}/graphql", server.url))
                .header("accept", accept);
            let request = request
                .header("content-type", "application/json")
                .body(text.clone());
            let response = request.send().await.expect("a response");
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{text}");
            assert_eq!(
                body(response).await["errors"][0]["extensions"]["code"],
                "BAD_USER_INPUT"
            );
        }
    }
}

#[tokio::test]
async fn null_parameters_count_as_absent() {
    let server = Server::start().await;
    let parameters =
        json!({ "query": TYPENAME, "operationName": null, "variables": null, "extensions": null });
    let response = post(&server)
        .json(&parameters)
        .send()
        .await
        .expect("a response");
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn batches_are_refused() {
    let server = Server::start().await;
    let batch = json!([{ "query": TYPENAME }, { "query": TYPENAME }]);
    let response = post(&server).json(&batch).send().await.expect("a response");
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert!(
        body(response).await["errors"][0]["message"]
            .as_str()
            .expect("a message")
            .contains("Batches")
    );
}

#[tokio::test]
async fn a_bad_request_is_400_for_newer_clients_and_200_for_older_ones() {
    let server = Server::start().await;
    let faults = [
        json!({ "query": "{" }),
        json!({ "query": "{ noSuchField }" }),
        json!({ "query": "query($w: Boolean!) { __schema @include(if: $w) { queryType { name } } }" }),
        json!({ "query": "query($w: Boolean!) { __schema @include(if: $w) { queryType { name } } }", "variables": { "w": "x" } }),
        json!({ "query": "query A { __typename } query B { __typename }" }),
        json!({ "query": "query A { __typename }", "operationName": "B" }),
    ];
    for fault in faults {
        for (accept, status) in [(GRAPHQL_RESPONSE, 400), ("application/json", 200)] {
            let request = Client::new()
                .post(format!("{}/graphql", server.url))
                .header("accept", accept);
            let response = request.json(&fault).send().await.expect("a response");
            assert_eq!(response.status().as_u16(), status, "{fault}");
            let response = body(response).await;
            assert!(
                response.get("data").is_none(),
                "nothing was executed: {response}"
            );
            let extensions = json!({ "code": "BAD_USER_INPUT", "status": 400 });
            assert_eq!(response["errors"][0]["extensions"], extensions, "{fault}");
        }
    }
}

#[tokio::test]
async fn the_client_chooses_the_media_type_of_the_response() {
    let server = Server::start().await;
    let newer = Some("application/graphql-response+json; charset=utf-8");
    let older = Some("application/json; charset=utf-8");
    let expectations = [
        ("*/*", newer),
        ("application/json, application/graphql-response+json", newer),
        ("text/html, application/*;q=0.5", newer),
        ("application/json", older),
        (
            "application/graphql-response+json;q=0.5, Application/JSON; q=0.9",
            older,
        ),
        ("*/*, application/graphql-response+json;q=0", older),
        ("text/html", None),
        ("application/json;q=0", None),
    ];
    for (accept, expected) in expectations {
        let request = Client::new()
            .post(format!("{}/graphql", server.url))
            .header("accept", accept);
        let response = request
            .json(&json!({ "query": TYPENAME }))
            .send()
            .await
            .expect("a response");
        match expected {
            Some(expected) => assert_eq!(response.headers()["content-type"], expected, "{accept}"),
            None => assert_eq!(response.status(), StatusCode::NOT_ACCEPTABLE, "{accept}"),
        }
    }
}

#[tokio::test]
async fn a_subscription_over_plain_http_is_refused_with_a_hint() {
    let server = Server::start().await;
    let response = send(&server, "subscription { accountSignals { id } }").await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert!(
        body(response).await["errors"][0]["message"]
            .as_str()
            .expect("a message")
            .contains("WebSocket")
    );
}

#[tokio::test]
async fn the_list_of_errors_is_truncated() {
    let server = Server::start().await;
    let document = format!(
        "{{ __schema {{ {} }} }}",
        (0..90).map(|n| format!("none{n} ")).collect::<String>()
    );
    let response = body(send(&server, &document).await).await;
    assert_eq!(response["errors"].as_array().map(Vec::len), Some(20));
}

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let server = Server::start().await;
    let response = reqwest::get(format!("{}/nothing", server.url))
        .await
        .expect("a response");
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_foreign_element_of_a_header_leaves_the_others_readable() {
    let server = Server::start().await;
    let query = json!({ "query": TYPENAME });
    for (accept, expected) in [
        ("text/é, application/json".as_bytes(), "application/json"),
        (b"application/json, text/\xE9", "application/json"),
        (b", ,application/json", "application/json"),
        (
            b"\xE9, application/graphql-response+json;q=0.1",
            GRAPHQL_RESPONSE,
        ),
    ] {
        let shown = String::from_utf8_lossy(accept).into_owned();
        let request = Client::new().post(format!("{}/graphql", server.url));
        let request = request.header("accept", HeaderValue::from_bytes(accept).expect("a value"));
        let response = request.json(&query).send().await.expect("a response");
        let content_type = response.headers()["content-type"].to_str().expect("text");
        assert!(
            content_type.starts_with(expected),
            "{shown}: {content_type}"
        );
    }
    // Several headers of one name are one list.
    let request = Client::new()
        .post(format!("{}/graphql", server.url))
        .header(
            "accept",
            HeaderValue::from_bytes(b"text/\xE9").expect("a value"),
        )
        .header("accept", "application/json");
    let response = request.json(&query).send().await.expect("a response");
    assert_eq!(
        response.headers()["content-type"],
        "application/json; charset=utf-8"
    );
}

/// Sends a JSON body with these headers, and returns the status and the body of the response.
async fn send_body(
    server: &Server,
    headers: &[(&str, &[u8])],
    text: Vec<u8>,
) -> (StatusCode, Value) {
    let mut request = post(server).body(text);
    for (name, value) in headers {
        request = request.header(*name, HeaderValue::from_bytes(value).expect("a value"));
    }
    let response = request.send().await.expect("a response");
    (response.status(), body(response).await)
}

#[tokio::test]
async fn a_body_in_utf8_is_read_whatever_else_its_content_type_says() {
    let server = Server::start().await;
    let query = json!({ "query": TYPENAME }).to_string();
    for content_type in [
        "application/json; charset=utf8".as_bytes(),
        b"application/json; charset=UTF8",
        b"application/json; charset = \"Utf-8\"",
        b"application/json; note=Jos\xE9",
        b"application/json; note=Jos\xE9; charset=utf8",
        b"application/json; charset",
    ] {
        let headers: [(&str, &[u8]); 1] = [("content-type", content_type)];
        let (status, response) = send_body(&server, &headers, query.clone().into()).await;
        let shown = String::from_utf8_lossy(content_type);
        assert_eq!(status, StatusCode::OK, "{shown}: {response}");
    }
    let marked = format!("\u{feff}{query}");
    let headers: [(&str, &[u8]); 1] = [("content-type", b"application/json")];
    let (status, response) = send_body(&server, &headers, marked.into()).await;
    assert_eq!(status, StatusCode::OK, "{response}");
    let headers: [(&str, &[u8]); 1] = [("content-type", b"application/json; charset=utf-16")];
    let (status, _) = send_body(&server, &headers, query.into()).await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn the_refusal_of_a_compressed_body_names_its_encoding() {
    let server = Server::start().await;
    let query = json!({ "query": TYPENAME }).to_string();
    let send_coded = async |coding: &[u8]| {
        let headers = [
            ("content-type", b"application/json".as_slice()),
            ("content-encoding", coding),
        ];
        send_body(&server, &headers, query.clone().into()).await
    };
    for coding in ["gzip", "br", "identity, zstd"] {
        let (status, response) = send_coded(coding.as_bytes()).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{coding}");
        let message = response["errors"][0]["message"]
            .as_str()
            .expect("a message");
        let name = coding.rsplit(' ').next().expect("a name");
        assert!(message.contains(&format!("encoding {name}.")), "{message}");
    }
    assert_eq!(send_coded(b"Identity").await.0, StatusCode::OK);
}

#[tokio::test]
async fn an_unreadable_last_event_id_is_an_error_and_not_a_gap() {
    let server = Server::start().await;
    let query = json!({ "query": "subscription { accountSignals { id } }" });
    let request = post_for_events(&server)
        .bearer_auth(server.token().await)
        .header(
            "last-event-id",
            HeaderValue::from_bytes(b"Jos\xE9").expect("a value"),
        );
    let mut response = request.json(&query).send().await.expect("a response");
    let first = response.chunk().await.expect("a body").expect("an event");
    let first = String::from_utf8_lossy(&first).into_owned();
    assert!(first.contains("after is not a cursor"), "{first}");
    assert!(first.contains("BAD_USER_INPUT"), "{first}");
}
