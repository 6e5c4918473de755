//! A webhook endpoint for tests: it records every post and returns prepared responses.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use crate::harness::TIMEOUT;

/// A running endpoint. It stops with the runtime of the test.
pub(crate) struct Receiver {
    /// The URL to post to.
    pub(crate) url: String,
    kept: Arc<Mutex<Kept>>,
    /// One permit for each response that may be sent.
    permits: Arc<Semaphore>,
}

/// More responses than any test waits for.
const MANY: usize = 100_000;

#[derive(Default)]
struct Kept {
    posts: Vec<Post>,
    /// The prepared responses, the next one last. Once they are used up, the response is 200.
    responses: Vec<String>,
}

/// One delivery attempt.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    /// The headers by lower-case name.
    pub(crate) headers: HashMap<String, String>,
    /// The body as it was sent.
    pub(crate) body: String,
}

impl Post {
    /// Returns the body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// Returns the username among the arguments of the signal.
    pub(crate) fn username(&self) -> String {
        let body = self.json();
        let username = body["data"]["arguments"]["username"].as_str();
        username.unwrap_or_default().to_owned()
    }
}

impl Receiver {
    /// Opens an endpoint on a free port.
    pub(crate) async fn open() -> Self {
        let (listener, address) = listen().await;
        let kept = Arc::new(Mutex::new(Kept::default()));
        let permits = Arc::new(Semaphore::new(MANY));
        let shared = (Arc::clone(&kept), Arc::clone(&permits));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (kept, permits) = shared.clone();
                tokio::spawn(serve(stream, kept, permits));
            }
        });
        Self {
            url: format!("http://{address}/hook?from=bruinbridge"),
            kept,
            permits,
        }
    }

    /// Opens an endpoint with TLS, under the name localhost.
    pub(crate) async fn open_encrypted(acceptor: TlsAcceptor) -> Self {
        let (listener, address) = listen().await;
        let kept = Arc::new(Mutex::new(Kept::default()));
        let permits = Arc::new(Semaphore::new(MANY));
        let shared = (Arc::clone(&kept), Arc::clone(&permits));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, (kept, permits)) = (acceptor.clone(), shared.clone());
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream, kept, permits).await;
                    }
                });
            }
        });
        Self {
            url: format!("https://localhost:{}/hook", address.port()),
            kept,
            permits,
        }
    }

    /// Prepares the responses to the next attempts, in this order: a status line, followed by headers if needed.
    pub(crate) fn responses(&self, responses: &[&str]) {
        let responses = responses
            .iter()
            .rev()
            .map(|response| (*response).to_owned());
        self.kept.lock().expect("no panic").responses = responses.collect();
    }

    /// Holds all responses back until they are released.
    pub(crate) fn hold(&self) {
        self.permits.forget_permits(MANY);
    }

    /// Releases so many responses.
    pub(crate) fn release(&self, responses: usize) {
        self.permits.add_permits(responses);
    }

    /// Waits until there were so many attempts.
    pub(crate) async fn posted(&self, count: usize) {
        let waiting = async {
            while self.posts().len() < count {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(TIMEOUT, waiting).await.expect("so many attempts");
    }

    /// Returns every attempt so far.
    pub(crate) fn posts(&self) -> Vec<Post> {
        self.kept.lock().expect("no panic").posts.clone()
    }

    /// Returns the usernames of every attempt so far.
    pub(crate) fn usernames(&self) -> Vec<String> {
        self.posts().iter().map(Post::username).collect()
    }
}

async fn listen() -> (TcpListener, std::net::SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    kept: Arc<Mutex<Kept>>,
    permits: Arc<Semaphore>,
) {
    let mut stream = BufReader::new(stream);
    while let Some(post) = read(&mut stream).await {
        let response = {
            let mut kept = kept.lock().expect("no panic");
            kept.posts.push(post);
            kept.responses.pop().unwrap_or_else(|| "200 OK".to_owned())
        };
        permits.acquire().await.expect("an open semaphore").forget();
        let response = format!("HTTP/1.1 {response}\r\ncontent-length: 0\r\n\r\n");
        if stream.write_all(response.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// Reads one request; `None` at the end of the connection.
pub(crate) async fn read(stream: &mut BufReader<impl AsyncRead + Unpin>) -> Option<Post> {
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.insert(name.to_lowercase(), value.to_owned()),
            None if line.trim_end().is_empty() => break,
            None => None,
        };
    }
    let mut body = vec![0; headers.get("content-length")?.parse().ok()?];
    stream.read_exact(&mut body).await.ok()?;
    let body = String::from_utf8(body).ok()?;
    Some(Post { headers, body })
}
