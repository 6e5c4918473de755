//! Deliveries to hostile endpoints: silence, slow or endless responses, and a hostname that leads into a private
//! network.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bruinbridge::webhooks::deliver::deliver_due;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, lookup_host};

use super::deliveries::tries;
use crate::harness::{Client, Database, Server};
use crate::live::support::{emit, some_names};

/// Starts an endpoint that runs `behavior` on each connection after the first bytes of a request.
async fn endpoint<Task>(behavior: impl Fn(TcpStream) -> Task + Send + 'static) -> String
where
    Task: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = [0; 4096];
            let _ = stream.read(&mut bytes).await;
            tokio::spawn(behavior(stream));
        }
    });
    format!("http://{address}/")
}

/// Runs one round of a webhook with this URL. Returns the delivery of the first signal, and how long the round took.
async fn attempt(url: &str) -> (Value, Duration) {
    let limit = Duration::from_millis(500);
    let server = Server::start_with(|config| config.webhooks.delivery_timeout = limit).await;
    let admin = server.admin("SUPERADMIN").await;
    let id = create_webhook(&admin, url).await;
    emit(&server.app, &some_names(1)).await;
    let started = Instant::now();
    deliver_due(&server.app).await.expect("a round");
    (tries(&admin, &id).await, started.elapsed())
}

async fn create_webhook(admin: &Client, url: &str) -> String {
    let filter = json!({ "names": ["USER_AUTHENTICATION_STARTED"] });
    let input = json!({ "url": url, "filter": filter });
    let payload = admin.accept("createWebhook", input, "webhook { id }").await;
    payload["webhook"]["id"].as_str().expect("an id").to_owned()
}

fn timed_out() -> Value {
    json!([{ "state": "RETRYING", "attempts": 1, "status": null, "failure": "no response in time" }])
}

#[tokio::test]
async fn a_silent_endpoint_times_out() {
    let url = endpoint(|stream| async move {
        std::future::pending::<()>().await;
        drop(stream);
    });
    let (tries, took) = attempt(&url.await).await;
    assert_eq!(tries, timed_out());
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn a_slow_response_times_out() {
    let url = endpoint(|mut stream| async move {
        let _ = stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n")
            .await;
        let mut ticks = tokio::time::interval(Duration::from_millis(20));
        while stream.write_all(b"x").await.is_ok() {
            ticks.tick().await;
        }
    });
    let (tries, took) = attempt(&url.await).await;
    assert_eq!(tries, timed_out());
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn only_the_beginning_of_an_endless_response_is_read_and_its_status_counts() {
    static WRITTEN: AtomicUsize = AtomicUsize::new(0);
    let url = endpoint(|mut stream| async move {
        let _ = stream
            .write_all(b"HTTP/1.1 503 Busy\r\ncontent-length: 1000000000\r\n\r\n")
            .await;
        while stream.write_all(&[b'x'; 16 * 1024]).await.is_ok() {
            WRITTEN.fetch_add(16 * 1024, Ordering::Relaxed);
        }
    });
    let (tries, _) = attempt(&url.await).await;
    assert_eq!(
        tries,
        json!([{ "state": "RETRYING", "attempts": 1, "status": 503, "failure": null }])
    );
    // The rest of what was written is in the buffers of the connection.
    let written = WRITTEN.load(Ordering::Relaxed);
    assert!(written < 100_000_000, "{written}");
}

/// Returns a hostname that is not refused by its text, but resolves to this machine or its private network.
async fn hostname_in_private_network() -> String {
    let hostname = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    for name in [hostname.trim(), "ip6-localhost", "ip6-loopback"] {
        let Ok(mut found) = lookup_host((name, 1)).await else {
            continue;
        };
        let is_private = |ip: IpAddr| match ip {
            IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
            IpAddr::V6(ip) => ip.is_loopback() || ip.segments()[0] & 0xfe00 == 0xfc00,
        };
        if name != "localhost" && found.any(|address| is_private(address.ip())) {
            return name.to_owned();
        }
    }
    panic!("no hostname on this machine resolves to a private address");
}

#[tokio::test]
async fn a_hostname_is_checked_by_its_addresses_when_it_is_connected_to() {
    let connections = Arc::new(AtomicUsize::new(0));
    let listener = TcpListener::bind("0.0.0.0:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            count.fetch_add(1, Ordering::Relaxed);
        }
    });
    let database = Database::sqlite().await;
    let strict = [
        ("PROFILE", "production"),
        ("SEND_EMAILS", "false"),
        ("AUTO_VERIFY", "true"),
    ];
    let server = Server::on(&database, &strict).await;
    let admin = server.admin("SUPERADMIN").await;
    let url = format!("https://{}:{port}/", hostname_in_private_network().await);
    let id = create_webhook(&admin, &url).await;
    emit(&server.app, &some_names(1)).await;
    assert_eq!(deliver_due(&server.app).await.expect("a round"), 0);
    let failure = tries(&admin, &id).await[0]["failure"].clone();
    assert_eq!(failure, "the name leads into a private network");
    assert_eq!(connections.load(Ordering::Relaxed), 0);
    // Where private networks are allowed, the same hostname is connected to.
    let allowing = [&strict[..], &[("WEBHOOK_ALLOW_PRIVATE", "true")]].concat();
    let allowing = Server::on(&database, &allowing).await;
    allowing.advance(chrono::Duration::hours(1));
    deliver_due(&allowing.app).await.expect("a round");
    assert_eq!(connections.load(Ordering::Relaxed), 1);
}
