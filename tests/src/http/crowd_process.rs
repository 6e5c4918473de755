//! A server with 1,024 file descriptors and more idle connections than that: active clients are still served, and the
//! idle connections are closed in time.

use std::time::{Duration, Instant};

use bruinbridge::descriptors::raise_limit;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, client_async};

use super::crowds::connect_from;
use super::support::{Socket, write};
use crate::harness::{Database, PASSWORD};
use crate::soak::process::{CLIENT_TIMEOUT, Process};

const DESCRIPTORS: u32 = 1024;
const CONNECTIONS: usize = 1100;
/// The timeout of idle connections in these tests, in seconds.
const SECONDS: u64 = 8;
/// How long requests of an active member may take in the meantime.
const PROMPT: Duration = Duration::from_secs(1);
/// What a member does: a read, a login, a write, receiving its signal on an open socket, and opening a socket.
const ACTIONS: [&str; 5] = ["read", "login", "write", "signal", "socket"];
/// Longer than all of this takes, even on a slow machine.
const ROUND_TIMEOUT: Duration = Duration::from_secs(30);

/// The address of the connection with this number, and the client that a trusted proxy names, if there is one.
type Origin = fn(usize) -> ([u8; 4], Option<String>);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_connections_of_one_client_lock_out_no_other_client() {
    on_each_database(|_| ([127, 0, 0, 1], None)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_connections_of_many_clients_lock_out_no_other_client() {
    on_each_database(|number| ([127, 0, 1, (number % 100) as u8 + 1], None)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_sockets_of_many_clients_behind_a_proxy_lock_out_no_other_client() {
    on_each_database(|number| ([127, 0, 0, 9], Some(format!("203.0.113.{}", number % 100)))).await;
}

async fn on_each_database(origin: Origin) {
    raise_limit().expect("descriptors");
    let (sqlite, postgres) = (Database::sqlite().await, Database::postgres().await);
    // One database after the other, because the test measures time.
    attack(&sqlite, origin).await;
    attack(&postgres, origin).await;
    postgres.remove().await;
}

async fn attack(database: &Database, origin: Origin) {
    let seconds = SECONDS.to_string();
    let settings = [
        ("KEEP_ALIVE", seconds.as_str()),
        (CLIENT_TIMEOUT, seconds.as_str()),
        ("TRUSTED_PROXIES", "127.0.0.9"),
    ];
    let server = Process::start_with(database, &settings, Some(DESCRIPTORS)).await;
    let member = Member::register(&server.url, "jo@ucla.edu").await;
    let mut events = member.subscribe().await;
    let mut connections = Vec::new();
    for number in 0..CONNECTIONS {
        connections.push(idle_connection(&server.url, number, origin(number)).await);
    }
    let mut took = Vec::new();
    for round in 0..9 {
        let done = timeout(ROUND_TIMEOUT, member.act(&mut events, round));
        took.push(done.await.expect("responses in time"));
    }
    for action in 0..ACTIONS.len() {
        // A busy machine delays some rounds, but not most of them.
        took.sort_by_key(|took| took[action]);
        let median = took[took.len() / 2][action];
        assert!(median < PROMPT, "{}: {median:?}", ACTIONS[action]);
    }
    let gone = async {
        for mut connection in connections {
            // A reset closes the connection as well.
            let _ = connection.read_to_end(&mut Vec::new()).await;
        }
    };
    // An initialized socket may wait for up to two timeouts before it is checked.
    let limit = Duration::from_secs(2 * SECONDS + 5);
    let all = timeout(limit, gone).await;
    all.unwrap_or_else(|_| panic!("{}: idle connections are still open", database.name));
    member.act(&mut events, 9).await;
}

/// Opens a connection that stays idle: before a request, after a response, during a body, or as a WebSocket.
async fn idle_connection(
    url: &str,
    number: usize,
    (address, forwarded_for): ([u8; 4], Option<String>),
) -> TcpStream {
    let mut stream = connect_from(address, url).await;
    let head = "HTTP/1.1\r\nhost: x\r\n";
    match (number % 5, forwarded_for) {
        (0, None) => {}
        (1, None) => write(&mut stream, &format!("GET /healthz {head}\r\n")).await,
        (2, None) => {
            let json = "content-type: application/json\r\ncontent-length: 30\r\n\r\n{";
            write(&mut stream, &format!("POST /graphql {head}{json}")).await;
        }
        (kind, forwarded_for) => {
            let forwarded = forwarded_for.map(|address| format!("x-forwarded-for: {address}\r\n"));
            let upgrade = "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
                           sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
                           sec-websocket-protocol: graphql-transport-ws\r\n";
            let forwarded = forwarded.unwrap_or_default();
            write(
                &mut stream,
                &format!("GET /graphql {head}{forwarded}{upgrade}\r\n"),
            )
            .await;
            if kind == 4 {
                send_frame(&mut stream, r#"{"type":"connection_init"}"#).await;
            }
        }
    }
    stream
}

/// Sends a text frame that is masked with zeros.
async fn send_frame(stream: &mut TcpStream, text: &str) {
    let length = u8::try_from(text.len()).expect("a short text");
    let frame = [&[0x81, 0x80 | length, 0, 0, 0, 0], text.as_bytes()].concat();
    // The server may have closed the connection already.
    let _ = stream.write_all(&frame).await;
}

/// A member who opens new connections for each request.
struct Member<'a> {
    url: &'a str,
    email: &'a str,
    token: String,
}

impl<'a> Member<'a> {
    async fn register(url: &'a str, email: &'a str) -> Self {
        let input = json!({ "email": email, "password": PASSWORD, "role": "MENTEE" });
        let document =
            "mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }";
        send(url, None, document, json!({ "input": input })).await;
        let token = log_in(url, email).await;
        Self { url, email, token }
    }

    async fn subscribe(&self) -> Socket {
        let target = format!("ws{}/graphql", self.url.trim_start_matches("http"));
        let mut request = target.into_client_request().expect("a request");
        let protocol = "graphql-transport-ws".parse().expect("a header value");
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol);
        let stream = connect_from([127, 0, 0, 1], self.url).await;
        let stream = MaybeTlsStream::Plain(stream);
        let mut socket = Socket(client_async(request, stream).await.expect("an upgrade").0);
        socket
            .initialize(json!({ "authorization": format!("Bearer {}", self.token) }))
            .await;
        socket
            .subscribe("1", "subscription { accountSignals { name } }")
            .await;
        socket
    }

    /// Returns how long each of the `ACTIONS` takes.
    async fn act(&self, events: &mut Socket, round: usize) -> [Duration; 5] {
        let started = Instant::now();
        let me = send(self.url, Some(&self.token), "{ me { email } }", json!({})).await;
        assert_eq!(me["data"]["me"]["email"], self.email);
        let read = started.elapsed();

        let started = Instant::now();
        log_in(self.url, self.email).await;
        let login = started.elapsed();

        let started = Instant::now();
        let hobbies = format!("chess {round}");
        let document =
            "mutation($input: ProfileInput!) { updateProfile(input: $input) { errors { code } } }";
        let input = json!({ "input": { "hobbies": hobbies } });
        let updated = send(self.url, Some(&self.token), document, input).await;
        assert_eq!(updated["data"]["updateProfile"]["errors"], json!([]));
        let write = started.elapsed();
        while events.hear().await["payload"]["data"]["accountSignals"]["name"] != "USER_UPDATED" {}
        let signal = started.elapsed();

        let started = Instant::now();
        self.subscribe().await.0.close(None).await.expect("closed");
        [read, login, write, signal, started.elapsed()]
    }
}

async fn log_in(url: &str, email: &str) -> String {
    let document = "mutation($input: LoginInput!) { login(input: $input) { token } }";
    let input = json!({ "input": { "email": email, "password": PASSWORD } });
    let response = send(url, None, document, input).await;
    let token = response["data"]["login"]["token"].as_str();
    token.unwrap_or_else(|| panic!("{response}")).to_owned()
}

async fn send(url: &str, token: Option<&str>, document: &str, variables: Value) -> Value {
    let mut request = Client::new()
        .post(format!("{url}/graphql"))
        .json(&json!({ "query": document, "variables": variables }));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let response = request.send().await.expect("a response");
    response.json().await.expect("a JSON body")
}
