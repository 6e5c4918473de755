//! Authentication of requests: bearer tokens, and cookies only from the same origin or an allowed one.

use reqwest::header::HeaderValue;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use super::support::{Socket, body, is_signed_in, post, post_for_events};
use crate::harness::{Database, Server, count_logged};

const ALLOWED: &str = "https://app.example.edu";
const FOREIGN: &str = "https://evil.example.edu";

async fn server() -> Server {
    Server::start_with(|config| config.allowed_origins = vec![ALLOWED.to_owned()]).await
}

async fn cookie(server: &Server) -> String {
    format!("bruinbridge_session={}", server.token().await)
}

#[tokio::test]
async fn a_bearer_token_signs_in() {
    let server = server().await;
    assert!(is_signed_in(post(&server).bearer_auth(server.token().await)).await);
    assert!(!is_signed_in(post(&server)).await);
    assert!(!is_signed_in(post(&server).bearer_auth("unknown")).await);
}

#[tokio::test]
async fn a_bearer_token_is_accepted_from_any_origin() {
    let server = server().await;
    assert!(
        is_signed_in(
            post(&server)
                .bearer_auth(server.token().await)
                .header("origin", FOREIGN)
        )
        .await
    );
}

#[tokio::test]
async fn a_cookie_is_accepted_without_an_origin_and_from_the_same_or_an_allowed_one() {
    let server = server().await;
    let with_cookie = async || post(&server).header("cookie", cookie(&server).await);
    assert!(is_signed_in(with_cookie().await).await);
    assert!(is_signed_in(with_cookie().await.header("origin", &server.url)).await);
    assert!(
        is_signed_in(
            with_cookie()
                .await
                .header("origin", ALLOWED)
                .header("sec-fetch-site", "cross-site")
        )
        .await
    );
}

#[tokio::test]
async fn a_cookie_is_ignored_from_a_foreign_origin() {
    let server = server().await;
    let with_cookie = async || post(&server).header("cookie", cookie(&server).await);
    assert!(!is_signed_in(with_cookie().await.header("origin", FOREIGN)).await);
    assert!(!is_signed_in(with_cookie().await.header("origin", "null")).await);
    assert!(!is_signed_in(with_cookie().await.header("sec-fetch-site", "cross-site")).await);
    assert!(!is_signed_in(with_cookie().await.header("sec-fetch-site", "same-site")).await);
}

#[tokio::test]
async fn in_production_a_cookie_has_a_prefix_and_is_accepted_from_https_only() {
    let server = Server::start_with(|config| config.production = true).await;
    let token = server.token().await;
    let authority = server.url.trim_start_matches("http://");
    let with_cookie = |name: &str| {
        post(&server).header(
            "cookie",
            format!("a=b; {name}bruinbridge_session={token}; c=d"),
        )
    };
    assert!(is_signed_in(with_cookie("__Host-")).await);
    assert!(!is_signed_in(with_cookie("")).await);
    assert!(
        is_signed_in(with_cookie("__Host-").header("origin", format!("https://{authority}"))).await
    );
    assert!(!is_signed_in(with_cookie("__Host-").header("origin", &server.url)).await);
    assert!(
        !is_signed_in(
            with_cookie("__Host-").header("origin", format!("https://{authority}.evil.org"))
        )
        .await
    );
}

#[tokio::test]
async fn a_valid_cookie_does_not_replace_an_invalid_bearer_token() {
    let server = server().await;
    let request = post(&server)
        .bearer_auth("unknown")
        .header("cookie", cookie(&server).await);
    assert!(!is_signed_in(request).await);
    let request = post(&server)
        .basic_auth("staging", Some("x"))
        .header("cookie", cookie(&server).await);
    assert!(
        is_signed_in(request).await,
        "the scheme of a proxy is ignored"
    );
}

#[tokio::test]
async fn allowed_origins_may_call_with_credentials_and_others_may_not() {
    let server = server().await;
    let preflight = async |origin: &str| {
        let request = Client::new().request(Method::OPTIONS, format!("{}/graphql", server.url));
        let request = request
            .header("origin", origin)
            .header("access-control-request-method", "POST");
        request
            .header("access-control-request-headers", "content-type")
            .send()
            .await
            .expect("a response")
    };
    let allowed = preflight(ALLOWED).await;
    assert_eq!(allowed.status(), StatusCode::OK);
    assert_eq!(allowed.headers()["access-control-allow-origin"], ALLOWED);
    assert_eq!(
        allowed.headers()["access-control-allow-credentials"],
        "true"
    );
    assert!(
        !preflight(FOREIGN)
            .await
            .headers()
            .contains_key("access-control-allow-origin")
    );
}

