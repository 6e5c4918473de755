//! Responses of queries are compressed for clients that accept it, and nothing else is.

use std::io::Read;

use flate2::read::GzDecoder;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

use super::support::{post, post_for_events, send};
use crate::harness::Server;

/// About 10 kB for anyone.
const LONG: &str = "{ __schema { types { name description } } }";
/// More than is compressed on the threads of the runtime.
const VERY_LONG: &str = "{ __schema { types { name description fields { name description type { name kind } \
                         args { name description type { name kind } } } inputFields { name description } } } }";
const ACCEPTED: &str = "gzip, deflate, br, zstd";

/// What arrived: the content encoding, whether caches are told what the response depends on, and the bytes.
struct Arrived {
    coding: Option<String>,
    varies: bool,
    bytes: Vec<u8>,
}

impl Arrived {
    async fn of(response: Response) -> Self {
        let headers = response.headers().clone();
        let text = |name: &str| -> Vec<String> {
            let values = headers.get_all(name).iter();
            let values = values.map(|value| value.to_str().expect("text").to_lowercase());
            values.collect()
        };
        let length = headers.get("content-length").cloned();
        let arrived = Self {
            coding: text("content-encoding").pop(),
            varies: text("vary").join(",").contains("accept-encoding"),
            bytes: response.bytes().await.expect("a body").to_vec(),
        };
        if let Some(length) = length {
            assert_eq!(length, arrived.bytes.len().to_string());
        }
        arrived
    }

    fn unpacked(&self) -> Vec<u8> {
        let mut content = Vec::new();
        let unpacked = GzDecoder::new(self.bytes.as_slice()).read_to_end(&mut content);
        unpacked.expect("a complete gzip stream");
        content
    }

    fn is_plain(&self) -> bool {
        self.coding.is_none() && serde_json::from_slice::<Value>(&self.bytes).is_ok()
    }
}

async fn arrived(request: RequestBuilder, document: &str) -> Arrived {
    let request = request.header("accept-encoding", ACCEPTED);
    let request = request.json(&json!({ "query": document }));
    Arrived::of(request.send().await.expect("a response")).await
}

#[tokio::test]
async fn a_long_result_of_a_query_is_compressed_and_the_same() {
    let server = Server::start().await;
    for document in [LONG, VERY_LONG] {
        let plain = Arrived::of(send(&server, document).await).await;
        assert!(plain.is_plain());
        assert!(plain.varies);
        let packed = arrived(post(&server), document).await;
        assert_eq!(packed.coding.as_deref(), Some("gzip"));
        assert!(packed.varies);
        assert_eq!(packed.unpacked(), plain.bytes);
        assert!(packed.bytes.len() < plain.bytes.len() / 2);
    }
    let plain = Arrived::of(send(&server, VERY_LONG).await).await;
    assert!(plain.bytes.len() > 128 * 1024, "{}", plain.bytes.len());
}

#[tokio::test]
async fn a_client_that_does_not_accept_gzip_gets_the_result_as_it_is() {
    let server = Server::start().await;
    for accepted in [
        "identity",
        "br",
        "gzip;q=0",
        "*;q=0",
        "identity, gzip;q=0.5",
    ] {
        let request = post(&server).header("accept-encoding", accepted);
        let request = request.json(&json!({ "query": LONG }));
        let arrived = Arrived::of(request.send().await.expect("a response")).await;
        assert!(arrived.is_plain(), "{accepted}");
        assert!(arrived.varies, "{accepted}");
    }
}

#[tokio::test]
async fn a_short_result_stays_as_it_is() {
    let server = Server::start().await;
    let arrived = arrived(post(&server), "{ rules { maxMentees } }").await;
    assert!(arrived.is_plain());
    assert!(arrived.varies);
}

#[tokio::test]
async fn the_result_of_a_mutation_is_never_compressed() {
    let server = Server::start().await;
    let member = post(&server).bearer_auth(server.token().await);
    let document = "mutation { exportMyData { data endCursor errors { code } } }";
    let arrived = arrived(member, document).await;
    assert!(arrived.bytes.len() > 1024, "{}", arrived.bytes.len());
    assert!(arrived.is_plain());
}

#[tokio::test]
async fn events_are_never_compressed() {
    let server = Server::start().await;
    let arrived = arrived(post_for_events(&server), LONG).await;
    assert_eq!(arrived.coding, None);
    assert!(arrived.bytes.starts_with(b"event: next\ndata: {"));

    let request = post_for_events(&server).bearer_auth(server.token().await);
    let request = request.header("accept-encoding", ACCEPTED);
    let document = "subscription { accountSignals(after: \"0\") { cursor } }";
    let response = request.json(&json!({ "query": document })).send().await;
    let response = response.expect("a response");
    assert_eq!(
        response.headers()["content-type"],
        "text/event-stream; charset=utf-8"
    );
    assert!(!response.headers().contains_key("content-encoding"));
}

#[tokio::test]
async fn a_query_in_a_url_is_compressed_unless_a_cookie_signs_in() {
    let server = Server::start().await;
    let token = server.token().await;
    let get = || {
        Client::new()
            .get(format!("{}/graphql?query={LONG}", server.url))
            .header("accept-encoding", ACCEPTED)
    };
    let respond = async |request: RequestBuilder| {
        Arrived::of(request.send().await.expect("a response")).await
    };
    let anonymous = respond(get()).await;
    assert_eq!(anonymous.coding.as_deref(), Some("gzip"));
    let bearer = respond(get().bearer_auth(&token)).await;
    assert_eq!(bearer.coding.as_deref(), Some("gzip"));
    let cookie = format!("bruinbridge_session={token}");
    // A page of another site can lead a browser there.
    let linked = respond(get().header("cookie", &cookie)).await;
    assert!(linked.is_plain());
    let posted = arrived(post(&server).header("cookie", &cookie), LONG).await;
    assert_eq!(posted.coding.as_deref(), Some("gzip"));
}
