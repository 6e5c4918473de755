//! A connection that the endpoint closes between two deliveries is not a failure of the endpoint.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bruinbridge::webhooks::deliver::deliver_due;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::deliveries::tries;
use super::receiver::read;
use crate::harness::{Client, Server, each_database};
use crate::live::support::{emit, some_names};

const ACCEPTED: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

/// What an endpoint does with a connection.
#[derive(Clone, Copy)]
enum Habit {
    /// Accepts one request, and closes when the next one arrives.
    ClosesOnTheNext,
    /// Accepts one request, and closes 2 ms after the response without having said so (uWSGI).
    ClosesSoon,
    /// Closes when the first request arrives.
    ClosesAtOnce,
    /// Accepts one request, and responds to the next with something that is not HTTP.
    Babbles,
}

/// An endpoint that counts its connections.
struct Endpoint {
    url: String,
    connections: Arc<AtomicUsize>,
}

impl Endpoint {
    async fn open(habit: Habit) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(serve(stream, habit));
            }
        });
        Self { url, connections }
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

async fn serve(stream: TcpStream, habit: Habit) -> Option<()> {
    let mut stream = BufReader::new(stream);
    if matches!(habit, Habit::ClosesAtOnce) {
        stream.fill_buf().await.ok()?;
        return None;
    }
    read(&mut stream).await?;
    stream.write_all(ACCEPTED).await.ok()?;
    match habit {
        Habit::ClosesSoon => tokio::time::sleep(Duration::from_millis(2)).await,
        Habit::Babbles => {
            read(&mut stream).await?;
            stream.write_all(b"what?\r\n\r\n").await.ok()?;
        }
        Habit::ClosesOnTheNext | Habit::ClosesAtOnce => {
            stream.fill_buf().await.ok()?;
        }
    }
    Some(())
}

/// Emits signals and runs rounds until one is over. Returns how many were accepted, and the deliveries that failed.
async fn deliver_to(server: &Server, endpoint: &Endpoint, signals: usize) -> (u64, Value) {
    let admin = server.admin("SUPERADMIN").await;
    let id = create_webhook(&admin, &endpoint.url).await;
    emit(&server.app, &some_names(signals)).await;
    server.wait_for_log().await;
    let accepted = deliver_due(&server.app).await.expect("a round");
    (accepted, tries(&admin, &id).await)
}

async fn create_webhook(admin: &Client, url: &str) -> String {
    let filter = json!({ "names": ["USER_AUTHENTICATION_STARTED"] });
    let input = json!({ "url": url, "filter": filter });
    let payload = admin.accept("createWebhook", input, "webhook { id }").await;
    payload["webhook"]["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_kept_connection_that_the_endpoint_closes_fails_no_delivery() {
    for habit in [Habit::ClosesOnTheNext, Habit::ClosesSoon] {
        each_database(async |server| {
            let endpoint = Endpoint::open(habit).await;
            let delivered = deliver_to(&server, &endpoint, 40).await;
            assert_eq!(delivered, (40, json!([])));
            assert_eq!(endpoint.connections(), 40);
        })
        .await;
    }
}

#[tokio::test]
async fn a_new_connection_that_breaks_is_a_failure_and_is_not_repeated_at_once() {
    let server = Server::start().await;
    let endpoint = Endpoint::open(Habit::ClosesAtOnce).await;
    let (accepted, tries) = deliver_to(&server, &endpoint, 2).await;
    assert_eq!(accepted, 0);
    let failure = "the connection broke";
    assert_eq!(
        tries,
        json!([{ "state": "RETRYING", "attempts": 1, "status": null, "failure": failure }])
    );
    assert_eq!(endpoint.connections(), 1);
}

#[tokio::test]
async fn a_wrong_response_on_a_kept_connection_is_a_failure() {
    let server = Server::start().await;
    let endpoint = Endpoint::open(Habit::Babbles).await;
    let (accepted, tries) = deliver_to(&server, &endpoint, 2).await;
    assert_eq!(accepted, 1);
    assert_eq!(tries[0]["failure"], "the connection broke");
    assert_eq!(endpoint.connections(), 1);
}