/// Returns whether a socket with these headers and this `connection_init` payload is signed in.
async fn socket_is_signed_in(
    server: &Server,
    headers: &[(&'static str, &str)],
    payload: Value,
) -> bool {
    let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
    let headers: Vec<_> = headers.iter().copied().chain([protocol]).collect();
    let mut socket = Socket::open_with(server, &headers).await;
    socket.initialize(payload).await;
    socket.subscribe("1", "{ me { id } }").await;
    socket.hear().await["payload"]["data"]["me"]["id"].is_string()
}

#[tokio::test]
async fn connection_init_signs_a_socket_in() {
    let server = server().await;
    let payload = json!({ "authorization": format!("Bearer {}", server.token().await) });
    assert!(socket_is_signed_in(&server, &[], payload.clone()).await);
    assert!(socket_is_signed_in(&server, &[("origin", FOREIGN)], payload).await);
    assert!(!socket_is_signed_in(&server, &[], json!({})).await);
}

#[tokio::test]
async fn a_cookie_signs_a_socket_in_unless_its_origin_is_foreign() {
    let server = server().await;
    let cookie = ("cookie", &*cookie(&server).await);
    assert!(socket_is_signed_in(&server, &[cookie], json!({})).await);
    assert!(socket_is_signed_in(&server, &[cookie, ("origin", ALLOWED)], json!({})).await);
    assert!(socket_is_signed_in(&server, &[cookie, ("origin", &server.url)], json!({})).await);
    assert!(!socket_is_signed_in(&server, &[cookie, ("origin", FOREIGN)], json!({})).await);
}

/// Returns a header with bytes that are not ASCII, as older programs send them.
fn bytes(value: &[u8]) -> HeaderValue {
    HeaderValue::from_bytes(value).expect("a header value")
}

#[tokio::test]
async fn a_foreign_cookie_of_any_bytes_leaves_ours_readable() {
    let server = server().await;
    let token = server.token().await;
    let ours = format!("bruinbridge_session={token}");
    for foreign in [
        "name=José".as_bytes(),
        b"name=Jos\xE9",
        b"Jos\xE9",
        b"bruinbridge_session=",
        b"bruinbridge_session=Jos\xE9",
    ] {
        for cookies in [
            [foreign, ours.as_bytes()].join(b"; ".as_slice()),
            [ours.as_bytes(), foreign].join(b"; ".as_slice()),
        ] {
            let request = post(&server).header("cookie", bytes(&cookies));
            let shown = String::from_utf8_lossy(&cookies).into_owned();
            assert!(is_signed_in(request).await, "{shown}");
        }
    }
    let cookie = bytes(format!("name=José; {ours}").as_bytes());
    let socket = ("cookie", cookie);
    let mut request = Socket::request(&server);
    request.headers_mut().insert(socket.0, socket.1);
    let mut socket = Socket::connect(request).await;
    socket.initialize(json!({})).await;
    socket.subscribe("1", "{ me { id } }").await;
    assert!(socket.hear().await["payload"]["data"]["me"]["id"].is_string());
}

#[tokio::test]
async fn an_unreadable_bearer_token_is_not_replaced_by_a_cookie() {
    let server = server().await;
    let request = post(&server)
        .header("authorization", bytes(b"Bearer Jos\xE9"))
        .header("cookie", cookie(&server).await);
    assert!(!is_signed_in(request).await);
}

/// A request as a browser sends it from a page, through a proxy that sends this Host.
async fn from_page(server: &Server, name: &str, origin: &str, host: &str) -> RequestBuilder {
    post(server)
        .header("cookie", format!("{name}={}", server.token().await))
        .header("origin", origin)
        .header("host", host)
        .header("sec-fetch-site", "same-origin")
}

#[tokio::test]
async fn the_page_of_the_site_is_trusted_whatever_host_and_default_port_a_proxy_sends() {
    let database = Database::sqlite().await;
    let settings = [("FRONTEND_URL", "https://Site.example.edu:443/app/")];
    let server = Server::on(&database, &settings).await;
    let name = "bruinbridge_session";
    for (origin, host) in [
        ("https://site.example.edu", "127.0.0.1:8000"),
        ("https://site.example.edu", "upstream"),
        ("https://other.example.edu", "other.example.edu:443"),
        ("https://other.example.edu", "Other.example.edu"),
        ("http://other.example.edu", "other.example.edu:80"),
        ("https://[2001:db8::1]", "[2001:db8::1]:443"),
    ] {
        let request = from_page(&server, name, origin, host).await;
        assert!(is_signed_in(request).await, "{origin} at {host}");
    }
    for (origin, host) in [
        ("http://site.example.edu", "upstream"),
        ("https://site.example.edu:8443", "upstream"),
        ("https://other.example.edu", "other.example.edu:80"),
        ("https://other.example.edu", "other.example.edu:8443"),
        ("https://other.example.edu", "upstream"),
    ] {
        let request = from_page(&server, name, origin, host).await;
        assert!(!is_signed_in(request).await, "{origin} at {host}");
    }
}

#[tokio::test]
async fn a_refused_origin_is_named_in_each_response_and_once_in_the_log() {
    let server = server().await;
    let origin = "https://nameless.example.edu";
    let refused = async |request: RequestBuilder| {
        let query = json!({ "query": "{ me { id } }" });
        let response = request.json(&query).send().await.expect("a response");
        body(response).await["extensions"]["ignoredCookie"].clone()
    };
    for _ in 0..3 {
        let request = from_page(&server, "bruinbridge_session", origin, "upstream").await;
        let ignored = refused(request).await;
        assert_eq!(ignored["origin"], origin);
        let message = ignored["message"].as_str().expect("a message");
        for part in [origin, "FRONTEND_URL", "ALLOWED_ORIGINS"] {
            assert!(message.contains(part), "{message}");
        }
    }
    assert_eq!(count_logged(&["WARN", "refused a page", origin]), 1);

    // No setting allows the pages of files and of sandboxed frames.
    let request = from_page(&server, "bruinbridge_session", "null", "upstream").await;
    let ignored = refused(request).await;
    let message = ignored["message"].as_str().expect("a message");
    assert!(!message.contains("ALLOWED_ORIGINS"), "{message}");

    // A request that is refused because of it says so, too.
    let request = from_page(&server, "bruinbridge_session", origin, "upstream").await;
    let query = json!({ "query": "mutation { revokeOtherSessions { errors { code } } }" });
    let response = body(request.json(&query).send().await.expect("a response")).await;
    assert_eq!(
        response["extensions"]["ignoredCookie"]["origin"], origin,
        "{response}"
    );

    let events = post_for_events(&server)
        .header("cookie", cookie(&server).await)
        .header("origin", origin)
        .json(&json!({ "query": "subscription { accountSignals { id } }" }));
    let events = events
        .send()
        .await
        .expect("a response")
        .text()
        .await
        .expect("a text");
    assert!(
        events.contains("UNAUTHENTICATED") && events.contains(origin),
        "{events}"
    );

    let cookie = cookie(&server).await;
    let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
    let headers = [("cookie", cookie.as_str()), ("origin", origin), protocol];
    let mut socket = Socket::open_with(&server, &headers).await;
    let payload = socket.initialize(Value::Null).await;
    assert_eq!(payload["ignoredCookie"]["origin"], origin);

    // Nothing was refused here.
    for request in [
        post(&server),
        post(&server).header("origin", origin),
        post(&server)
            .header("origin", origin)
            .bearer_auth("unknown"),
        post(&server)
            .header("cookie", "other=1")
            .header("origin", origin),
        post(&server).header("cookie", cookie.as_str()),
    ] {
        assert_eq!(refused(request).await, Value::Null);
    }
    let elsewhere = post(&server).header("cookie", cookie.as_str());
    let ignored = refused(elsewhere.header("sec-fetch-site", "cross-site")).await;
    assert!(ignored["message"].is_string(), "{ignored}");
    assert_eq!(ignored.get("origin"), None);
}

#[tokio::test]
async fn in_production_a_page_without_https_learns_why_nobody_stays_signed_in() {
    let server = Server::start_with(|config| config.production = true).await;
    let origin = server.url.clone();
    let request = post(&server).header("origin", &origin);
    let query = json!({ "query": "{ me { id } }" });
    let response = body(request.json(&query).send().await.expect("a response")).await;
    let message = response["extensions"]["ignoredCookie"]["message"].as_str();
    assert!(message.is_some_and(|it| it.contains("https")), "{response}");
}

#[tokio::test]
async fn any_number_of_refused_origins_fills_neither_the_log_nor_the_memory() {
    let server = server().await;
    for number in 0..40 {
        let origin = format!("https://flood{number}.example.edu");
        let request = from_page(&server, "bruinbridge_session", &origin, "upstream").await;
        is_signed_in(request).await;
    }
    assert_eq!(
        count_logged(&["WARN", "refused a page", "https://flood"]),
        32
    );
}

#[tokio::test]
async fn pages_of_trusted_origins_may_send_any_header_and_ask_once_in_ten_minutes() {
    let database = Database::sqlite().await;
    let settings = [
        ("ALLOWED_ORIGINS", ALLOWED),
        ("FRONTEND_URL", "https://site.example.edu/app"),
    ];
    let server = Server::on(&database, &settings).await;
    let wanted =
        "apollo-require-preflight,authorization,content-type,sentry-trace,traceparent,x-own";
    let preflight = async |origin: &str| {
        let request = Client::new().request(Method::OPTIONS, format!("{}/graphql", server.url));
        let request = request
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", wanted);
        request.send().await.expect("a response")
    };
    for origin in [ALLOWED, "https://site.example.edu"] {
        let response = preflight(origin).await;
        let headers = response.headers();
        assert_eq!(headers["access-control-allow-origin"], origin);
        assert_eq!(headers["access-control-allow-credentials"], "true");
        assert_eq!(headers["access-control-allow-headers"], wanted);
        assert_eq!(headers["access-control-max-age"], "600");
    }
    let unknown = "https://preflight.example.edu";
    for _ in 0..2 {
        let headers = preflight(unknown).await.headers().clone();
        assert!(!headers.contains_key("access-control-allow-origin"));
    }
    assert_eq!(count_logged(&["WARN", unknown, "ALLOWED_ORIGINS"]), 1);
}
