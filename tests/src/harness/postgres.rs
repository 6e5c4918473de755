//! A PostgreSQL cluster for the tests, started once per process. It is deleted when the process ends, even when killed.

use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, io};

/// The installation hint that a failing test prints, on one line.
const INSTALL: &str = "PostgreSQL 15 or newer is needed: `apt-get install postgresql`, or name the folder of \
                       initdb and pg_ctl in POSTGRES_BIN";

/// Settings that trade durability for speed: no data needs to outlive the tests.
const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=300",
    "shared_buffers=32MB",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=128MB",
    "autovacuum=off",
    "timezone=UTC",
];

/// Waits until the test process has closed its end of the pipe, then stops the server and deletes its folder.
const WATCHDOG: &str = r#"
read -r _
pid_file="$1/data/postmaster.pid"
pid=$(head -n 1 "$pid_file") && kill -QUIT "$pid"
tries=0
while [ -e "$pid_file" ] && [ "$tries" -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
rm -rf "$1"
"#;

/// A running PostgreSQL server with its own data folder and port.
pub(crate) struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    owner: Option<Owner>,
    port: u16,
    // Keeps the watchdog's standard input open. A drop or the end of the process closes it, and the watchdog cleans up.
    _watchdog: Child,
}

/// The user that runs PostgreSQL when the tests run as root, because PostgreSQL refuses to run as root.
#[derive(Clone, Copy)]
struct Owner {
    user: u32,
    group: u32,
}

/// Returns the cluster that all tests of this process share. Each test creates its own databases in it.
pub(crate) fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(Cluster::start_new)
}

impl Cluster {
    /// Starts a cluster for one test, which may stop it without disturbing others. It stops when dropped.
    pub(crate) fn start_new() -> Self {
        let programs = programs().unwrap_or_else(|| fail(INSTALL));
        let folder = new_folder();
        let owner = owner(&folder);
        let cluster = Self {
            _watchdog: watchdog(&folder),
            port: free_port(),
            programs,
            folder,
            owner,
        };
        cluster.initialize();
        cluster.start();
        cluster
    }

    /// Returns the URL of a database in this cluster. The database need not exist yet; `postgres` always exists.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Starts the server on the same port with its existing data and waits until it accepts connections.
    pub(crate) fn start(&self) {
        let settings = SETTINGS
            .iter()
            .map(|setting| format!(" -c {setting}"))
            .collect::<String>();
        let options = format!("-p {}{settings}", self.port);
        self.run(
            "pg_ctl",
            &[
                "start",
                "--wait",
                "--silent",
                "--log=../log",
                "--pgdata=.",
                "--options",
                &options,
            ],
        );
    }

    /// Stops the server at once, like a crash; open connections break.
    pub(crate) fn stop(&self) {
        self.run(
            "pg_ctl",
            &[
                "stop",
                "--wait",
                "--silent",
                "--mode=immediate",
                "--pgdata=.",
            ],
        );
    }

    /// Stops and starts the server; open connections break.
    pub(crate) fn restart(&self) {
        self.stop();
        self.start();
    }

    fn initialize(&self) {
        let locale = ["--encoding=UTF8", "--locale=C"];
        let access = ["--username=postgres", "--auth=trust"];
        self.run(
            "initdb",
            &[&["--pgdata=.", "--no-sync"][..], &locale, &access].concat(),
        );
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(self.programs.join(program));
        command
            .args(arguments)
            .current_dir(self.folder.join("data"))
            .stdin(Stdio::null());
        if let Some(owner) = self.owner {
            command.uid(owner.user).gid(owner.group);
        }
        let output = command
            .output()
            .unwrap_or_else(|error| fail(&format!("cannot run {program}: {error}")));
        if !output.status.success() {
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            fail(&format!(
                "{program} failed: {}{log}",
                String::from_utf8_lossy(&output.stderr)
            ));
        }
    }
}

fn programs() -> Option<PathBuf> {
    let named = std::env::var_os("POSTGRES_BIN").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    named
        .into_iter()
        .chain(debian_folders())
        .chain(std::env::split_paths(&path))
        .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
}

