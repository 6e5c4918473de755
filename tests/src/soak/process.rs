//! A server in a separate process that can be killed. The process runs this same program.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bruinbridge::app::App;
use bruinbridge::clock::Clock;
use bruinbridge::config::{Config, Source};
use bruinbridge::db::Db;
use bruinbridge::descriptors::raise_limit;
use bruinbridge::{http, jobs};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::harness::{Database, PASSWORD, credentials};

/// The environment variable that makes this program serve.
const SERVES: &str = "SOAK_SERVES";

/// The environment variable with the timeout, in seconds, of clients that have not signed in.
pub(crate) const CLIENT_TIMEOUT: &str = "SOAK_CLIENT_TIMEOUT";

/// A running process. It is killed when dropped.
pub(crate) struct Process {
    /// Its URL, which stays the same after a restart.
    pub(crate) url: String,
    settings: Vec<(String, String)>,
    descriptors: Option<u32>,
    child: Child,
}

impl Process {
    /// Starts a server and waits until it responds.
    pub(super) async fn start(database: &Database) -> Self {
        Self::start_with(database, &[], None).await
    }

    /// Starts a server with other settings and a limit of file descriptors, and waits until it responds.
    pub(crate) async fn start_with(
        database: &Database,
        differing: &[(&str, &str)],
        descriptors: Option<u32>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let bind = listener.local_addr().expect("an address").to_string();
        drop(listener);
        let media = database.media.to_str().expect("a folder");
        let common = [
            ("DATABASE_URL", database.url.as_str()),
            ("DATABASE_CONNECTIONS", "8"),
            ("HASH_THREADS", "1"),
            ("RATE_LIMITS", "off"),
            ("MEDIA_DIR", media),
            ("BIND", &bind),
        ];
        let settings = common.iter().chain(differing);
        let settings: Vec<_> = settings
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let process = Self {
            url: format!("http://{bind}"),
            child: spawn(&settings, descriptors),
            settings,
            descriptors,
        };
        while !process.responds().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        process
    }

    /// Returns the memory that the process uses, in bytes: at the moment (`VmRSS`), or at most so far (`VmHWM`).
    pub(crate) fn memory(&self, name: &str) -> u64 {
        let status = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(status).expect("a status");
        let mut lines = status.lines();
        let line = lines.find(|line| line.starts_with(name)).expect(name);
        let kilobytes = line.split_whitespace().nth(1).expect("a number");
        kilobytes.parse::<u64>().expect("a number") * 1024
    }

    /// Registers a member, signs in, and returns the token of the session.
    pub(crate) async fn member(&self, email: &str) -> String {
        let register =
            "mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }";
        self.run(register, credentials(email, PASSWORD)).await;
        let login = "mutation($input: LoginInput!) { login(input: $input) { token } }";
        let signed_in = self.run(login, credentials(email, PASSWORD)).await;
        let token = signed_in["data"]["login"]["token"].as_str();
        token.expect("a token").to_owned()
    }

    async fn run(&self, document: &str, input: Value) -> Value {
        let body = json!({ "query": document, "variables": { "input": input } });
        let url = format!("{}/graphql", self.url);
        let response = reqwest::Client::new().post(url).json(&body).send().await;
        let response = response.expect("a response").json();
        response.await.expect("JSON")
    }

    async fn responds(&self) -> bool {
        let response = reqwest::get(format!("{}/healthz", self.url)).await;
        response.is_ok_and(|response| response.status().is_success())
    }

    /// Kills the process with SIGKILL and starts another one on the same address.
    pub(super) async fn kill_and_start_again(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("dead");
        self.child = spawn(&self.settings, self.descriptors);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(settings: &[(String, String)], descriptors: Option<u32>) -> Child {
    let this = std::env::current_exe().expect("this program");
    let mut command = match descriptors {
        None => Command::new(this),
        Some(limit) => {
            let mut shell = Command::new("sh");
            shell
                .args(["-c", &format!("ulimit -n {limit}; exec \"$0\" \"$@\"")])
                .arg(this);
            shell
        }
    };
    command
        .args(["soak::process::serves", "--exact", "--nocapture"])
        .env(SERVES, "yes")
        .envs(settings.iter().map(|(name, value)| (name, value)))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process")
}

/// Runs in the started process: serves until it is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serves() {
    if std::env::var_os(SERVES).is_none() {
        return;
    }
    let source = Source::environment().expect("an environment");
    let mut config = Config::read(&source).expect("settings");
    if let Ok(seconds) = std::env::var(CLIENT_TIMEOUT) {
        let client_timeout = Duration::from_secs(seconds.parse().expect("seconds"));
        config.limits.header_timeout = client_timeout;
        config.limits.socket.init_timeout = client_timeout;
    }
    raise_limit().expect("descriptors");
    let db = loop {
        match Db::connect(&config.database).await {
            Ok(db) => break db,
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    };
    let listener = tokio::net::TcpListener::bind(config.bind)
        .await
        .expect("the port");
    let app = App::new(config, db, Clock::System).expect("an application");
    let stop = CancellationToken::new();
    tokio::spawn(jobs::run(app.clone(), stop.clone()));
    http::serve(app, listener, stop).await.expect("serving");
}
