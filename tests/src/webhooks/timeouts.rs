//! What a delivery bears from an endpoint: silence, dripping, answers without end, and a name that leads inside.

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
use crate::live::support::{some_names, tell};

/// An endpoint that does as it likes with each connection once it was sent something.
async fn endpoint<Doing>(manners: impl Fn(TcpStream) -> Doing + Send + 'static) -> String
where
    Doing: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = [0; 4096];
            let _ = stream.read(&mut bytes).await;
            tokio::spawn(manners(stream));
        }
    });
    format!("http://{address}/")
}

/// One round of a webhook to this address; returns what became of the first signal, and how long it took.
async fn attempt(url: &str) -> (Value, Duration) {
    let patience = Duration::from_millis(500);
    let server = Server::start_with(|config| config.webhooks.patience = patience).await;
    let admin = server.admin("SUPERADMIN").await;
    let id = make(&admin, url).await;
    tell(&server.app, &some_names(1)).await;
    let started = Instant::now();
    deliver_due(&server.app).await.expect("a round");
    (tries(&admin, &id).await, started.elapsed())
}

async fn make(admin: &Client, url: &str) -> String {
    let filter = json!({ "names": ["USER_AUTHENTICATION_STARTED"] });
    let input = json!({ "url": url, "filter": filter });
    let payload = admin.accept("createWebhook", input, "webhook { id }").await;
    payload["webhook"]["id"].as_str().expect("an id").to_owned()
}

fn not_in_time() -> Value {
    json!([{ "state": "RETRYING", "attempts": 1, "status": null, "failure": "no answer in time" }])
}

#[tokio::test]
async fn an_endpoint_that_says_nothing_is_not_waited_for() {
    let url = endpoint(|stream| async move {
        std::future::pending::<()>().await;
        drop(stream);
    });
    let (tries, took) = attempt(&url.await).await;
    assert_eq!(tries, not_in_time());
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn an_answer_that_drips_is_not_waited_for() {
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
    assert_eq!(tries, not_in_time());
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn of_an_answer_without_end_little_is_read_and_its_status_counts() {
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
    // What was written lies in the buffers of the connection.
    let written = WRITTEN.load(Ordering::Relaxed);
    assert!(written < 100_000_000, "{written}");
}

/// A name that is none of those refused at sight, and leads to this machine or into its network all the same.
async fn name_that_leads_inside() -> String {
    let hostname = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    for name in [hostname.trim(), "ip6-localhost", "ip6-loopback"] {
        let Ok(mut found) = lookup_host((name, 1)).await else {
            continue;
        };
        let is_inside = |ip: IpAddr| match ip {
            IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
            IpAddr::V6(ip) => ip.is_loopback() || ip.segments()[0] & 0xfe00 == 0xfc00,
        };
        if name != "localhost" && found.any(|address| is_inside(address.ip())) {
            return name.to_owned();
        }
    }
    panic!("no name on this machine leads inside");
}

#[tokio::test]
async fn a_name_is_judged_by_where_it_leads_when_it_is_connected_to() {
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
    let url = format!("https://{}:{port}/", name_that_leads_inside().await);
    let id = make(&admin, &url).await;
    tell(&server.app, &some_names(1)).await;
    assert_eq!(deliver_due(&server.app).await.expect("a round"), 0);
    let failure = tries(&admin, &id).await[0]["failure"].clone();
    assert_eq!(failure, "the name leads into a private network");
    assert_eq!(connections.load(Ordering::Relaxed), 0);
    // Where private networks are allowed, the same name is connected to.
    let allowing = [&strict[..], &[("WEBHOOK_ALLOW_PRIVATE", "true")]].concat();
    let allowing = Server::on(&database, &allowing).await;
    allowing.advance(chrono::Duration::hours(1));
    deliver_due(&allowing.app).await.expect("a round");
    assert_eq!(connections.load(Ordering::Relaxed), 1);
}
