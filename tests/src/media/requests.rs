//! The requests that carry a file: what they must look like, who may send long ones, and how many at once.

use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::support::{files, plain};
use crate::harness::{Client, Server};

const QUERY: &str = "mutation($input: UploadProfilePictureInput!) { uploadProfilePicture(input: $input) { errors { code } } }";

/// The fields of a form.
type Parts<'a> = &'a [(&'a str, &'a [u8])];

fn operations() -> Value {
    json!({ "query": QUERY, "variables": { "input": { "file": null } } })
}

/// Sends a form, and returns the status and the body.
async fn send(client: &Client, parts: &[(&str, &[u8])]) -> (StatusCode, Value) {
    let request = client.form(parts).header("graphql-require-preflight", "1");
    let token = client.token.as_deref().unwrap_or_default();
    let response = request.bearer_auth(token).send().await.expect("a response");
    let status = response.status();
    (status, response.json().await.expect("JSON"))
}

#[tokio::test]
async fn forms_that_do_not_follow_the_specification_are_refused_with_the_reason() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let operations = operations().to_string();
    let operations = operations.as_bytes();
    let batch = [b"[", operations, b"]"].concat();
    let map = br#"{ "0": ["variables.input.file"] }"#.as_slice();
    let file = plain([1, 2, 3]);
    let filled = json!({ "query": QUERY, "variables": { "input": { "file": "x" } } }).to_string();
    let table: &[(Parts<'_>, &str)] = &[
        (
            &[("operations", operations), ("map", map)],
            "lacks the file",
        ),
        (
            &[("operations", operations), ("map", b"{}"), ("0", &file)],
            "map does not name",
        ),
        (
            &[("operations", operations), ("map", map), ("1", &file)],
            "map does not name",
        ),
        (
            &[("operations", operations), ("0", &file)],
            "before the file",
        ),
        (
            &[("operations", operations), ("0", &file), ("map", map)],
            "before the file",
        ),
        (
            &[
                ("operations", operations),
                (
                    "map",
                    br#"{ "0": ["variables.input.file"], "1": ["variables.input.crop"] }"#,
                ),
                ("0", &file),
            ],
            "several files",
        ),
        (
            &[
                ("operations", operations),
                ("map", map),
                ("0", &file),
                ("1", &file),
            ],
            "several files",
        ),
        (
            &[
                ("operations", operations),
                (
                    "map",
                    br#"{ "0": ["variables.input.file", "variables.input.crop"] }"#,
                ),
                ("0", &file),
            ],
            "exactly one variable",
        ),
        (
            &[
                ("operations", operations),
                ("map", br#"{ "0": [] }"#),
                ("0", &file),
            ],
            "exactly one variable",
        ),
        (
            &[
                ("operations", operations),
                ("map", br#"["0"]"#),
                ("0", &file),
            ],
            "not a JSON object",
        ),
        (
            &[
                ("operations", operations),
                ("map", br#"{ "0": ["variables.other"] }"#),
                ("0", &file),
            ],
            "null in operations",
        ),
        (
            &[
                ("operations", operations),
                ("map", br#"{ "0": ["query"] }"#),
                ("0", &file),
            ],
            "null in operations",
        ),
        (
            &[
                ("operations", filled.as_bytes()),
                ("map", map),
                ("0", &file),
            ],
            "null in operations",
        ),
        (
            &[("operations", &batch), ("map", map), ("0", &file)],
            "Batches are not supported",
        ),
        (&[("map", map), ("0", &file)], "no field named operations"),
    ];
    for (parts, reason) in table {
        let (status, response) = send(&jo, parts).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{reason}: {response}");
        let message = response["errors"][0]["message"]
            .as_str()
            .expect("a message");
        assert!(message.contains(reason), "{reason}: {message}");
    }
    let parts = [("operations", operations), ("map", map), ("0", &file)];
    let (status, response) = send(&jo, &parts).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        response["data"]["uploadProfilePicture"]["errors"],
        json!([])
    );
}

/// A form of another site's page cannot add the header.
#[tokio::test]
async fn an_upload_without_the_header_is_refused() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let operations = operations().to_string();
    let request = jo.form(&[
        ("operations", operations.as_bytes()),
        ("map", br#"{ "0": ["variables.input.file"] }"#),
        ("0", &plain([1, 2, 3])),
    ]);
    let token = jo.token.as_deref().expect("a token");
    let response = request.bearer_auth(token).send().await.expect("a response");
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let response: Value = response.json().await.expect("JSON");
    let message = response["errors"][0]["message"]
        .as_str()
        .expect("a message");
    assert!(message.contains("GraphQL-Require-Preflight"), "{message}");
    assert_eq!(files(&server), [""; 0]);
}

/// async-graphql writes files as strings, which a client could write too.
#[tokio::test]
async fn a_string_does_not_stand_for_a_file() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    for text in [
        "#__graphql_file__:0",
        "#__graphql_file__:x",
        "#__graphql_file__:-1",
        "x",
    ] {
        let input = json!({ "input": { "file": text } });
        let response = jo.try_run(QUERY, input).await;
        let error = &response["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{response}");
        let message = error["message"].as_str().expect("a message");
        assert!(
            message.contains("must be a file of a multipart request"),
            "{message}"
        );
        let literal = format!(
            "mutation {{ uploadProfilePicture(input: {{ file: {text:?} }}) {{ errors {{ code }} }} }}"
        );
        let response = jo.try_run(&literal, json!({})).await;
        assert_eq!(
            response["errors"][0]["extensions"]["code"],
            "BAD_USER_INPUT"
        );
        let default = format!(
            "mutation($file: Upload! = {text:?}) {{ uploadProfilePicture(input: {{ file: $file }}) {{ errors {{ code }} }} }}"
        );
        let response = jo.try_run(&default, json!({})).await;
        assert_eq!(
            response["errors"][0]["extensions"]["code"],
            "BAD_USER_INPUT"
        );
    }
}

#[tokio::test]
async fn only_members_may_send_long_requests_and_only_with_a_file() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let long = vec![0; 1_000_000];
    let operations = operations().to_string();
    let map = br#"{ "0": ["variables.input.file"] }"#.as_slice();
    let parts = [
        ("operations", operations.as_bytes()),
        ("map", map),
        ("0", long.as_slice()),
    ];
    let (status, response) = send(&jo, &parts).await;
    assert_eq!(status, StatusCode::OK);
    let errors = &response["data"]["uploadProfilePicture"]["errors"];
    assert_eq!(*errors, json!([{ "code": "PICTURE_FORMAT" }]));
    for stranger in [server.client(), server.client_with("nonsense")] {
        let (status, _) = send(&stranger, &parts).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    }
    let parts = [("operations", long.as_slice()), ("map", map)];
    let (status, _) = send(&jo, &parts).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    let body = json!({ "query": QUERY, "variables": { "x": "x".repeat(100_000) } });
    let response = jo.send(QUERY, body).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_picture_of_more_than_5_megabytes_is_refused() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let payload = jo.upload(&vec![0; 5_000_001], Value::Null).await;
    let error = &payload["errors"][0];
    assert_eq!(error["code"], "PICTURE_TOO_LARGE");
    assert_eq!(error["message"], "Choose a picture of at most 5 MB.");
    let payload = jo.upload(&vec![0; 5_000_000], Value::Null).await;
    assert_eq!(payload["errors"][0]["code"], "PICTURE_FORMAT");
    let response = jo
        .upload_request(&vec![0; 5_100_000], Value::Null)
        .send()
        .await;
    let status = response.expect("a response").status();
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// Starts a long upload that never ends.
async fn stalled(server: &Server, client: &Client) -> TcpStream {
    let address = server.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let token = client.token.as_deref().expect("a token");
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
         graphql-require-preflight: 1\r\ncontent-type: multipart/form-data; boundary=x\r\n\
         content-length: 4000000\r\n\r\n--x\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream
}

#[tokio::test]
async fn a_few_long_uploads_are_received_at_once_and_one_of_each_account() {
    let server = Server::start_with(|config| config.limits.uploads = 2).await;
    let mut people = Vec::new();
    for name in ["jo", "bo", "mo"] {
        people.push(server.member(&format!("{name}@ucla.edu")).await);
    }
    let [jo, bo, mo] = people.try_into().unwrap_or_else(|_| panic!("three"));
    let long = vec![0; 100_000];
    let first = holding(&server, &jo, &long).await;
    assert!(!is_busy(&bo, &long).await);
    // A short one is like any other request.
    jo.upload_accepted(&plain([1, 2, 3])).await;
    let second = holding(&server, &bo, &long).await;
    assert!(is_busy(&mo, &long).await);
    drop((first, second));
    while is_busy(&mo, &long).await {
        tokio::task::yield_now().await;
    }
}

/// Returns a request that the server is receiving. One that arrives while a probe is received is refused, so this tries
/// again.
async fn holding(server: &Server, client: &Client, file: &[u8]) -> TcpStream {
    loop {
        let stream = stalled(server, client).await;
        for _ in 0..50 {
            if is_busy(client, file).await {
                return stream;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn is_busy(client: &Client, file: &[u8]) -> bool {
    let response = client.upload_request(file, Value::Null).send().await;
    let response = response.expect("a response");
    if response.status() != StatusCode::SERVICE_UNAVAILABLE {
        return false;
    }
    assert_eq!(response.headers()["retry-after"], "5");
    let response: Value = response.json().await.expect("JSON");
    let extensions = &response["errors"][0]["extensions"];
    assert_eq!(
        (&extensions["code"], &extensions["retryAfter"]),
        (&json!("BUSY"), &json!(5))
    );
    true
}
