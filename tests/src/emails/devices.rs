//! Sign-ins on devices that are not known.

use chrono::Duration;
use reqwest::header::{SET_COOKIE, USER_AGENT};
use serde_json::json;

use super::{JO, each_database, newest, subjects};
use crate::harness::{Client, PASSWORD, Server, credentials};

const SUBJECT: &str = "New sign-in to your BruinBridge account";
const FIREFOX: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
    Version/19.0 Mobile/15E148 Safari/604.1";

fn with(server: &Server, headers: &[(&'static str, &str)]) -> Client {
    let mut client = server.client();
    let headers = headers
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    client.headers.extend(headers);
    client
}

/// Signs in, and returns the cookies to send from then on.
async fn sign_in(client: &Client, email: &str) -> String {
    let document =
        "mutation($input: LoginInput!) { login(input: $input) { token errors { code } } }";
    let variables = json!({ "input": credentials(email, PASSWORD) });
    let response = client.send(document, variables).await;
    let cookies = response.headers().get_all(SET_COOKIE).iter();
    let cookies = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
    cookies
        .filter(|cookie| cookie.contains("device"))
        .collect::<Vec<_>>()
        .join("; ")
}

#[tokio::test]
async fn an_unknown_browser_is_announced_and_a_known_one_is_not() {
    each_database(async |server| {
        server.register(JO, "MENTEE").await;
        let device = sign_in(&with(&server, &[(USER_AGENT.as_str(), FIREFOX)]), JO).await;
        assert!(subjects(&server, JO).await.is_empty(), "the first sign-in");
        let known = with(
            &server,
            &[
                (USER_AGENT.as_str(), FIREFOX),
                ("cookie", &device),
                ("sec-fetch-site", "same-origin"),
            ],
        );
        sign_in(&known, JO).await;
        assert!(subjects(&server, JO).await.is_empty(), "the same browser");
        sign_in(&with(&server, &[(USER_AGENT.as_str(), SAFARI)]), JO).await;
        assert_eq!(subjects(&server, JO).await, [SUBJECT]);
        let email = newest(&server, JO);
        assert!(email.contains("Device: Safari on iPhone"), "{email}");
        assert!(email.contains("IP address: 127.0.0.1"), "{email}");
    })
    .await;
}

#[tokio::test]
async fn a_client_without_cookies_is_announced_once_a_day_and_its_own_words_never() {
    each_database(async |server| {
        server.register(JO, "MENTEE").await;
        let program = with(&server, &[(USER_AGENT.as_str(), "Call +1 555 0100 now")]);
        for _ in 0..3 {
            sign_in(&program, JO).await;
        }
        assert_eq!(subjects(&server, JO).await, [SUBJECT]);
        let email = newest(&server, JO);
        assert!(email.contains("Device: Unknown"), "{email}");
        assert!(!email.contains("555 0100"), "{email}");
        server.advance(Duration::hours(25));
        sign_in(&program, JO).await;
        assert_eq!(subjects(&server, JO).await.len(), 2);
        // Whoever knows the password cannot flood the mailbox either.
        for number in 0..15 {
            let program = format!("curl/{number}");
            sign_in(&with(&server, &[(USER_AGENT.as_str(), &program)]), JO).await;
        }
        assert_eq!(subjects(&server, JO).await.len(), 11);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_announces_nothing_and_an_administrators_sign_in_does() {
    each_database(async |server| {
        server.member(JO).await;
        let guess = credentials(JO, "wrong password");
        server.client().refuse("login", guess).await;
        assert!(subjects(&server, JO).await.is_empty());
        server.admin("MANAGER").await;
        let input = json!({ "username": "manager", "password": PASSWORD });
        server.client().accept("loginAdmin", input, "token").await;
        let subjects = subjects(&server, "manager@ucla.edu").await;
        assert!(subjects.contains(&SUBJECT.to_owned()), "{subjects:?}");
    })
    .await;
}
