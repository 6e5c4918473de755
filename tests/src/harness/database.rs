//! Fresh databases, copied from a template that is migrated once per process.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, process};

use bruinbridge::config::{Config, Source};
use bruinbridge::db::{Db, migrate};
use sea_orm::ConnectionTrait;
use tokio::sync::OnceCell;

use super::postgres::{Cluster, cluster};

/// A database that belongs to one test.
pub(crate) struct Database {
    /// The name of the database engine, for messages.
    pub(crate) name: &'static str,
    /// The value of `DATABASE_URL`.
    pub(crate) url: String,
    /// The value of `MEDIA_DIR`: a folder that is deleted when this is dropped.
    pub(crate) media: PathBuf,
    location: Location,
}

enum Location {
    Folder(PathBuf),
    Cluster(String),
    OwnCluster(Cluster),
}

impl Database {
    /// Creates a migrated SQLite file.
    pub(crate) async fn sqlite() -> Self {
        static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(sqlite_template).await;
        let database = Self::empty_sqlite();
        fs::write(database.file(), template).expect("a copy of the template");
        database
    }

    /// Creates a SQLite file without tables.
    pub(crate) fn empty_sqlite() -> Self {
        let folder = parent().join(unique_name());
        fs::create_dir_all(&folder).expect("a folder for the database");
        Self {
            name: "SQLite",
            url: format!("sqlite://{}/test.db?mode=rwc", folder.display()),
            media: media(),
            location: Location::Folder(folder),
        }
    }

    /// Creates a migrated PostgreSQL database.
    pub(crate) async fn postgres() -> Self {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(postgres_template).await;
        let name = unique_name();
        // FILE_COPY takes a quarter of the time of the default strategy, which writes to the write-ahead log.
        let create = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
        run_in_cluster(&create).await;
        Self::in_cluster(name)
    }

    /// Creates a PostgreSQL database without tables.
    pub(crate) async fn empty_postgres() -> Self {
        let name = unique_name();
        run_in_cluster(&format!("CREATE DATABASE {name}")).await;
        Self::in_cluster(name)
    }

    /// Starts a migrated PostgreSQL cluster that no other test uses, so that this test may restart it.
    pub(crate) async fn postgres_alone() -> Self {
        let cluster = Cluster::start_new();
        let database = Self {
            name: "PostgreSQL",
            url: cluster.url("postgres"),
            media: media(),
            location: Location::OwnCluster(cluster),
        };
        let db = database.connect().await;
        // Committed data must survive the crash that a restart simulates.
        let durable = "ALTER DATABASE postgres SET synchronous_commit = on";
        db.writer()
            .execute_unprepared(durable)
            .await
            .expect(durable);
        migrate::up(&db).await.expect("migrations");
        database
    }

    /// Restarts the test's own PostgreSQL cluster; open connections break.
    pub(crate) fn restart(&self) {
        self.own_cluster().restart();
    }

    /// Stops the test's own PostgreSQL cluster.
    pub(crate) fn stop(&self) {
        self.own_cluster().stop();
    }

    /// Starts the test's own PostgreSQL cluster again.
    pub(crate) fn start(&self) {
        self.own_cluster().start();
    }

    fn own_cluster(&self) -> &Cluster {
        match &self.location {
            Location::OwnCluster(cluster) => cluster,
            _ => panic!("other tests use this database"),
        }
    }

    fn in_cluster(name: String) -> Self {
        Self {
            name: "PostgreSQL",
            url: cluster().url(&name),
            media: media(),
            location: Location::Cluster(name),
        }
    }

    /// Returns the settings of a server on this database: the defaults, overridden by `differing`.
    pub(crate) fn settings(&self, differing: &[(&str, &str)]) -> Source {
        let defaults = Source::defaults()
            .expect("default settings")
            .with("BIND", "127.0.0.1:0")
            .with("DATABASE_URL", &self.url)
            // A test runs on both databases at once, and several tests run at once.
            .with("DATABASE_CONNECTIONS", "6")
            .with("HASH_THREADS", "1")
            .with("MEDIA_DIR", self.media.display().to_string())
            .with("PICTURE_HOSTS", "pictures.example")
            .with("RATE_LIMITS", "off")
            // Most tests move the clock between a sign-in and what the administrator does.
            .with("REAUTHENTICATE_AFTER_MINUTES", "0")
            // Tests move the clock by days while administrators are signed in.
            .with("ADMIN_SESSION_LIFETIME", "720")
            .with("ADMIN_SESSION_IDLE_TIMEOUT", "168")
            .with("SECRET_KEY", "only this server knows these words");
        differing
            .iter()
            .fold(defaults, |source, (name, value)| source.with(name, *value))
    }

    /// Connects to the database.
    pub(crate) async fn connect(&self) -> Db {
        let config = Config::read(&self.settings(&[])).expect("settings");
        Db::connect(&config.database).await.expect("a database")
    }

    /// Drops a database of the shared cluster. SQLite files are deleted when this is dropped.
    pub(crate) async fn remove(self) {
        if let Location::Cluster(name) = &self.location {
            run_in_cluster(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }

    /// Returns the path of the SQLite file. Panics for PostgreSQL.
    pub(crate) fn file(&self) -> PathBuf {
        match &self.location {
            Location::Folder(folder) => folder.join("test.db"),
            Location::Cluster(_) | Location::OwnCluster(_) => panic!("{} is not a file", self.name),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // There is none unless the test stored a picture.
        let _ = fs::remove_dir_all(&self.media);
        if let Location::Folder(folder) = &self.location {
            // SQLite may create a file again while its folder is being deleted.
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
    reader.close().await.expect("a closed connection");
    writer.close().await.expect("a closed connection");
    fs::read(database.file()).expect("the template")
}

async fn postgres_template() -> String {
    let database = Database::empty_postgres().await;
    let db = database.connect().await;
    migrate::up(&db).await.expect("migrations");
    // PostgreSQL copies a template only while no connection to it is open.
    db.writer()
        .clone()
        .close()
        .await
        .expect("a closed connection");
    match &database.location {
        Location::Cluster(name) => name.clone(),
        Location::Folder(_) | Location::OwnCluster(_) => {
            panic!("not a database of the shared cluster")
        }
    }
}

async fn run_in_cluster(statement: &str) {
    let connection = sea_orm::Database::connect(cluster().url("postgres"))
        .await
        .expect("the cluster");
    connection
        .execute_unprepared(statement)
        .await
        .expect(statement);
    connection.close().await.expect("a closed connection");
}

fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("bruinbridge_test_{}_{number}", process::id())
}

fn media() -> PathBuf {
    parent().join(format!("{}_media", unique_name()))
}

/// Returns the folder for SQLite files: in memory if possible, because nothing needs to outlive the tests.
fn parent() -> PathBuf {
    let shared_memory = Path::new("/dev/shm");
    if shared_memory.is_dir() {
        shared_memory.to_owned()
    } else {
        std::env::temp_dir()
    }
}
