//! The security headers of every response, and the endpoint that browsers report violations to.

use reqwest::{Client, Method, StatusCode};
use serde_json::json;

use super::support::{TYPENAME, send};
use crate::harness::{Database, Server, count_logged};

const POLICY: &str = "content-security-policy";

/// The headers of every response, with their values or a part of them.
const EVERYWHERE: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), "),
    (POLICY, "default-src 'none'"),
    (
        POLICY,
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
];

#[tokio::test]
async fn every_response_has_the_security_headers() {
    let database = Database::sqlite().await;
    for profile in ["development", "production"] {
        let settings = [("PROFILE", profile), ("PLAYGROUND", "true")];
        let server = Server::on(&database, &settings).await;
        let mut responses = vec![send(&server, TYPENAME).await, send(&server, "{").await];
        for (method, path) in [
            (Method::GET, "/"),
            (Method::GET, "/admin"),
            (Method::GET, "/verify-email"),
            (Method::GET, "/reset-password/t"),
            (Method::GET, "/playground"),
            (Method::GET, "/assets/none"),
            (Method::GET, "/pkg/none"),
            (Method::GET, "/healthz"),
            (Method::GET, "/readyz"),
            (Method::GET, "/none"),
            (Method::GET, "/graphql"),
            (Method::POST, "/csp-reports"),
            (Method::DELETE, "/graphql"),
        ] {
            let request = Client::new().request(method, format!("{}{path}", server.url));
            responses.push(request.send().await.expect("a response"));
        }
        for response in responses {
            let (url, headers) = (response.url(), response.headers());
            for (name, value) in EVERYWHERE {
                let found = headers
                    .get(*name)
                    .map(|found| found.to_str().expect("text"));
                assert!(
                    found.is_some_and(|found| found.contains(value)),
                    "{url}: {name} is {found:?}"
                );
            }
            let found = headers.get("strict-transport-security");
            assert_eq!(found.is_some(), profile == "production", "{url}");
        }
    }
}

#[tokio::test]
async fn pages_report_violations_and_contain_nothing_inline() {
    let server = Server::start().await;
    for path in ["/", "/playground"] {
        let page = reqwest::get(format!("{}{path}", server.url)).await;
        let page = page.expect("a response");
        // They are not built in a fresh clone without Node.
        if page.status() == StatusCode::SERVICE_UNAVAILABLE {
            return;
        }
        let headers = page.headers();
        let policy = headers[POLICY].to_str().expect("text").to_owned();
        assert!(
            policy.contains("report-uri /csp-reports; report-to csp"),
            "{policy}"
        );
        assert_eq!(headers["reporting-endpoints"], "csp=\"/csp-reports\"");
        assert!(!policy.contains("ws:"), "{policy}");
        // So the policies need no hashes.
        let page = page.text().await.expect("a text");
        for inline in ["<style", " style=", " onload=", " onclick=", "<script>"] {
            assert!(!page.contains(inline), "{path}: {inline}");
        }
        for script in page.split("<script").skip(1) {
            assert!(
                script
                    .split('>')
                    .next()
                    .is_some_and(|tag| tag.contains(" src="))
            );
        }
    }
}

async fn report(server: &Server, body: String) -> StatusCode {
    let request = Client::new()
        .post(format!("{}/csp-reports", server.url))
        .header("content-type", "application/csp-report");
    let response = request.body(body).send().await;
    response.expect("a response").status()
}

#[tokio::test]
async fn a_bounded_number_of_reports_is_logged_without_urls() {
    let server = Server::start_with(|config| config.limits.csp_reports = 3).await;
    let directive = "script-src-elem";
    let older = json!({ "csp-report": {
        "document-uri": "https://bruinbridge.example/reset-password/hush1",
        "blocked-uri": "https://evil.example/hush2?x=\n1",
        "effective-directive": directive,
    } });
    let newer = json!([{ "type": "csp-violation", "body": {
        "documentURL": "https://bruinbridge.example/reset-password/hush1",
        "blockedURL": "https://evil.example/hush2",
        "effectiveDirective": directive,
    } }]);
    // What is no report uses up nothing.
    for _ in 0..5 {
        assert_eq!(
            report(&server, "{".to_owned()).await,
            StatusCode::NO_CONTENT
        );
    }
    for _ in 0..5 {
        for body in [&older, &newer] {
            assert_eq!(
                report(&server, body.to_string()).await,
                StatusCode::NO_CONTENT
            );
        }
    }
    let line = [
        "WARN",
        "a browser reports a violation",
        directive,
        "https://evil.example",
    ];
    assert_eq!(count_logged(&line), 3);
    assert_eq!(count_logged(&["WARN", "a browser reports", "hush"]), 0);
}

#[tokio::test]
async fn each_violation_of_a_request_is_logged_whatever_other_reports_come_with_it() {
    let server = Server::start().await;
    let violation = |directive| json!({ "body": { "effectiveDirective": directive } });
    let other = json!({ "type": "deprecation", "body": { "id": "x" } });
    let reports = json!([
        other,
        1,
        {},
        violation("font-src-a"),
        other,
        violation("font-src-b")
    ]);
    report(&server, reports.to_string()).await;
    for directive in ["font-src-a", "font-src-b"] {
        let line = ["WARN", "a browser reports a violation", directive];
        assert_eq!(count_logged(&line), 1, "{directive}");
    }
}
