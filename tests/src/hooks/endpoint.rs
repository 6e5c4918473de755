//! The endpoint of a hook for tests: it records every request and gives prepared responses.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::harness::{Client, TIMEOUT};
use crate::webhooks::receiver::{Post, read};

/// More responses than any test waits for.
const MANY: usize = 10_000;

/// How an endpoint responds.
#[derive(Clone)]
pub(crate) enum Reply {
    /// With this JSON, made from the data that it is asked about.
    Json(fn(&Value) -> Value),
    /// With these bytes.
    Raw(String),
    /// Never.
    Silence,
}

/// A running endpoint. It stops with the runtime of the test.
#[derive(Clone)]
pub(crate) struct Endpoint {
    /// The URL to ask.
    pub(crate) url: String,
    kept: Arc<Mutex<(Vec<Post>, Reply)>>,
    /// One permit for each response that may be sent.
    permits: Arc<Semaphore>,
}

impl Endpoint {
    /// Opens an endpoint on a free port.
    pub(crate) async fn open(reply: Reply) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let endpoint = Self {
            url: format!("http://{address}/hook"),
            kept: Arc::new(Mutex::new((Vec::new(), reply))),
            permits: Arc::new(Semaphore::new(MANY)),
        };
        let served = endpoint.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(served.clone().serve(stream));
            }
        });
        endpoint
    }

    /// Opens an endpoint that allows everything and changes nothing.
    pub(crate) async fn allowing() -> Self {
        Self::open(Reply::Json(|_| json!({ "allow": true }))).await
    }

    /// From now on responds like this.
    pub(crate) fn reply(&self, reply: Reply) {
        self.kept.lock().expect("no panic").1 = reply;
    }

    /// Holds all responses back until they are released.
    pub(crate) fn hold(&self) {
        self.permits.forget_permits(MANY);
    }

    /// Releases the responses.
    pub(crate) fn release(&self) {
        self.permits.add_permits(MANY);
    }

    /// Waits until there were so many requests.
    pub(crate) async fn asked(&self, count: usize) {
        let waiting = async {
            while self.posts().len() < count {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(TIMEOUT, waiting).await.expect("so many requests");
    }

    /// Returns every request so far.
    pub(crate) fn posts(&self) -> Vec<Post> {
        self.kept.lock().expect("no panic").0.clone()
    }

    /// Returns the signals of every request so far.
    pub(crate) fn signals(&self) -> Vec<String> {
        let name = |post: &Post| post.json()["type"].as_str().expect("a name").to_owned();
        self.posts().iter().map(name).collect()
    }

    /// Creates the hook. Returns its id and its secret.
    pub(crate) async fn hook(
        &self,
        admin: &Client,
        signals: &[&str],
        policy: &str,
    ) -> (String, String) {
        let input = json!({ "url": self.url, "signals": signals, "policy": policy });
        let payload = admin
            .accept("createHook", input, "hook { id } secret")
            .await;
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        (text(&payload["hook"]["id"]), text(&payload["secret"]))
    }

    async fn serve(self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        while let Some(post) = read(&mut stream).await {
            let reply = {
                let mut kept = self.kept.lock().expect("no panic");
                kept.0.push(post.clone());
                kept.1.clone()
            };
            self.permits.acquire().await.expect("open").forget();
            let response = match reply {
                Reply::Json(respond) => {
                    let body = respond(&post.json()["data"]).to_string();
                    let length = body.len();
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}")
                }
                Reply::Raw(response) => response,
                Reply::Silence => std::future::pending().await,
            };
            if stream.write_all(response.as_bytes()).await.is_err() {
                return;
            }
        }
    }
}
