//! A program under measurement: started in a separate process, observed through /proc, killed when dropped.

use crate::Outcome;
use rustix::process::{Resource, getrlimit, setrlimit};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long a program must have been idle to count as quiet.
const QUIET: Duration = Duration::from_millis(500);
/// How long to wait until a program is quiet.
const QUIET_TIMEOUT: Duration = Duration::from_secs(60);
/// File descriptors that a program needs in addition to its sockets.
const OTHER_FILES: u64 = 200;

/// A running program that printed its address.
pub(crate) struct Program {
    child: Child,
    pid: u32,
    /// host:port.
    pub(crate) address: String,
    /// The time from the start of the process to the line that says that it is ready.
    pub(crate) ready_after: Duration,
}

impl Program {
    /// Starts a program and waits for a line with "http://".
    pub(crate) async fn start(mut command: Command) -> Outcome<Self> {
        let start = Instant::now();
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let pid = child.id().ok_or("the program ended at once")?;
        let output = child.stdout.take().ok_or("the program has no output")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some((_, rest)) = line.split_once("http://") {
                let address = rest.split('/').next().unwrap_or(rest).to_owned();
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(Self {
                    child,
                    pid,
                    address,
                    ready_after: start.elapsed(),
                });
            }
        }
        Err("the program printed no address; was it built with `cargo build --release`?".into())
    }

    /// Processor time used so far.
    pub(crate) fn cpu(&self) -> Outcome<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid))?;
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let ticks = |index: usize| {
            fields
                .get(index)
                .and_then(|field| field.parse::<u64>().ok())
                .unwrap_or(0)
        };
        // utime and stime are fields 14 and 15 of proc(5); the tick is 10 ms on every Linux.
        Ok(Duration::from_millis((ticks(11) + ticks(12)) * 10))
    }

    /// Processor time used so far by the program and by other processes, to the nanosecond, without threads that have
    /// ended.
    pub(crate) fn exact_cpu(&self, others: &[u32]) -> Outcome<Duration> {
        let mut spent = 0;
        for pid in others.iter().chain([&self.pid]) {
            for thread in std::fs::read_dir(format!("/proc/{pid}/task"))? {
                let times = std::fs::read_to_string(thread?.path().join("schedstat"))?;
                spent += times
                    .split_whitespace()
                    .next()
                    .unwrap_or("0")
                    .parse::<u64>()?;
            }
        }
        Ok(Duration::from_nanos(spent))
    }

    /// Waits until the program has finished its work.
    pub(crate) async fn quiet(&self) -> Outcome {
        let start = Instant::now();
        while start.elapsed() < QUIET_TIMEOUT {
            let before = self.cpu()?;
            tokio::time::sleep(QUIET).await;
            // One tick is allowed: the server checks its log and its sessions now and then.
            if self.cpu()? - before <= Duration::from_millis(10) {
                return Ok(());
            }
        }
        Err("the program does not become quiet".into())
    }

    /// Resident memory in MiB.
    pub(crate) fn memory(&self) -> Outcome<f64> {
        self.status("VmRSS:")
    }

    /// The most resident memory so far in MiB.
    pub(crate) fn peak_memory(&self) -> Outcome<f64> {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> Outcome<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let line = status.lines().find(|line| line.starts_with(name));
        let line = line.ok_or_else(|| format!("no {name}"))?;
        let kib: f64 = line.split_whitespace().nth(1).unwrap_or("0").parse()?;
        Ok(kib / 1024.0)
    }

    /// Kills the program and waits until it has exited.
    pub(crate) async fn stop(mut self) -> Outcome {
        self.child.kill().await?;
        Ok(())
    }
}

/// Raises the limit of sockets for this process and for each process that it starts.
pub(crate) fn allow_sockets(count: usize) -> Outcome {
    let needed = count as u64 + OTHER_FILES;
    let mut limit = getrlimit(Resource::Nofile);
    if limit.maximum.is_some_and(|most| most < needed) {
        return Err(
            format!("{count} sockets need {needed} file descriptors: raise `ulimit -Hn`").into(),
        );
    }
    limit.current = limit.current.map(|allowed| allowed.max(needed));
    Ok(setrlimit(Resource::Nofile, limit)?)
}

/// Starts the server with a separate database file.
pub(crate) async fn server(folder: &Path, settings: &[(&str, &str)]) -> Outcome<Program> {
    let mut command = Command::new(binary("bruinbridge"));
    command
        .env("BIND", "127.0.0.1:0")
        .env(
            "DATABASE_URL",
            format!("sqlite://{}?mode=rwc", folder.join("bench.db").display()),
        )
        .env("LOG_LEVEL", "error")
        // All load comes from one host.
        .env("CONNECTIONS_PER_CLIENT", "0")
        .env("UNAUTHENTICATED_SOCKETS_PER_CLIENT", "1000000")
        .env("SOCKETS_PER_CLIENT", "0")
        .env("SOCKETS_PER_SESSION", "0")
        .env("SUBSCRIPTION_BYTES_PER_SESSION", "0")
        .env("RATE_LIMITS", "off")
        .envs(settings.iter().copied());
    Program::start(command).await
}

/// Starts a subcommand of this program.
pub(crate) async fn myself(arguments: &[&str]) -> Outcome<Program> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(arguments);
    Program::start(command).await
}

/// The path of a program in the same build directory.
pub(crate) fn binary(name: &str) -> PathBuf {
    let mut path = std::env::current_exe().unwrap_or_default();
    path.set_file_name(name);
    path
}

/// A temporary folder, deleted when dropped.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// Creates the folder of this process.
    pub(crate) fn new() -> Outcome<Self> {
        let path = std::env::temp_dir().join(format!("bruinbridge-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
