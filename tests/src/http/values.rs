//! Values of arguments and variables: each is checked against its type before anything is executed, and what is absent
//! is not null.

use serde_json::{Value, json};

use bruinbridge::graphql::limits::inputs_of_unknown_type;

use super::support::{Socket, body, post};
use crate::harness::{Client, Server, each_database};

/// Sends a document that must be refused before anything is executed, and returns the message.
async fn refused(server: &Server, document: &str, variables: Value) -> String {
    let parameters = json!({ "query": document, "variables": variables });
    let response = post(server).json(&parameters).send().await;
    let response = response.expect("a response");
    assert_eq!(response.status(), 400, "{document} {variables}");
    let response = body(response).await;
    assert!(response.get("data").is_none(), "{response}");
    let error = &response["errors"][0];
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{response}");
    assert!(error["locations"][0]["line"].is_u64(), "{response}");
    error["message"].as_str().unwrap_or_default().to_owned()
}

async fn profile(member: &Client) -> Value {
    member.me("hobbies year major").await
}

#[tokio::test]
async fn an_absent_variable_is_not_null() {
    each_database(async |server| {
        let member = server.member("jo@ucla.edu").await;
        let filled = json!({ "hobbies": "go", "year": 2, "major": ["Biology"] });
        member.accept("updateProfile", filled.clone(), "").await;
        let update = |header: &str, input: &str| {
            format!("mutation({header}) {{ updateProfile(input: {{ {input} }}) {{ errors {{ code }} }} }}")
        };
        // A field of an input object, in an operation, in a fragment, and beside a second operation.
        let inline = update("$hobbies: String, $year: Int", "hobbies: $hobbies, year: $year");
        let by_fragment = "mutation A($hobbies: String, $year: Int) { ...Update } \
            fragment Update on Mutation { updateProfile(input: { hobbies: $hobbies, year: $year }) { errors { code } } }";
        for document in [inline.as_str(), by_fragment] {
            member.run(document, json!({ "hobbies": "chess" })).await;
            let expected = json!({ "hobbies": "chess", "year": 2, "major": ["Biology"] });
            assert_eq!(profile(&member).await, expected, "{document}");
            member.accept("updateProfile", filled.clone(), "").await;
        }
        // A whole list, and a default.
        let list = update("$major: [String!], $year: Int = 4", "major: $major, year: $year");
        member.run(&list, json!({})).await;
        let expected = json!({ "hobbies": "go", "year": 4, "major": ["Biology"] });
        assert_eq!(profile(&member).await, expected);
        // Null is not absent.
        member.run(&inline, json!({ "hobbies": "go", "year": null })).await;
        assert_eq!(profile(&member).await["year"], Value::Null);
        member.accept("updateProfile", filled.clone(), "").await;
        member.run(&list, json!({ "year": null })).await;
        assert_eq!(profile(&member).await["year"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn an_absent_variable_leaves_an_argument_its_default() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        server.register("a@ucla.edu", "MENTEE").await;
        let document = "query($first: Int, $role: Role, $search: String) \
            { users(first: $first, filter: { role: $role, search: $search }) { nodes { email } } }";
        let all = admin.run(document, json!({})).await;
        assert_eq!(all["users"]["nodes"][0]["email"], "a@ucla.edu", "{all}");
        let mentors = admin.run(document, json!({ "role": "MENTOR" })).await;
        assert_eq!(mentors["users"]["nodes"], json!([]), "{mentors}");
    })
    .await;
}

#[tokio::test]
async fn wrong_variables_are_refused_before_anything_is_executed() {
    each_database(async |server| {
        let member = server.member("jo@ucla.edu").await;
        let document = "mutation($n: Int) { a: updateProfile(input: { hobbies: \"x\" }) { errors { code } } \
                        b: updateProfile(input: { year: $n }) { errors { code } } }";
        let response = member.send(document, json!({ "n": 3_000_000_000_u32 })).await;
        let response = body(response).await;
        let error = &response["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{response}");
        assert_eq!(profile(&member).await["hobbies"], "");
        assert_eq!(response.get("data"), None);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_says_which_value_is_wrong_and_what_to_write() {
    let server = Server::start().await;
    let whole = "must be a whole number between -2147483648 and 2147483647.";
    let profile =
        "mutation($input: ProfileInput!) { updateProfile(input: $input) { errors { code } } }";
    let cases = [
        (
            "query($n: Int) { users(first: $n) { nodes { id } } }",
            json!({ "n": 1.5 }),
            format!("The variable $n {whole}"),
        ),
        (
            "query($n: Int) { users(first: $n) { nodes { id } } }",
            json!({ "n": "1" }),
            format!("The variable $n {whole}"),
        ),
        (
            "query($n: Int) { users(first: $n) { nodes { id } } }",
            json!({ "n": 2_147_483_648_u32 }),
            format!("The variable $n {whole}"),
        ),
        (
            profile,
            json!({ "input": { "year": "two" } }),
            format!("The variable $input.year {whole}"),
        ),
        (
            profile,
            json!({ "input": { "major": ["a", 1] } }),
            "The variable $input.major[1] must be a string.".to_owned(),
        ),
        (
            profile,
            json!({ "input": { "major": [null] } }),
            "The variable $input.major[0] must not be null: it is a String!.".to_owned(),
        ),
        (
            profile,
            json!({ "input": { "shoe": 1 } }),
            "The variable $input has no field shoe: it is a ProfileInput.".to_owned(),
        ),
        (
            profile,
            json!({ "input": 1 }),
            "The variable $input must be an object ProfileInput.".to_owned(),
        ),
        (
            profile,
            json!({}),
            "The variable $input of type ProfileInput! is missing.".to_owned(),
        ),
        (
            profile,
            json!({ "input": null }),
            "The variable $input must not be null: it is a ProfileInput!.".to_owned(),
        ),
        (
            "mutation($input: LoginInput!) { login(input: $input) { token } }",
            json!({ "input": { "email": "a@ucla.edu" } }),
            "The variable $input lacks the field password.".to_owned(),
        ),
        (
            "mutation($input: LoginInput!) { login(input: $input) { token } }",
            json!({ "input": { "email": "a@ucla.edu", "password": 1 } }),
            "The variable $input.password must be a string.".to_owned(),
        ),
        (
            "query($role: Role) { users(filter: { role: $role }) { nodes { id } } }",
            json!({ "role": "KING" }),
            "The variable $role must be a value of the enum Role.".to_owned(),
        ),
        (
            "query($is: Boolean) { users(filter: { isMatched: $is }) { nodes { id } } }",
            json!({ "is": "true" }),
            "The variable $is must be true or false.".to_owned(),
        ),
        (
            "query($id: ID!) { node(id: $id) { id } }",
            json!({ "id": [1] }),
            "The variable $id must be an id, written as a string.".to_owned(),
        ),
        (
            "{ users(first: 3000000000) { nodes { id } } }",
            json!({}),
            format!("The argument first {whole}"),
        ),
        (
            "{ users(filter: { role: \"MENTEE\" }) { nodes { id } } }",
            json!({}),
            "The argument filter.role must be a value of the enum Role.".to_owned(),
        ),
        (
            "query($m: Boolean) { users(filter: { role: \"MENTEE\", isMatched: $m }) { nodes { id } } }",
            json!({}),
            "The argument filter.role must be a value of the enum Role.".to_owned(),
        ),
        (
            "query($d: Role = \"MENTOR\") { users(filter: { role: $d }) { nodes { id } } }",
            json!({}),
            "The default of $d must be a value of the enum Role.".to_owned(),
        ),
        (
            "query($n: Int = \"1\") { users(first: $n) { nodes { id } } }",
            json!({}),
            format!("The default of $n {whole}"),
        ),
    ];
    for (document, variables, expected) in cases {
        assert_eq!(
            refused(&server, document, variables).await,
            expected,
            "{document}"
        );
    }
}

#[tokio::test]
async fn a_variable_is_used_only_where_its_type_is_allowed() {
    let server = Server::start().await;
    let register =
        "{ register(input: { email: \"a@ucla.edu\", password: $p }) { errors { code } } }";
    let needed = |given: &str, expected: &str| {
        format!("The variable $p is a {given}, but it is used for a {expected}.")
    };
    let cases = [
        (format!("mutation($p: Int!) {register}"), json!({ "p": 12_345_678 }), needed("Int!", "String!")),
        (format!("mutation($p: JSON!) {register}"), json!({ "p": { "a": "secret" } }), needed("JSON!", "String!")),
        (format!("mutation($p: String) {register}"), json!({ "p": "secret123" }), needed("String", "String!")),
        ("query($p: Int!) { node(id: $p) { id } }".to_owned(), json!({ "p": 1 }), needed("Int!", "ID!")),
        ("query($p: Boolean) { rules @include(if: $p) { emailDomains } }".to_owned(), json!({}), needed("Boolean", "Boolean!")),
        ("query($p: String!) { rules @skip(if: $p) { emailDomains } }".to_owned(), json!({ "p": "x" }), needed("String!", "Boolean!")),
        ("query($p: String) { ...F } fragment F on Query { ...G } fragment G on Query { node(id: $p) { id } }".to_owned(), json!({}), needed("String", "ID!")),
        ("mutation($p: String) { updateProfile(input: { major: [$p] }) { errors { code } } }".to_owned(), json!({}), needed("String", "String!")),
        ("mutation($p: [String]) { updateProfile(input: { major: $p }) { errors { code } } }".to_owned(), json!({}), needed("[String]", "[String!]")),
        ("mutation($p: String!) { updateProfile(input: { major: $p }) { errors { code } } }".to_owned(), json!({ "p": "a" }), needed("String!", "[String!]")),
    ];
    for (document, variables, expected) in cases {
        assert_eq!(
            refused(&server, &document, variables).await,
            expected,
            "{document}"
        );
    }
    // A default allows a variable to be absent, but not to be null.
    let document = "query($p: Boolean = true) { rules @include(if: $p) { emailDomains } }";
    let message = refused(&server, document, json!({ "p": null })).await;
    assert_eq!(
        message,
        "The variable $p must not be null where it is used."
    );
    let response = post(&server)
        .json(&json!({ "query": document }))
        .send()
        .await;
    let response = body(response.expect("a response")).await;
    assert!(response["data"]["rules"].is_object(), "{response}");
}

#[tokio::test]
async fn a_type_that_does_not_exist_harms_no_other_operation() {
    let server = Server::start().await;
    for document in [
        "query($x: [Foo] = [1]) { __typename }",
        "query($x: [[Query]] = [[1]]) { __typename }",
        "query($x: Foo = 1) { __typename }",
    ] {
        let message = refused(&server, document, json!({})).await;
        assert_eq!(
            message, "The type of $x is not a type of variables.",
            "{document}"
        );
        let mut socket = Socket::ready(&server).await;
        socket.subscribe("1", document).await;
        assert_eq!(socket.hear().await["type"], "error", "{document}");
        socket.subscribe("2", "{ __typename }").await;
        assert_eq!(socket.hear().await["type"], "next", "{document}");
    }
}

#[tokio::test]
async fn absent_variables_of_one_operation_do_not_concern_the_others() {
    let server = Server::start().await;
    let document = "query A($name: String! = \"Role\", $is: Boolean! = true, $id: ID) \
            { __type(name: $name) { name } ... @skip(if: $is) { ...F } } \
        query B { rules { ...G } } \
        fragment F on Query { conversation(partnerId: \"x\") { nodes { body } } } \
        fragment G on Rules { emailDomains }";
    let document = document.replace(", $id: ID", "");
    let with_absent = document
        .replace("$is: Boolean! = true", "$is: Boolean! = true, $first: Int")
        .replace("partnerId: \"x\"", "partnerId: \"x\", first: $first");
    for document in [document, with_absent] {
        let parameters = json!({ "query": document, "operationName": "A" });
        let response = post(&server).json(&parameters).send().await;
        let response = body(response.expect("a response")).await;
        assert_eq!(
            response,
            json!({ "data": { "__type": { "name": "Role" } } })
        );
    }
}

#[test]
fn every_value_of_the_schema_is_checked_against_its_type() {
    assert_eq!(inputs_of_unknown_type(), Vec::<String>::new());
}

#[tokio::test]
async fn what_the_specification_allows_is_valid() {
    let server = Server::start().await;
    for (document, variables, data) in [
        (
            "query($x: Boolean!) { __typename @include(if: $x) }",
            json!({ "x": true }),
            json!({ "__typename": "Query" }),
        ),
        (
            "query($x: Boolean!) { __typename @skip(if: $x) }",
            json!({ "x": true }),
            json!({}),
        ),
        (
            "query($x: Boolean!) { ...F } fragment F on Query { __typename @include(if: $x) }",
            json!({ "x": true }),
            json!({ "__typename": "Query" }),
        ),
        (
            "query($n: String!) { __type(name: $n) { name } }",
            json!({ "n": "Role" }),
            json!({ "__type": { "name": "Role" } }),
        ),
        // What is not declared is ignored.
        (
            "{ __typename }",
            json!({ "other": 1 }),
            json!({ "__typename": "Query" }),
        ),
    ] {
        let parameters = json!({ "query": document, "variables": variables });
        let response = post(&server)
            .json(&parameters)
            .send()
            .await
            .expect("a response");
        assert_eq!(body(response).await, json!({ "data": data }), "{document}");
    }
}
