//! A server in a process of its own, which is this very program, so that it can be killed.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bruinbridge::app::App;
use bruinbridge::clock::Clock;
use bruinbridge::config::{Config, Source};
use bruinbridge::db::Db;
use bruinbridge::{graphql, http, jobs};
use tokio_util::sync::CancellationToken;

use crate::harness::Database;

/// Tells the program that it is to serve.
const SERVES: &str = "SOAK_SERVES";

/// A running process. It is killed when dropped.
pub(super) struct Process {
    /// Where it answers, also after it was started again.
    pub(super) url: String,
    database: String,
    bind: String,
    child: Child,
}

impl Process {
    /// Starts a server and waits until it answers.
    pub(super) async fn start(database: &Database) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let bind = listener.local_addr().expect("an address").to_string();
        drop(listener);
        let process = Self {
            url: format!("http://{bind}"),
            child: spawn(&database.url, &bind),
            database: database.url.clone(),
            bind,
        };
        while !process.responses().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        process
    }

    async fn responses(&self) -> bool {
        let response = reqwest::get(format!("{}/healthz", self.url)).await;
        response.is_ok_and(|response| response.status().is_success())
    }

    /// SIGKILL, and another process on the same address.
    pub(super) async fn kill_and_start_again(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("dead");
        self.child = spawn(&self.database, &self.bind);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(database: &str, bind: &str) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["soak::process::serves", "--exact", "--nocapture"])
        .env(SERVES, "yes")
        .env("DATABASE_URL", database)
        .env("DATABASE_CONNECTIONS", "8")
        .env("HASH_THREADS", "1")
        .env("BIND", bind)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process")
}

/// The other end: serves until it is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serves() {
    if std::env::var_os(SERVES).is_none() {
        return;
    }
    let source = Source::environment().expect("an environment");
    let config = Config::read(&source).expect("settings");
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
    let schema = graphql::schema(&app);
    http::serve(app, schema, listener, stop)
        .await
        .expect("serving");
}
