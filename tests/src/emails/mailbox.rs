//! The mailbox of a development server.

use reqwest::header::{CONTENT_SECURITY_POLICY, HOST};
use reqwest::{Client, Response, StatusCode};
use serde_json::json;

use super::{JO, SETTINGS, each_database};
use crate::harness::{Database, Server};

async fn get(server: &Server, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Client::new().get(format!("{}{path}", server.url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.expect("a response")
}

async fn queue_email(server: &Server) {
    server.register(JO, "MENTEE").await;
    let input = json!({ "email": JO });
    server
        .client()
        .accept("requestPasswordReset", input, "")
        .await;
    server.background_finished().await;
    assert_eq!(server.send_emails().await, 1);
}

#[tokio::test]
async fn it_shows_what_was_sent_as_a_person_sees_it() {
    each_database(async |server| {
        queue_email(&server).await;
        let list = get(&server, "/dev/mail", &[]).await;
        assert_eq!(list.status(), StatusCode::OK);
        let policy = list.headers()[CONTENT_SECURITY_POLICY]
            .to_str()
            .expect("text");
        assert!(
            !policy.contains("script") && !policy.contains("unsafe"),
            "{policy}"
        );
        let list = list.text().await.expect("a page");
        assert!(list.contains("Reset your BruinBridge password"), "{list}");
        assert!(list.contains(JO));
        let (_, rest) = list.split_once("<li><a href=\"").expect("a link");
        let path = rest.split('"').next().expect("a path");
        let email = get(&server, path, &[]).await.text().await.expect("a page");
        let token = server.mail.token_for(JO);
        for part in ["Message-ID: &#60;", "sandbox=", &token] {
            assert!(email.contains(part), "{part}\n{email}");
        }
        let html = get(&server, &format!("{path}/html"), &[]).await;
        let policy = html.headers()[CONTENT_SECURITY_POLICY]
            .to_str()
            .expect("text");
        assert!(policy.contains("sandbox allow-popups") && !policy.contains("allow-scripts"));
        let html = html.text().await.expect("a page");
        assert!(html.contains(&format!("/reset-password/{token}")), "{html}");
    })
    .await;
}

#[tokio::test]
async fn it_is_for_browsers_on_the_same_machine_only() {
    let database = Database::sqlite().await;
    let server = Server::on(&database, SETTINGS).await;
    queue_email(&server).await;
    for host in ["localhost", "127.0.0.1:8000", "[::1]", "app.localhost:3000"] {
        let response = get(&server, "/dev/mail", &[(HOST.as_str(), host)]).await;
        assert_eq!(response.status(), StatusCode::OK, "{host}");
    }
    for headers in [
        [(HOST.as_str(), "attacker.example")],
        [(HOST.as_str(), "localhost.attacker.example")],
        [(HOST.as_str(), "192.0.2.1")],
        [("x-forwarded-for", "192.0.2.1")],
        [("forwarded", "for=192.0.2.1")],
    ] {
        for path in [
            "/dev/mail",
            "/dev/mail/00000000-0000-7000-8000-000000000000/html",
        ] {
            let response = get(&server, path, &headers).await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{headers:?}");
        }
    }
    database.remove().await;
}

#[tokio::test]
async fn a_production_server_has_none() {
    let database = Database::sqlite().await;
    let production = [
        ("PROFILE", "production"),
        ("SEND_EMAILS", "true"),
        ("AUTO_VERIFY", "true"),
    ];
    let server = Server::on(&database, &production).await;
    queue_email(&server).await;
    let response = get(&server, "/dev/mail", &[]).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    database.remove().await;
}
