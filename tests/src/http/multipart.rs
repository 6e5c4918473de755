//! Multipart requests, as in the GraphQL multipart request specification.

use reqwest::header::HeaderValue;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::json;

use super::support::{body, post};
use crate::harness::Server;

const BOUNDARY: &str = "a-boundary";

/// Builds a form with these parts.
fn form(server: &Server, parts: &[(&str, &str)]) -> RequestBuilder {
    let mut text = String::new();
    for (name, value) in parts {
        text += &format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
    }
    text += &format!("--{BOUNDARY}--\r\n");
    post(server)
        .header(
            "content-type",
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .body(text)
}

fn register(email: &str) -> String {
    let query = "mutation($input: RegisterInput!) { register(input: $input) { user { email } errors { code } } }";
    let variables = json!({ "input": { "email": email, "password": "secret123" } });
    json!({ "query": query, "variables": variables }).to_string()
}

#[tokio::test]
async fn a_multipart_request_is_executed() {
    let server = Server::start().await;
    for (header, email) in [
        ("graphql-require-preflight", "jo@ucla.edu"),
        ("apollo-require-preflight", "bo@ucla.edu"),
    ] {
        let operations = register(email);
        let request = form(&server, &[("operations", &operations), ("map", "{}")]);
        let response = request
            .header(header, "1")
            .send()
            .await
            .expect("a response");
        assert_eq!(response.status(), StatusCode::OK);
        let response = body(response).await;
        assert_eq!(
            response["data"]["register"]["user"]["email"], email,
            "{response}"
        );
    }
}

/// A page of any site can make a browser send a form with cookies, but it cannot add a header.
#[tokio::test]
async fn a_multipart_request_without_a_preflight_is_refused() {
    let server = Server::start().await;
    let operations = register("jo@ucla.edu");
    let request = form(&server, &[("operations", &operations), ("map", "{}")]);
    let response = request.send().await.expect("a response");
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(server.count("users").await, 0);
}

#[tokio::test]
async fn a_multipart_request_has_the_same_limits_as_other_requests() {
    let server = Server::start().await;
    let operations = register("jo@ucla.edu");
    let batch = format!("[{operations}]");
    let long = "x".repeat(70 * 1024);
    let malformed: [&[(&str, &str)]; 6] = [
        &[],
        &[("operations", "{")],
        &[("operations", &batch), ("map", "{}")],
        &[("map", "{}")],
        &[("operations", &operations), ("operations", &operations)],
        // No field takes a file, and one that is mapped to many variables would be held once for each.
        &[
            ("operations", &operations),
            ("map", r#"{ "0": ["variables.a", "variables.a"] }"#),
            ("0", "a file"),
        ],
    ];
    for parts in malformed {
        let request = form(&server, parts).header("graphql-require-preflight", "1");
        let response = request.send().await.expect("a response");
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{parts:?}");
    }
    let deep = format!(
        "{{ __schema {} }}",
        "{ types { fields { type".repeat(20) + &"} } }".repeat(20)
    );
    let deep = json!({ "query": deep }).to_string();
    let request = form(&server, &[("operations", &deep)]).header("graphql-require-preflight", "1");
    let response = request.send().await.expect("a response");
    let response = body(response).await;
    let code = &response["errors"][0]["extensions"]["code"];
    assert_eq!(*code, "BAD_USER_INPUT", "{response}");
    let parts = [
        ("operations", operations.as_str()),
        ("map", "{}"),
        ("0", &long),
    ];
    let request = form(&server, &parts).header("graphql-require-preflight", "1");
    let response = request.send().await.expect("a response");
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(server.count("users").await, 0);
}

#[tokio::test]
async fn a_foreign_parameter_leaves_the_boundary_readable() {
    let server = Server::start().await;
    let operations = register("jo@ucla.edu");
    let text = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"operations\"\r\n\r\n{operations}\r\n--{BOUNDARY}--\r\n"
    );
    let content_type = format!("multipart/form-data; note=José; Boundary=\"{BOUNDARY}\"");
    let content_type = HeaderValue::from_bytes(content_type.as_bytes()).expect("a value");
    let request = post(&server)
        .header("content-type", content_type)
        .header("graphql-require-preflight", "1");
    let response = request.body(text).send().await.expect("a response");
    assert_eq!(response.status(), StatusCode::OK);
}
