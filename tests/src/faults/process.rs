//! A server in a separate process, which runs this same program. It can be killed or stopped gracefully, and the size
//! of its files can be limited.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bruinbridge::app::App;
use bruinbridge::clock::Clock;
use bruinbridge::config::{Config, Source};
use bruinbridge::db::Db;
use bruinbridge::{http, jobs};
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::harness::{Database, end_of};

/// The environment variable that makes this program serve.
const SERVES: &str = "FAULTS_SERVES";

/// Ignores SIGXFSZ, so that a write beyond the limit fails with an error, as on a full disk, and kills no process.
const IGNORING_XFSZ: &str = r#"trap "" XFSZ; exec "$0" "$@""#;

/// A running process. It is killed when dropped.
pub(super) struct Process {
    /// Its URL, which stays the same after a restart.
    pub(super) url: String,
    database: String,
    bind: String,
    child: Child,
}

impl Process {
    /// Starts a server and waits until it is ready.
    pub(super) async fn start(database: &Database) -> Self {
        Self::start_with(database, &[]).await
    }

    /// The same, with these environment variables.
    pub(super) async fn start_with(database: &Database, variables: &[(&str, &OsStr)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let bind = listener.local_addr().expect("an address").to_string();
        drop(listener);
        let process = Self {
            url: format!("http://{bind}"),
            child: spawn(&database.url, &bind, variables),
            database: database.url.clone(),
            bind,
        };
        process.await_readyz(true).await;
        process
    }

    /// Waits until `/readyz` has this result.
    pub(super) async fn await_readyz(&self, is_ready: bool) {
        let address = format!("{}/readyz", self.url);
        let waiting = async {
            loop {
                let response = reqwest::get(&address).await;
                if response.is_ok_and(|response| response.status().is_success() == is_ready) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), waiting)
            .await
            .unwrap_or_else(|_| panic!("/readyz does not change to {is_ready}"));
    }

    /// Limits the size of files to so many bytes. `None` removes the limit.
    pub(super) fn limit_files(&self, bytes: Option<u64>) {
        let limit = Rlimit {
            current: bytes,
            maximum: None,
        };
        prlimit(Some(self.pid()), Resource::Fsize, limit).expect("a limit");
    }

    /// Kills the process with SIGKILL and starts another one on the same address.
    pub(super) fn kill_and_start_again(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("dead");
        self.child = spawn(&self.database, &self.bind, &[]);
    }

    /// Sends SIGTERM and waits for a graceful shutdown.
    pub(super) async fn stop(mut self) {
        kill_process(self.pid(), Signal::TERM).expect("a signal");
        let status = end_of(&mut self.child).await;
        assert!(status.success(), "{status}");
    }

    fn pid(&self) -> Pid {
        let pid = i32::try_from(self.child.id()).expect("a small number");
        Pid::from_raw(pid).expect("a process")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(database: &str, bind: &str, variables: &[(&str, &OsStr)]) -> Child {
    Command::new("sh")
        .args(["-c", IGNORING_XFSZ])
        .arg(std::env::current_exe().expect("this program"))
        .args(["faults::process::serves", "--exact", "--nocapture"])
        .env(SERVES, "yes")
        .env("DATABASE_URL", database)
        .env("DATABASE_CONNECTIONS", "8")
        .env("HASH_THREADS", "1")
        .env("RATE_LIMITS", "off")
        .env("BIND", bind)
        .envs(variables.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process")
}

/// Runs in the started process: serves until it is killed or receives SIGTERM.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serves() {
    if std::env::var_os(SERVES).is_none() {
        return;
    }
    let source = Source::environment().expect("an environment");
    let config = Config::read(&source).expect("settings");
    let db = Db::connect(&config.database).await.expect("a database");
    let listener = tokio::net::TcpListener::bind(config.bind)
        .await
        .expect("the port");
    let app = App::new(config, db, Clock::System).expect("an application");
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate()).expect("a signal");
    let stopping = stop.clone();
    tokio::spawn(async move {
        terminate.recv().await;
        stopping.cancel();
    });
    let jobs = tokio::spawn(jobs::run(app.clone(), stop.clone()));
    http::serve(app, listener, stop).await.expect("serving");
    jobs.await.expect("the jobs end");
}
