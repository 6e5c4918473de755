//! Automatic persisted queries, and servers that run only trusted documents.

use std::fs;

use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::support::{GRAPHQL_RESPONSE, Socket, body, post, post_for_events};
use crate::harness::{Database, PASSWORD, Server};

const ME: &str = "query Me { me { email } }";

fn hash(document: &str) -> String {
    let digest = Sha256::digest(document);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn extension(hash: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

fn by_hash(document: &str) -> Value {
    json!({ "extensions": extension(&hash(document)) })
}

fn with_hash(document: &str) -> Value {
    json!({ "query": document, "extensions": extension(&hash(document)) })
}

async fn run(server: &Server, parameters: &Value, token: Option<&str>) -> Value {
    let mut request = post(server).json(parameters);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    body(request.send().await.expect("a response")).await
}

fn code(response: &Value) -> &str {
    let code = response["errors"][0]["extensions"]["code"].as_str();
    code.unwrap_or_else(|| panic!("no error: {response}"))
}

#[tokio::test]
async fn a_document_that_was_sent_with_its_hash_runs_by_its_hash_on_every_transport() {
    let server = Server::start().await;
    let response = run(&server, &by_hash(ME), None).await;
    assert_eq!(code(&response), "PERSISTED_QUERY_NOT_FOUND");
    // Apollo's clients compare the message.
    assert_eq!(response["errors"][0]["message"], "PersistedQueryNotFound");
    let data = json!({ "data": { "me": null } });
    assert_eq!(run(&server, &with_hash(ME), None).await, data);
    assert_eq!(run(&server, &by_hash(ME), None).await, data);

    let extensions = extension(&hash(ME)).to_string();
    let url = reqwest::Url::parse_with_params(
        &format!("{}/graphql", server.url),
        [("extensions", extensions)],
    );
    let response = reqwest::get(url.expect("a URL")).await.expect("a response");
    assert_eq!(body(response).await, data);

    let mut socket = Socket::ready(&server).await;
    let subscribe = json!({ "id": "1", "type": "subscribe", "payload": by_hash(ME) });
    socket.say(subscribe).await;
    assert_eq!(socket.hear().await["payload"], data);

    let request = post_for_events(&server).json(&by_hash(ME));
    let text = request.send().await.expect("a response").text().await;
    let text = text.expect("events");
    assert!(text.starts_with("event: next"), "{text}");
    assert!(text.contains(r#"{"data":{"me":null}}"#), "{text}");
}

#[tokio::test]
async fn a_subscription_runs_by_its_hash() {
    let server = Server::start().await;
    let document = "subscription { accountSignals(after: \"0\") { name } }";
    let token = server.token().await;
    let mut socket = Socket::open(&server).await;
    socket
        .initialize(json!({ "authorization": format!("Bearer {token}") }))
        .await;
    for (id, payload) in [("1", with_hash(document)), ("2", by_hash(document))] {
        socket
            .say(json!({ "id": id, "type": "subscribe", "payload": payload }))
            .await;
        let message = socket.hear().await;
        assert_eq!(message["type"], "next", "{message}");
        socket.say(json!({ "id": id, "type": "complete" })).await;
    }
}

#[tokio::test]
async fn a_hash_must_be_that_of_the_document() {
    let server = Server::start().await;
    let wrong = json!({ "query": ME, "extensions": extension(&hash("{ me { id } }")) });
    assert_eq!(code(&run(&server, &wrong, None).await), "BAD_USER_INPUT");
    let response = run(&server, &by_hash(ME), None).await;
    assert_eq!(code(&response), "PERSISTED_QUERY_NOT_FOUND");
    for malformed in [
        json!(1),
        json!({}),
        json!({ "version": 2, "sha256Hash": hash(ME) }),
        json!({ "version": 1 }),
        json!({ "version": 1, "sha256Hash": "abc" }),
        json!({ "version": 1, "sha256Hash": "é".repeat(32) }),
    ] {
        let parameters = json!({ "extensions": { "persistedQuery": malformed } });
        let response = run(&server, &parameters, None).await;
        assert_eq!(code(&response), "BAD_USER_INPUT", "{parameters}");
    }
}

/// Whether anyone has sent a document, perhaps with a password in it, is not for others to know.
#[tokio::test]
async fn a_document_that_was_sent_without_its_hash_does_not_run_by_its_hash() {
    let server = Server::start().await;
    run(&server, &json!({ "query": ME }), None).await;
    let response = run(&server, &by_hash(ME), None).await;
    assert_eq!(code(&response), "PERSISTED_QUERY_NOT_FOUND");
}

#[tokio::test]
async fn mutations_by_hash_are_not_run_by_get_either() {
    let server = Server::start().await;
    let document = "mutation { logout { errors { code } } }";
    run(&server, &with_hash(document), None).await;
    let extensions = extension(&hash(document)).to_string();
    let url = reqwest::Url::parse_with_params(
        &format!("{}/graphql", server.url),
        [("extensions", extensions)],
    );
    let response = reqwest::get(url.expect("a URL")).await.expect("a response");
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn the_bytes_of_persisted_queries_are_bounded() {
    let database = Database::sqlite().await;
    let server = Server::on(&database, &[("DOCUMENT_CACHE_BYTES", "100000")]).await;
    let document = |number| {
        format!(
            "query Me {{ me {{ email }} }} # {number} {}",
            "x".repeat(10_000)
        )
    };
    for number in 0..20 {
        run(&server, &with_hash(&document(number)), None).await;
    }
    let mut found = 0;
    for number in 0..20 {
        let response = run(&server, &by_hash(&document(number)), None).await;
        found += usize::from(response.get("errors").is_none());
    }
    assert!((1..10).contains(&found), "{found}");
    let off = Server::on(&database, &[("DOCUMENT_CACHE_BYTES", "0")]).await;
    run(&off, &with_hash(ME), None).await;
    let response = run(&off, &by_hash(ME), None).await;
    assert_eq!(code(&response), "PERSISTED_QUERY_NOT_SUPPORTED");
}

/// A document that is not trusted gets the same response whether or not it is valid.
async fn nothing_reveals_the_schema(server: &Server) {
    let pairs = [
        ("{ me { fullName } }", "{ me { fullNam } }"),
        ("{ node(id: \"1\") { id } }", "{ node(id: [1]) { id } }"),
        (
            "mutation { verifyEmail(input: { token: \"x\" }) { errors { code } } }",
            "mutation { verifyEmail(input: { token: 1 }) { errors { code } } }",
        ),
        (
            "subscription { messageReceived { cursor } }",
            "subscription { messageReceive { cursor } }",
        ),
        (
            "query($x: [Role] = [MENTEE]) { __typename }",
            "query($x: [Foo] = [1]) { __typename }",
        ),
    ];
    for (valid, invalid) in pairs {
        let mut responses = Vec::new();
        for document in [valid, invalid] {
            let mut seen = Vec::new();
            for accept in [GRAPHQL_RESPONSE, "text/event-stream, application/json"] {
                for parameters in [
                    json!({ "query": document }),
                    with_hash(document),
                    by_hash(document),
                ] {
                    let request = reqwest::Client::new().post(format!("{}/graphql", server.url));
                    let request = request.header("accept", accept).json(&parameters);
                    seen.push(request.send().await.expect("a response"));
                }
                let url = format!("{}/graphql", server.url);
                let url = reqwest::Url::parse_with_params(&url, [("query", document)]);
                let request = reqwest::Client::new().get(url.expect("a URL"));
                let request = request.header("accept", accept);
                seen.push(
                    request
                        .header("graphql-require-preflight", "1")
                        .send()
                        .await
                        .expect("a response"),
                );
            }
            let mut read = Vec::new();
            for response in seen {
                let head = (
                    response.status(),
                    response.headers().get("content-type").cloned(),
                );
                read.push((head, response.text().await.expect("a body")));
            }
            responses.push(read);
        }
        assert_eq!(responses[0], responses[1], "{valid}");
    }
}

#[tokio::test]
async fn members_run_only_trusted_documents_by_hash_or_text_and_administrators_run_all() {
    let database = Database::sqlite().await;
    let login = "mutation Login($input: LoginInput!) { login(input: $input) { token } }";
    let admin = "mutation A($input: LoginAdminInput!) { loginAdmin(input: $input) { token } }";
    let register = "mutation R($input: RegisterInput!) { register(input: $input) { note } }";
    let trusted = [ME, login, admin, register];
    let file = database.file().with_extension("trusted.json");
    let documents: serde_json::Map<String, Value> = trusted
        .iter()
        .map(|text| (hash(text), json!(text)))
        .collect();
    fs::write(&file, json!(documents).to_string()).expect("a file");
    let path = file.to_str().expect("text");
    let settings = [("TRUSTED_DOCUMENTS", path), ("AUTO_VERIFY", "true")];
    let server = Server::on(&database, &settings).await;
    server.register_admin("dean", "AUDITOR").await;

    let credentials = json!({ "email": "jo@ucla.edu", "password": PASSWORD });
    let variables = json!({ "query": register, "variables": { "input": credentials } });
    run(&server, &variables, None).await;
    let variables = json!({ "query": login, "variables": { "input": credentials } });
    let member = run(&server, &variables, None).await;
    let member = member["data"]["login"]["token"].as_str().expect("a token");
    let credentials = json!({ "username": "dean", "password": PASSWORD });
    let variables = json!({ "query": admin, "variables": { "input": credentials } });
    let admin = run(&server, &variables, None).await;
    let admin = admin["data"]["loginAdmin"]["token"]
        .as_str()
        .expect("a token");

    let other = "query Me { me { id email } }";
    for token in [None, Some(member), Some(admin)] {
        for parameters in [by_hash(ME), json!({ "query": ME })] {
            let response = run(&server, &parameters, token).await;
            assert!(response.get("errors").is_none(), "{response}");
        }
        for (parameters, refusal) in [
            (json!({ "query": other }), "DOCUMENT_NOT_TRUSTED"),
            (with_hash(other), "DOCUMENT_NOT_TRUSTED"),
            // Only a caller who may run a document registers it.
            (by_hash(other), "PERSISTED_QUERY_NOT_FOUND"),
        ] {
            let response = run(&server, &parameters, token).await;
            match token == Some(admin) {
                true => assert!(response.get("errors").is_none(), "{response}"),
                false => assert_eq!(code(&response), refusal),
            }
        }
    }
    let response = run(&server, &by_hash(other), Some(member)).await;
    assert_eq!(code(&response), "DOCUMENT_NOT_TRUSTED");
    nothing_reveals_the_schema(&server).await;
    let mut socket = Socket::ready(&server).await;
    socket.subscribe("1", other).await;
    let extensions = socket.hear().await["payload"][0]["extensions"].take();
    assert_eq!(extensions["code"], "DOCUMENT_NOT_TRUSTED");
    fs::remove_file(file).expect("a file");
}

/// `web/trusted_documents.mjs` writes what the console sends.
#[tokio::test]
async fn the_documents_of_the_console_are_always_trusted() {
    let built = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../web/dist/trusted_documents.json"
    );
    // The pages are not built in a fresh clone without Node.
    let Ok(built) = fs::read_to_string(built) else {
        return;
    };
    let documents: serde_json::Map<String, Value> = serde_json::from_str(&built).expect("JSON");
    assert!(documents.len() > 20, "{}", documents.len());
    let database = Database::sqlite().await;
    let server = Server::on(&database, &[("TRUSTED_DOCUMENTS", "console")]).await;
    for (key, document) in &documents {
        let document = document.as_str().expect("a text");
        assert_eq!(*key, hash(document));
        let response = run(&server, &by_hash(document), None).await;
        let is_refused = response["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED";
        assert!(!is_refused, "{document}");
        assert_ne!(
            response["errors"][0]["message"], "PersistedQueryNotFound",
            "{document}"
        );
    }
    let response = run(&server, &json!({ "query": ME }), None).await;
    assert_eq!(code(&response), "DOCUMENT_NOT_TRUSTED");
}