/// Returns the folders in which Debian keeps the programs of each version, outside PATH, newest first.
fn debian_folders() -> Vec<PathBuf> {
    let version = |folder: &fs::DirEntry| {
        folder
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok())
    };
    let mut found: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|folder| Some((version(&folder)?, folder.path().join("bin"))))
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, folder)| folder).collect()
}

fn new_folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("bruinbridge-postgres-{}-{number}", process::id());
    let folder = parent().join(name);
    let created = fs::remove_dir_all(&folder)
        .or_else(|error| {
            if error.kind() == io::ErrorKind::NotFound {
                Ok(())
            } else {
                Err(error)
            }
        })
        .and_then(|()| fs::create_dir_all(folder.join("data")));
    created.unwrap_or_else(|error| fail(&format!("cannot create {}: {error}", folder.display())));
    folder
}

/// Returns the folder for clusters: in memory if enough is free. Copying a database takes 30 ms there and 400 ms on a
/// disk.
fn parent() -> PathBuf {
    const ENOUGH_KIB: u64 = 4 << 20;
    let shared_memory = Path::new("/dev/shm");
    match free_kib(shared_memory) {
        Some(free) if free >= ENOUGH_KIB => shared_memory.to_owned(),
        _ => std::env::temp_dir(),
    }
}

fn free_kib(folder: &Path) -> Option<u64> {
    let output = Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    let table = String::from_utf8(output.stdout).ok()?;
    table
        .lines()
        .nth(1)?
        .split_whitespace()
        .nth(3)?
        .parse()
        .ok()
}

/// Gives the folder to an unprivileged user if root created it.
fn owner(folder: &Path) -> Option<Owner> {
    let is_root = fs::metadata(folder).is_ok_and(|metadata| metadata.uid() == 0);
    if !is_root {
        return None;
    }
    let owner = user("postgres")
        .or_else(|| user("nobody"))
        .unwrap_or_else(|| fail(INSTALL));
    for path in [folder, &folder.join("data")] {
        chown(path, Some(owner.user), Some(owner.group)).unwrap_or_else(|error| {
            fail(&format!(
                "cannot change the owner of {}: {error}",
                path.display()
            ))
        });
    }
    Some(owner)
}

fn user(name: &str) -> Option<Owner> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let mut fields = users
        .lines()
        .map(|line| line.split(':'))
        .find(|fields| fields.clone().next() == Some(name))?;
    let user = fields.nth(2)?.parse().ok()?;
    let group = fields.next()?.parse().ok()?;
    Some(Owner { user, group })
}

fn watchdog(folder: &Path) -> Child {
    Command::new("sh")
        .args(["-c", WATCHDOG, "watchdog"])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Its own process group, which Ctrl-C in the terminal does not reach.
        .process_group(0)
        .spawn()
        .unwrap_or_else(|error| fail(&format!("cannot run sh: {error}")))
}

/// Returns a port on which nothing listens, below the ports that the system hands out by itself (from 32768 on Linux):
/// a connection or a listener on port 0 would otherwise take it before the cluster starts, or while it is stopped.
fn free_port() -> u16 {
    const PORTS: std::ops::Range<u32> = 15_000..32_000;
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    // Processes that run at the same time start far apart.
    let offset = process::id().wrapping_mul(97);
    (0..PORTS.end - PORTS.start)
        .map(|_| {
            offset.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % (PORTS.end - PORTS.start)
        })
        .filter_map(|number| u16::try_from(PORTS.start + number).ok())
        .find(is_free)
        .unwrap_or_else(|| fail("no port between 15000 and 32000 is free"))
}

/// Fails the test. A test without its database fails; it is never skipped.
fn fail(reason: &str) -> ! {
    panic!("{reason}")
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_separate_cluster_can_be_stopped_and_started() {
        let cluster = Cluster::start_new();
        let is_up = || TcpStream::connect(("127.0.0.1", cluster.port)).is_ok();
        assert!(is_up());
        cluster.restart();
        assert!(is_up());
        cluster.stop();
        assert!(!is_up());
    }
}
