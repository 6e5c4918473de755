//! Documents in the syntax of the specification's edition of September 2025, which async-graphql's parser does not
//! know.

use serde_json::{Value, json};

use super::support::{body, send};
use crate::harness::{Client, Server, each_database};

async fn hobbies_after(member: &Client, literal: &str) -> Value {
    let document = format!(
        "mutation {{ updateProfile(input: {{ hobbies: {literal} }}) {{ user {{ hobbies }} errors {{ code }} }} }}"
    );
    let data = member.run(&document, json!({})).await;
    data["updateProfile"]["user"]["hobbies"].clone()
}

#[tokio::test]
async fn strings_can_contain_every_character_by_its_code() {
    each_database(async |server| {
        let member = server.member("jo@ucla.edu").await;
        for (literal, expected) in [
            (r#""\u{1F600}""#, "😀"),
            (r#""a \uD83D\uDE00 b""#, "a 😀 b"),
            (r#""\u00e9\u{e9}é""#, "ééé"),
            (r#""\u{22}\u{5c}\u0022""#, "\"\\\""),
            (r#""a\\u{1F600}""#, "a\\u{1F600}"),
            (r#""\"\u{1F600}\"""#, "\"😀\""),
            (r#""""\u{1F600}""""#, "\\u{1F600}"),
        ] {
            assert_eq!(hobbies_after(&member, literal).await, expected, "{literal}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_code_that_is_no_character_is_a_syntax_error() {
    let server = Server::start().await;
    for escape in [
        r"\u{}",
        r"\u{110000}",
        r"\u{FFFFFFFFFF}",
        r"\u{1F600",
        r"\u{x}",
        r"\uD83D",
        r"\uD83D\uD83D",
        r"\u{D83D}\u{DE00}",
        r"\uDE00",
        r"\u12",
    ] {
        let response = send(
            &server,
            &format!("{{ __type(name: \"{escape}\") {{ name }} }}"),
        )
        .await;
        assert_eq!(response.status(), 400, "{escape}");
        let response = body(response).await;
        let message = response["errors"][0]["message"]
            .as_str()
            .unwrap_or_default();
        assert!(message.starts_with("Syntax error:"), "{escape}: {response}");
    }
}

#[tokio::test]
async fn operations_fragments_and_variables_can_have_descriptions() {
    let server = Server::start().await;
    for document in [
        "\"What it is.\" query Q { __typename }",
        "\"\"\"\nWhat it is: { ( [\n\"\"\"\nquery Q { ...F }\n\"A part.\" fragment F on Query { __typename }",
        "query Q(\"Whether.\" $x: Boolean! = true, \"\"\"Or not.\"\"\" $y: Boolean = false) \
         { __typename @include(if: $x) ... @skip(if: $y) { __typename } }",
    ] {
        let response = body(send(&server, document).await).await;
        assert_eq!(
            response,
            json!({ "data": { "__typename": "Query" } }),
            "{document}"
        );
    }
    // A string anywhere else is an error, as is one without an end.
    for document in [
        "{ __typename } \"trailing\"",
        "\"unterminated {{{\n{ __typename }",
        "query \"x\" Q { __typename }",
        "\"d\" { __typename }",
        "query Q($a: Boolean = true \"junk\") { __typename @include(if: $a) }",
        "\"\"\"unterminated query Q { __typename }",
    ] {
        let response = send(&server, document).await;
        assert_eq!(response.status(), 400, "{document}");
    }
    // What is not a description stays where it is.
    for (document, column) in [
        ("query Q($x: String = \"a\") { unknown(x: $x) }", 29),
        ("\"A\" query Q { unknown }", 15),
    ] {
        let response = body(send(&server, document).await).await;
        assert_eq!(
            response["errors"][0]["locations"][0]["column"], column,
            "{response}"
        );
    }
    let response = body(
        send(
            &server,
            "query Q($x: String = \"a\") { __type(name: $x) { name } }",
        )
        .await,
    );
    assert_eq!(response.await, json!({ "data": { "__type": null } }));
}
