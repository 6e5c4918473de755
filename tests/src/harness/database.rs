//! Fresh databases: copies of one that was migrated once a process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use bruinbridge::config::{Config, Source};
use bruinbridge::db::{Db, migrate};
use sea_orm::ConnectionTrait;
use tokio::sync::OnceCell;

use super::postgres::{Cluster, cluster};

/// A database of one test's own.
pub(crate) struct Database {
    /// Its kind, for messages.
    pub(crate) name: &'static str,
    /// For `DATABASE_URL`.
    pub(crate) url: String,
    location: Location,
}

enum Location {
    Folder(PathBuf),
    Cluster(String),
    Alone(Cluster),
}

impl Database {
    /// A migrated SQLite file.
    pub(crate) async fn sqlite() -> Self {
        static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(sqlite_template).await;
        let database = Self::empty_sqlite();
        fs::write(database.file(), template).expect("a copy of the template");
        database
    }

    /// A SQLite file without tables.
    pub(crate) fn empty_sqlite() -> Self {
        let folder = parent().join(unique_name());
        fs::create_dir_all(&folder).expect("a folder for the database");
        Self {
            name: "SQLite",
            url: format!("sqlite://{}/test.db?mode=rwc", folder.display()),
            location: Location::Folder(folder),
        }
    }

    /// A migrated PostgreSQL database.
    pub(crate) async fn postgres() -> Self {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(postgres_template).await;
        let name = unique_name();
        // Copying files takes a quarter of the time of the usual way through the write-ahead log.
        let create = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
        administer(&create).await;
        Self::in_cluster(name)
    }

    /// A PostgreSQL database without tables.
    pub(crate) async fn empty_postgres() -> Self {
        let name = unique_name();
        administer(&format!("CREATE DATABASE {name}")).await;
        Self::in_cluster(name)
    }

    /// A migrated PostgreSQL that no other test uses, so that it may be restarted.
    pub(crate) async fn postgres_alone() -> Self {
        let cluster = Cluster::start_new();
        let database = Self {
            name: "PostgreSQL",
            url: cluster.url("postgres"),
            location: Location::Alone(cluster),
        };
        let db = database.connect().await;
        // What was committed is to survive the crash of a restart.
        let durable = "ALTER DATABASE postgres SET synchronous_commit = on";
        db.writer()
            .execute_unprepared(durable)
            .await
            .expect(durable);
        migrate::up(&db).await.expect("migrations");
        database
    }

    /// Restarts a PostgreSQL of the test's own; open connections break.
    pub(crate) fn restart(&self) {
        self.cluster_of_its_own().restart();
    }

    /// Stops a PostgreSQL of the test's own.
    pub(crate) fn stop(&self) {
        self.cluster_of_its_own().stop();
    }

    /// Starts it again.
    pub(crate) fn start(&self) {
        self.cluster_of_its_own().start();
    }

    fn cluster_of_its_own(&self) -> &Cluster {
        match &self.location {
            Location::Alone(cluster) => cluster,
            _ => panic!("others use this database"),
        }
    }

    fn in_cluster(name: String) -> Self {
        Self {
            name: "PostgreSQL",
            url: cluster().url(&name),
            location: Location::Cluster(name),
        }
    }

    /// The settings of a server on this database: the defaults and what differs from them.
    pub(crate) fn settings(&self, differing: &[(&str, &str)]) -> Source {
        let defaults = Source::defaults()
            .expect("default settings")
            .with("BIND", "127.0.0.1:0")
            .with("DATABASE_URL", &self.url)
            // Both databases of a test run at once, and so do several tests.
            .with("DATABASE_CONNECTIONS", "6")
            .with("HASH_THREADS", "1");
        differing
            .iter()
            .fold(defaults, |source, (name, value)| source.with(name, *value))
    }

    /// Opens it.
    pub(crate) async fn connect(&self) -> Db {
        let config = Config::read(&self.settings(&[])).expect("settings");
        Db::connect(&config.database).await.expect("a database")
    }

    /// Removes a database of the cluster; a file goes by itself.
    pub(crate) async fn remove(self) {
        if let Location::Cluster(name) = &self.location {
            administer(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }

    /// The file of a SQLite database.
    pub(crate) fn file(&self) -> PathBuf {
        match &self.location {
            Location::Folder(folder) => folder.join("test.db"),
            Location::Cluster(_) | Location::Alone(_) => panic!("{} is no file", self.name),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Location::Folder(folder) = &self.location {
            // SQLite may put a file back while its folder is emptied.
            for _ in 0..10 {
                if fs::remove_dir_all(folder).is_ok() {
                    return;
                }
            }
        }
    }
}

async fn sqlite_template() -> Vec<u8> {
    let database = Database::empty_sqlite();
    let db = database.connect().await;
    migrate::up(&db).await.expect("migrations");
    // Closing the last connection moves everything from the write-ahead log into the file.
    let (reader, writer) = (db.reader().clone(), db.writer().clone());
    drop(db);
    reader.close().await.expect("closed");
    writer.close().await.expect("closed");
    fs::read(database.file()).expect("the template")
}

async fn postgres_template() -> String {
    let database = Database::empty_postgres().await;
    let db = database.connect().await;
    migrate::up(&db).await.expect("migrations");
    // No connection may be open to a template while it is copied.
    db.writer().clone().close().await.expect("closed");
    match &database.location {
        Location::Cluster(name) => name.clone(),
        Location::Folder(_) | Location::Alone(_) => panic!("no database of the cluster"),
    }
}

async fn administer(statement: &str) {
    let connection = sea_orm::Database::connect(cluster().url("postgres"))
        .await
        .expect("the cluster");
    connection
        .execute_unprepared(statement)
        .await
        .expect(statement);
    connection.close().await.expect("closed");
}

fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("bruinbridge_test_{}_{number}", process::id())
}

/// Nothing here outlives the tests, so nothing needs to reach a disk.
fn parent() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    }
}
