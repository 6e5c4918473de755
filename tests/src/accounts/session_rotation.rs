//! A session in a cookie gets another token when what its account may do has changed, and browsers forget at sign-out.

use serde_json::{Value, json};

use crate::harness::{Client, Heard, PASSWORD, Server, each_database};

const JO: &str = "jo@ucla.edu";

/// Registers a mentee and returns a client that carries the session in a cookie.
async fn browser(server: &Server) -> (Client, String) {
    let token = server.member(JO).await.token.expect("a token");
    (with_cookie(server, &token), token)
}

pub(super) fn with_cookie(server: &Server, token: &str) -> Client {
    let mut client = server.client();
    client
        .headers
        .push(("cookie", format!("bruinbridge_session={token}")));
    client
}

/// Returns the token in a Set-Cookie header.
pub(super) fn cookie_token(cookie: &str) -> String {
    let (pair, _) = cookie.split_once(';').expect("attributes");
    let token = pair.strip_prefix("bruinbridge_session=");
    token.expect("a session cookie").to_owned()
}

/// Mutations that change what the caller's account may do.
const MUTATIONS: &[(&str, &str)] = &[
    ("changeRole(input: { newRole: MENTOR })", "errors { code }"),
    ("updateProfile(input: { role: MENTEE })", "errors { code }"),
    ("completeSurvey(input: { role: MENTOR })", "errors { code }"),
    (
        "changePassword(input: { currentPassword: \"PASSWORD\", newPassword: \"another long one\" })",
        "errors { code }",
    ),
    ("cancelAccountDeletion", "errors { code }"),
];

async fn mutate(client: &Client, mutation: &str, fields: &str) -> (Option<String>, Value) {
    let document = format!("mutation {{ payload: {mutation} {{ {fields} }} }}");
    let document = document.replace("PASSWORD", PASSWORD);
    let response = client.send(&document, json!({})).await;
    let cookies = response.headers().get_all("set-cookie").iter();
    let cookies: Vec<_> = cookies
        .map(|cookie| cookie.to_str().expect("text").to_owned())
        .filter(|cookie| cookie.starts_with("bruinbridge_session="))
        .collect();
    assert!(cookies.len() < 2, "{cookies:?}");
    let token = cookies.first().map(|cookie| cookie_token(cookie));
    let response: Value = response.json().await.expect("JSON");
    assert_eq!(
        response["data"]["payload"]["errors"],
        json!([]),
        "{response}"
    );
    (token, response)
}

#[tokio::test]
async fn a_change_of_rights_replaces_the_cookie_and_the_old_token_stops_working() {
    each_database(async |server| {
        let (mut client, mut token) = browser(&server).await;
        let id = client.me("sessions { id }").await;
        for (mutation, fields) in MUTATIONS {
            if *mutation == "cancelAccountDeletion" {
                let request =
                    format!("requestAccountDeletion(input: {{ confirmation: \"{JO}\" }})");
                let (replaced, _) = mutate(&client, &request, fields).await;
                assert_eq!(
                    replaced, None,
                    "a request of deletion only takes rights away"
                );
            }
            let (replaced, _) = mutate(&client, mutation, fields).await;
            let replaced = replaced.unwrap_or_else(|| panic!("{mutation} sets no cookie"));
            assert_ne!(replaced, token);
            assert_eq!(client.me("id").await, Value::Null, "{mutation}");
            assert_eq!(server.client_with(&token).me("id").await, Value::Null);
            client = with_cookie(&server, &replaced);
            token = replaced;
            // It is the same session as before.
            assert_eq!(client.me("sessions { id }").await, id, "{mutation}");
        }
        let (replaced, _) = mutate(
            &client,
            "updateProfile(input: { goals: \"x\" })",
            "errors { code }",
        )
        .await;
        assert_eq!(replaced, None, "an ordinary update changes no rights");
    })
    .await;
}

#[tokio::test]
async fn a_bearer_token_is_not_replaced() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let (replaced, _) = mutate(&jo, MUTATIONS[0].0, MUTATIONS[0].1).await;
        assert_eq!(replaced, None);
        assert_eq!(jo.me("role").await["role"], "MENTOR");
    })
    .await;
}

#[tokio::test]
async fn a_refused_change_does_not_replace_the_cookie() {
    each_database(async |server| {
        let (client, _) = browser(&server).await;
        let document = "mutation { changeRole(input: { newRole: MENTEE }) { errors { code } } }";
        let response = client.send(document, json!({})).await;
        assert!(response.headers().get("set-cookie").is_none());
        assert_eq!(client.me("email").await["email"], JO);
    })
    .await;
}

#[tokio::test]
async fn sockets_of_the_old_token_end_and_those_of_the_new_one_open() {
    each_database(async |server| {
        let (client, token) = browser(&server).await;
        let document = "subscription { accountSignals(after: \"0\") { name } }";
        let mut old = server
            .client_with(&token)
            .subscribe(document, json!({}))
            .await;
        let (replaced, _) = mutate(&client, MUTATIONS[0].0, MUTATIONS[0].1).await;
        let code = loop {
            if let Heard::Closed(close) = old.hear().await {
                break close.map(|close| u16::from(close.code));
            }
        };
        assert_eq!(code, Some(4401));
        let replaced = replaced.expect("a cookie");
        let mut new = server
            .client_with(&replaced)
            .subscribe(document, json!({}))
            .await;
        let client = with_cookie(&server, &replaced);
        mutate(
            &client,
            "updateProfile(input: { goals: \"x\" })",
            "errors { code }",
        )
        .await;
        new.next().await;
    })
    .await;
}

#[tokio::test]
async fn signing_out_with_a_cookie_clears_what_the_browser_stored() {
    let server = Server::start().await;
    let (client, token) = browser(&server).await;
    let document = "mutation { a: logout { errors { code } } b: logout { errors { code } } }";
    let response = client.send(document, json!({})).await;
    let cleared: Vec<_> = response
        .headers()
        .get_all("clear-site-data")
        .iter()
        .collect();
    assert_eq!(cleared, ["\"storage\""]);
    for client in [server.client_with(&token), server.client()] {
        let response = client.send(document, json!({})).await;
        assert!(response.headers().get("clear-site-data").is_none());
    }
}
