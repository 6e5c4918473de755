//! `__typename` and objects without fields work as specified, unlike in async-graphql itself.

use serde_json::{Value, json};

use super::support::{Socket, body, post, send};
use crate::harness::Server;

async fn response(server: &Server, document: &str, variables: Value) -> Value {
    let parameters = json!({ "query": document, "variables": variables });
    body(
        post(server)
            .json(&parameters)
            .send()
            .await
            .expect("a response"),
    )
    .await
}

#[tokio::test]
async fn an_object_with_all_fields_skipped_is_empty_and_not_null() {
    let server = Server::start().await;
    let types = "{__type(name:\"Role\"){";
    for (document, data) in [
        ("{__typename @skip(if:true)}".to_owned(), json!({})),
        ("{__typename @include(if:false)}".to_owned(), json!({})),
        (
            "{__typename @skip(if:false)}".to_owned(),
            json!({ "__typename": "Query" }),
        ),
        ("{me @skip(if:true) {id}}".to_owned(), json!({})),
        ("{...@skip(if:true){__typename}}".to_owned(), json!({})),
        (
            "{...F @skip(if:true)} fragment F on Query{__typename}".to_owned(),
            json!({}),
        ),
        ("mutation{__typename @skip(if:true)}".to_owned(), json!({})),
        (
            "mutation{logout @skip(if:true){errors{code}}}".to_owned(),
            json!({}),
        ),
        (
            format!("{types}name @skip(if:true)}}}}"),
            json!({ "__type": {} }),
        ),
        (
            format!("{types}...F}}}} fragment F on __Type{{name @skip(if:true)}}"),
            json!({ "__type": {} }),
        ),
        (
            format!("{types}a:__typename @include(if:true)}}}}"),
            json!({ "__type": { "a": "__Type" } }),
        ),
        (
            "{rules{emailDomains @skip(if:true)}}".to_owned(),
            json!({ "rules": {} }),
        ),
    ] {
        let response = response(&server, &document, json!({})).await;
        assert_eq!(response, json!({ "data": data }), "{document}");
    }
}

#[tokio::test]
async fn a_node_of_another_type_is_empty_and_not_null() {
    let server = Server::start().await;
    let token = server.token().await;
    let request = post(&server).bearer_auth(&token);
    let me = request.json(&json!({ "query": "{me{id}}" }));
    let me = body(me.send().await.expect("a response")).await["data"]["me"]["id"].take();
    let document = "query($id:ID!){node(id:$id){...on Session{id}}}";
    let request = post(&server).bearer_auth(&token);
    let request = request.json(&json!({ "query": document, "variables": { "id": me } }));
    let response = body(request.send().await.expect("a response")).await;
    assert_eq!(response, json!({ "data": { "node": {} } }));
}

#[tokio::test]
async fn invalid_uses_of_typename_are_refused() {
    let server = Server::start().await;
    for document in [
        "{__typename @nope}",
        "{__typename @skip}",
        "{__typename @skip(if:3)}",
        "{__typename @skip(if:$undefined)}",
        "{__typename @deprecated}",
        "{__typename(x:1)}",
        "{__typename{name}}",
        "mutation{__typename @nope}",
        "{__schema{__typename @nope}}",
        "{...F} fragment F on Query{__typename @nope}",
        "{__typename ...F} fragment F on Query{...{__typename @nope}}",
    ] {
        let response = send(&server, document).await;
        assert_eq!(response.status().as_u16(), 400, "{document}");
        let response = body(response).await;
        assert!(response.get("data").is_none(), "{document}: {response}");
        assert_eq!(
            response["errors"][0]["extensions"]["code"],
            "BAD_USER_INPUT"
        );
    }
}

#[tokio::test]
async fn a_variable_that_only_typename_uses_counts_as_used() {
    let server = Server::start().await;
    let document = "query($no:Boolean!){__typename @include(if:$no)}";
    let shown = response(&server, document, json!({ "no": true })).await;
    assert_eq!(shown, json!({ "data": { "__typename": "Query" } }));
    let hidden = response(&server, document, json!({ "no": false })).await;
    assert_eq!(hidden, json!({ "data": {} }));
}

#[tokio::test]
async fn a_subscription_has_no_typename_at_its_root() {
    let server = Server::start().await;
    let mut socket = Socket::ready(&server).await;
    for document in [
        "subscription{__typename}",
        "subscription{__typename @skip(if:true)}",
        "subscription{__typename @nope}",
        "subscription{__schema{queryType{name}}}",
    ] {
        socket.subscribe("1", document).await;
        let message = socket.hear().await;
        assert_eq!(message["type"], "error", "{document}: {message}");
    }
}
