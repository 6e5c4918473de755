//! A server with 1,024 file descriptors, and more strangers than that: whoever has something to do is served all the
//! same, and in time the strangers are gone.

use std::time::{Duration, Instant};

use bruinbridge::descriptors::raise_limit;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::{MaybeTlsStream, client_async, tungstenite::client::IntoClientRequest};

use super::{
    crowds::connect_from,
    support::{Socket, write},
};
use crate::{
    harness::{Database, PASSWORD},
    soak::process::{PATIENCE, Process},
};

const DESCRIPTORS: u32 = 1024;
const STRANGERS: usize = 1100;
/// How long strangers have here.
const SECONDS: u64 = 8;
/// How long what somebody else does may take meanwhile.
const PROMPT: Duration = Duration::from_secs(1);
/// What members do: a read, a login, a write, hearing of it on a socket that is there, and opening a socket.
const WHAT: [&str; 5] = ["read", "login", "write", "news", "socket"];
/// Longer than all of it takes even here.
const ENDURED: Duration = Duration::from_secs(30);

/// Where strangers come from: the address and, through a proxy of ours, what that says.
type Origin = fn(usize) -> ([u8; 4], Option<String>);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_connections_of_one_client_shut_nobody_out() {
    on_each_database(|_| ([127, 0, 0, 1], None)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_connections_of_many_clients_shut_nobody_out() {
    on_each_database(|number| ([127, 0, 1, (number % 100) as u8 + 1], None)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_sockets_of_many_clients_behind_a_proxy_shut_nobody_out() {
    on_each_database(|number| ([127, 0, 0, 9], Some(format!("203.0.113.{}", number % 100)))).await;
}

async fn on_each_database(origin: Origin) {
    raise_limit().expect("descriptors");
    let (sqlite, postgres) = (Database::sqlite().await, Database::postgres().await);
    // One after the other: what is measured is time.
    besiege(&sqlite, origin).await;
    besiege(&postgres, origin).await;
    postgres.remove().await;
}

async fn besiege(database: &Database, origin: Origin) {
    let seconds = SECONDS.to_string();
    let settings = [
        ("KEEP_ALIVE", seconds.as_str()),
        (PATIENCE, seconds.as_str()),
        ("TRUSTED_PROXIES", "127.0.0.9"),
    ];
    let server = Process::start_with(database, &settings, Some(DESCRIPTORS)).await;
    let member = Member::register(&server.url, "jo@ucla.edu").await;
    let mut events = member.subscribe().await;
    let mut strangers = Vec::new();
    for number in 0..STRANGERS {
        strangers.push(stranger(&server.url, number, origin(number)).await);
    }
    let mut took = Vec::new();
    for round in 0..9 {
        let done = timeout(ENDURED, member.does_what_members_do(&mut events, round));
        took.push(done.await.expect("an answer"));
    }
    for what in 0..WHAT.len() {
        // The machine may have other things to do, but not most of the time.
        took.sort_by_key(|took| took[what]);
        let median = took[took.len() / 2][what];
        assert!(median < PROMPT, "{}: {median:?}", WHAT[what]);
    }
    let gone = async {
        for mut stranger in strangers {
            // A reset is an end as well.
            let _ = stranger.read_to_end(&mut Vec::new()).await;
        }
    };
    // An initialized socket may have used up its time twice when it is looked at.
    let patience = Duration::from_secs(2 * SECONDS + 5);
    let all = timeout(patience, gone).await;
    all.unwrap_or_else(|_| panic!("{}: strangers are still there", database.name));
    member.does_what_members_do(&mut events, 9).await;
}

/// Somebody who takes a place: without a word, behind an answer, with a body that does not come, or with a socket.
async fn stranger(
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

/// Without credentials, and masked with zeros.
async fn send_frame(stream: &mut TcpStream, text: &str) {
    let length = u8::try_from(text.len()).expect("a short text");
    let frame = [&[0x81, 0x80 | length, 0, 0, 0, 0], text.as_bytes()].concat();
    // Who is turned away at once finds the connection closed.
    let _ = stream.write_all(&frame).await;
}

/// Somebody with an account, who comes again each time.
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
            .initialise(json!({ "authorization": format!("Bearer {}", self.token) }))
            .await;
        socket
            .subscribe("1", "subscription { accountSignals { name } }")
            .await;
        socket
    }

    /// How long each of `WHAT` takes.
    async fn does_what_members_do(&self, events: &mut Socket, round: usize) -> [Duration; 5] {
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
        let news = started.elapsed();

        let started = Instant::now();
        self.subscribe().await.0.close(None).await.expect("closed");
        [read, login, write, news, started.elapsed()]
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
    let response = request.send().await.expect("an answer");
    response.json().await.expect("a JSON body")
}
