//! Pages, assets, and health probes.

use std::io::Read;

use flate2::read::GzDecoder;
use reqwest::{Client, StatusCode};

use crate::harness::Server;

#[tokio::test]
async fn the_probes_respond() {
    let server = Server::start().await;
    for path in ["/healthz", "/readyz"] {
        let response = reqwest::get(format!("{}{path}", server.url))
            .await
            .expect("a response");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn links_in_emails_lead_to_the_console() {
    let server = Server::start().await;
    let mut pages = Vec::new();
    for path in [
        "/",
        "/admin",
        "/verify-email?token=t",
        "/reset-password/t",
        "/confirm-email?token=t",
        "/undo-email-change?token=t",
    ] {
        let Some(page) = page(&server, path).await else {
            return;
        };
        let policy = page.headers()["content-security-policy"].clone();
        let policy = policy.to_str().expect("text");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        pages.push(page.text().await.expect("a text"));
    }
    pages.dedup();
    assert_eq!(pages.len(), 1);
}

#[tokio::test]
async fn the_validation_rules_are_served_to_pages_of_any_origin() {
    let server = Server::start().await;
    for (file, kind) in [
        ("index.js", "text/javascript; charset=utf-8"),
        ("data.js", "text/javascript; charset=utf-8"),
    ] {
        let response = reqwest::get(format!("{}/pkg/{file}", server.url))
            .await
            .expect("a response");
        // They are not built in a fresh clone without Node.
        if response.status() == StatusCode::NOT_FOUND {
            continue;
        }
        assert_eq!(response.headers()["content-type"], kind);
        assert_eq!(response.headers()["access-control-allow-origin"], "*");
    }
}

/// Fetches a page. Returns `None` when the pages are not built, as in a fresh clone without Node; the response then
/// says how to build them.
async fn page(server: &Server, path: &str) -> Option<reqwest::Response> {
    let response = reqwest::get(format!("{}{path}", server.url))
        .await
        .expect("a response");
    if response.status() == StatusCode::OK {
        return Some(response);
    }
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        response
            .text()
            .await
            .expect("a text")
            .contains("cargo xtask web")
    );
    None
}

#[tokio::test]
async fn the_playground_loads_nothing_from_other_origins() {
    let server = Server::start().await;
    let Some(page) = page(&server, "/playground").await else {
        return;
    };
    let headers = page.headers();
    let policy = headers["content-security-policy"].to_str().expect("text");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("script-src 'self';"),
        "{policy}"
    );
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(headers["cache-control"], "no-cache");
    assert_eq!(headers["referrer-policy"], "no-referrer");
    assert!(
        !page.text().await.expect("a text").contains("https://"),
        "assets are bundled"
    );
}

#[tokio::test]
async fn the_playground_is_revalidated_by_its_etag() {
    let server = Server::start().await;
    let Some(page) = page(&server, "/playground").await else {
        return;
    };
    let tag = page.headers()["etag"].to_str().expect("text");
    let other = "\"other\"";
    for (known, status) in [
        (tag.to_owned(), StatusCode::NOT_MODIFIED),
        (format!("{other}, {tag}"), StatusCode::NOT_MODIFIED),
        // A proxy that compresses makes the tag weak.
        (format!("W/{tag}"), StatusCode::NOT_MODIFIED),
        (other.to_owned(), StatusCode::OK),
    ] {
        let request = Client::new().get(page.url().clone());
        let request = request.header("if-none-match", &known);
        let response = request.send().await.expect("a response");
        assert_eq!(response.status(), status, "{known}");
    }
}

#[tokio::test]
async fn assets_with_content_hashes_are_cached_forever() {
    let server = Server::start().await;
    let Some(address) = script(&server).await else {
        return;
    };
    let response = reqwest::get(address).await.expect("a response");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        response.headers()["content-type"],
        "text/javascript; charset=utf-8"
    );
    assert_eq!(
        response.headers()["cache-control"],
        "public, max-age=31536000, immutable"
    );
}

#[tokio::test]
async fn assets_are_compressed_for_clients_that_accept_gzip() {
    let server = Server::start().await;
    let Some(address) = script(&server).await else {
        return;
    };
    let plain = asset(&address, None).await;
    for refused in [
        "br, deflate",
        "gzip;q=0",
        "identity",
        "identity, gzip;q=0.5",
    ] {
        assert_eq!(asset(&address, Some(refused)).await, plain, "{refused}");
    }
    for accepted in ["gzip", "br, GZIP;q=0.5", "deflate, gzip, br", "*"] {
        let (coding, packed) = asset(&address, Some(accepted)).await;
        assert_eq!(coding.as_deref(), Some("gzip"), "{accepted}");
        let mut content = Vec::new();
        GzDecoder::new(packed.as_slice())
            .read_to_end(&mut content)
            .expect("a complete gzip stream");
        assert_eq!((None, content), plain, "{accepted}");
    }
}

/// Returns the URL of the playground's script, if the pages are built.
async fn script(server: &Server) -> Option<String> {
    let page = page(server, "/playground").await?;
    let text = page.text().await.expect("a text");
    let (_, after) = text.split_once("src=\"").expect("a script");
    let (path, _) = after.split_once('"').expect("its end");
    Some(format!("{}{path}", server.url))
}

/// Fetches an asset. Returns its content encoding, and its bytes as they arrived.
async fn asset(address: &str, accepts: Option<&str>) -> (Option<String>, Vec<u8>) {
    let mut request = Client::new().get(address);
    if let Some(accepts) = accepts {
        request = request.header("accept-encoding", accepts);
    }
    let response = request.send().await.expect("a response");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["vary"], "accept-encoding");
    let coding = response.headers().get("content-encoding");
    let coding = coding.map(|coding| coding.to_str().expect("text").to_owned());
    (coding, response.bytes().await.expect("a body").to_vec())
}

#[tokio::test]
async fn files_outside_the_built_pages_are_not_found() {
    let server = Server::start().await;
    for path in [
        "/assets/none.js",
        "/assets/..%2f..%2fpackage.json",
        "/pkg/none.js",
    ] {
        let response = reqwest::get(format!("{}{path}", server.url))
            .await
            .expect("a response");
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_slash_at_the_end_of_an_address_changes_nothing() {
    let server = Server::start().await;
    for path in [
        "/healthz",
        "/admin",
        "/verify-email?token=t",
        "/reset-password/t",
        "/confirm-email?token=t",
        "/undo-email-change?token=t",
        "/playground",
    ] {
        let (start, end) = path.split_once('?').unwrap_or((path, ""));
        let slashed = format!("{}{start}/?{end}", server.url);
        let slashed = reqwest::get(slashed).await.expect("a response");
        let plain = reqwest::get(format!("{}{path}", server.url)).await;
        let plain = plain.expect("a response");
        assert_eq!(slashed.status(), plain.status(), "{path}");
        assert_ne!(plain.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let url = format!("{}/graphql/", server.url);
    let query = serde_json::json!({ "query": "{ __typename }" });
    let response = Client::new().post(url).json(&query).send().await;
    assert_eq!(response.expect("a response").status(), StatusCode::OK);
}
