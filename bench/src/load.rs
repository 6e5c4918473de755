//! The load driver: keep-alive connections that post GraphQL documents and record how long each response took.

use crate::Outcome;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

/// One connection.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    address: String,
    token: Option<String>,
}

impl Connection {
    /// Connects; requests carry `token` if there is one.
    pub(crate) async fn open(address: &str, token: Option<&str>) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self {
            sender,
            address: address.to_owned(),
            token: token.map(str::to_owned),
        })
    }

    /// Posts a body and returns the response's.
    pub(crate) async fn post(&mut self, body: Bytes) -> Outcome<Bytes> {
        let (status, body) = self.post_from(body, None).await?;
        if status.is_success() {
            Ok(body)
        } else {
            Err(String::from_utf8_lossy(&body).into_owned().into())
        }
    }

    /// Posts a body as a proxy does for a client with this address, and returns the response, whatever its status.
    pub(crate) async fn post_from(
        &mut self,
        body: Bytes,
        client: Option<&str>,
    ) -> Outcome<(StatusCode, Bytes)> {
        let mut request = Request::post("/graphql")
            .header("host", &self.address)
            .header("content-type", "application/json")
            .header("accept", "application/json");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(client) = client {
            request = request.header("x-forwarded-for", client);
        }
        self.sender.ready().await?;
        let response = self
            .sender
            .send_request(request.body(Full::new(body))?)
            .await?;
        let status = response.status();
        Ok((status, response.into_body().collect().await?.to_bytes()))
    }
}

/// The body of a GraphQL request.
pub(crate) fn body(query: &str, variables: &Value) -> Bytes {
    json!({ "query": query, "variables": variables })
        .to_string()
        .into()
}

/// The latencies of the responses, and how long the measurement took.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    pub(crate) latencies: Vec<Duration>,
    pub(crate) elapsed: Duration,
}

impl Measured {
    /// Responses per second.
    pub(crate) fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// The 99th percentile of the latencies.
    pub(crate) fn p99(&mut self) -> Duration {
        self.latencies.sort_unstable();
        let index = self.latencies.len() * 99 / 100;
        self.latencies.get(index).copied().unwrap_or_default()
    }
}

/// Posts bodies on several connections for `length`, each as fast as the responses arrive.
pub(crate) async fn saturate(
    connections: Vec<Connection>,
    length: Duration,
    body: impl Fn(usize) -> Bytes + Clone + Send + Sync + 'static,
) -> Outcome<Measured> {
    let start = Instant::now();
    let tasks: Vec<_> = connections
        .into_iter()
        .enumerate()
        .map(|(lane, connection)| {
            let body = body.clone();
            tokio::spawn(async move { drive(connection, start, length, None, || body(lane)).await })
        })
        .collect();
    gather(tasks, start).await
}

/// Posts one body on one connection at a steady pace, even if earlier responses were slow.
pub(crate) async fn pace(
    connection: Connection,
    length: Duration,
    every: Duration,
    body: Bytes,
) -> Outcome<Measured> {
    let start = Instant::now();
    let task = tokio::spawn(async move {
        drive(connection, start, length, Some(every), || body.clone()).await
    });
    gather(vec![task], start).await
}

async fn drive(
    mut connection: Connection,
    start: Instant,
    length: Duration,
    every: Option<Duration>,
    body: impl Fn() -> Bytes,
) -> Outcome<Vec<Duration>> {
    let mut latencies = Vec::new();
    let mut due = start;
    while start.elapsed() < length {
        if every.is_some() {
            tokio::time::sleep_until(due.into()).await;
        } else {
            due = Instant::now();
        }
        // Measured from when the request was due, so that a stall is not hidden by the requests that it delayed.
        connection.post(body()).await?;
        latencies.push(due.elapsed());
        due += every.unwrap_or_default();
    }
    Ok(latencies)
}

async fn gather(
    tasks: Vec<tokio::task::JoinHandle<Outcome<Vec<Duration>>>>,
    start: Instant,
) -> Outcome<Measured> {
    let mut measured = Measured::default();
    for task in tasks {
        measured.latencies.extend(task.await??);
    }
    measured.elapsed = start.elapsed();
    Ok(measured)
}
