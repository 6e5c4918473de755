//! The pages and the probes.

use std::io::Read;

use flate2::read::GzDecoder;
use reqwest::{Client, StatusCode};

use crate::harness::Server;

#[tokio::test]
async fn the_probes_answer() {
    let server = Server::start().await;
    for path in ["/healthz", "/readyz"] {
        let response = reqwest::get(format!("{}{path}", server.url))
            .await
            .expect("an answer");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn the_links_of_letters_lead_to_the_console() {
    let server = Server::start().await;
    let mut pages = Vec::new();
    for path in ["/", "/admin", "/verify-email?token=t", "/reset-password/t"] {
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
async fn the_rules_for_browsers_are_served_to_pages_from_anywhere() {
    let server = Server::start().await;
    for (file, kind) in [
        ("index.js", "text/javascript; charset=utf-8"),
        ("rules_bg.wasm", "application/wasm"),
    ] {
        let response = reqwest::get(format!("{}/pkg/{file}", server.url))
            .await
            .expect("an answer");
        // A fresh clone without Node has none.
        if response.status() == StatusCode::NOT_FOUND {
            continue;
        }
        assert_eq!(response.headers()["content-type"], kind);
        assert_eq!(response.headers()["access-control-allow-origin"], "*");
    }
}

/// The page, if it is built; a fresh clone without Node is told how.
async fn page(server: &Server, path: &str) -> Option<reqwest::Response> {
    let response = reqwest::get(format!("{}{path}", server.url))
        .await
        .expect("an answer");
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
async fn the_playground_may_load_nothing_from_elsewhere() {
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
async fn the_playground_is_asked_for_again_by_its_tag() {
    let server = Server::start().await;
    let Some(page) = page(&server, "/playground").await else {
        return;
    };
    let request = Client::new()
        .get(page.url().clone())
        .header("if-none-match", &page.headers()["etag"]);
    assert_eq!(
        request.send().await.expect("an answer").status(),
        StatusCode::NOT_MODIFIED
    );
}

#[tokio::test]
async fn assets_named_after_their_content_are_kept_for_ever() {
    let server = Server::start().await;
    let Some(address) = script(&server).await else {
        return;
    };
    let response = reqwest::get(address).await.expect("an answer");
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
async fn assets_travel_compressed_to_whoever_takes_gzip() {
    let server = Server::start().await;
    let Some(address) = script(&server).await else {
        return;
    };
    let plain = asset(&address, None).await;
    for refused in ["br, deflate", "gzip;q=0", "identity"] {
        assert_eq!(asset(&address, Some(refused)).await, plain, "{refused}");
    }
    for accepted in ["gzip", "br, GZIP;q=0.5", "deflate, gzip, br"] {
        let (coding, packed) = asset(&address, Some(accepted)).await;
        assert_eq!(coding.as_deref(), Some("gzip"), "{accepted}");
        let mut content = Vec::new();
        GzDecoder::new(packed.as_slice())
            .read_to_end(&mut content)
            .expect("whole");
        assert_eq!((None, content), plain, "{accepted}");
    }
}

/// The address of the playground's script, if the pages are built.
async fn script(server: &Server) -> Option<String> {
    let page = page(server, "/playground").await?;
    let text = page.text().await.expect("a text");
    let (_, after) = text.split_once("src=\"").expect("a script");
    let (path, _) = after.split_once('"').expect("its end");
    Some(format!("{}{path}", server.url))
}

/// How an asset is coded, and its bytes as they came.
async fn asset(address: &str, accepts: Option<&str>) -> (Option<String>, Vec<u8>) {
    let mut request = Client::new().get(address);
    if let Some(accepts) = accepts {
        request = request.header("accept-encoding", accepts);
    }
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["vary"], "accept-encoding");
    let coding = response.headers().get("content-encoding");
    let coding = coding.map(|coding| coding.to_str().expect("text").to_owned());
    (coding, response.bytes().await.expect("a body").to_vec())
}

#[tokio::test]
async fn files_that_are_not_the_pages_are_not_found() {
    let server = Server::start().await;
    for path in [
        "/assets/none.js",
        "/assets/..%2f..%2fpackage.json",
        "/pkg/none.js",
    ] {
        let response = reqwest::get(format!("{}{path}", server.url))
            .await
            .expect("an answer");
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
