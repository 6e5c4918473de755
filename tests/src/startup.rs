//! Databases that a server cannot work with: it does not start, and names the database, the cause and what to do.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use bruinbridge::app::App;
use bruinbridge::config::Config;
use bruinbridge::db::Db;
use sea_orm::ConnectionTrait;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::harness::{Database, Server};

/// Connects to a database that cannot be used, and returns the one line that says why.
async fn refusal(database: &Database, url: &str) -> String {
    let source = database.settings(&[("DATABASE_URL", url)]);
    let config = Config::read(&source).expect("settings");
    let started = Instant::now();
    let error = Db::connect(&config.database).await.expect_err(url);
    assert!(started.elapsed() < Duration::from_secs(8), "{url}");
    checked(&error.to_string())
}

/// Starts a server on a database that it cannot work with.
async fn refusal_to_start(database: &Database, url: &str) -> String {
    let source = database.settings(&[("DATABASE_URL", url)]);
    let config = Config::read(&source).expect("settings");
    let error = App::open(config).await.expect_err(url);
    checked(&error.to_string())
}

fn checked(line: &str) -> String {
    assert!(line.starts_with("DATABASE_URL: the database "), "{line}");
    assert!(line.contains("; for example DATABASE_URL="), "{line}");
    assert_eq!(line.lines().count(), 1, "{line}");
    line.to_owned()
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_named_with_the_cause_and_stays_as_it_is() {
    let database = Database::empty_sqlite();
    let folder = database.file().parent().expect("a folder").to_owned();
    let text = folder.join("text.txt");
    fs::write(&text, "This is a text and no database.").expect("a file");
    let short = folder.join("short.txt");
    fs::write(&short, "short").expect("a file");
    let other = folder.join("folder");
    fs::create_dir(&other).expect("a folder");
    let missing = folder.join("missing.db");
    let named = [&text, &short, &other];
    for path in named {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a mode");
    }
    for (path, mode, cause) in [
        (&text, "rwc", "is not a file of SQLite"),
        (&short, "rwc", "is not a file of SQLite"),
        (&other, "rwc", "is not a file"),
        (&missing, "rw", "does not exist; add ?mode=rwc"),
        (&"/proc/x.db".into(), "rwc", "cannot be created"),
        (&"/proc/none/x.db".into(), "rwc", "cannot be created"),
    ] {
        let url = format!("sqlite://{}?mode={mode}", path.display());
        let line = refusal(&database, &url).await;
        assert!(line.contains(cause), "{line}");
        let shown = match path.starts_with("/proc") {
            true => "/proc",
            false => path.to_str().expect("text"),
        };
        assert!(line.contains(shown), "{line}");
    }
    for path in named {
        let mode = fs::metadata(path).expect("it exists").permissions().mode() & 0o777;
        assert_eq!(mode, 0o755, "{}", path.display());
    }
    let line = refusal(&database, "sqlite://x.db?mode=bogus").await;
    assert!(line.contains("mode is ro, rw or rwc"), "{line}");
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_named_with_the_cause() {
    let database = Database::postgres().await;
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let silent = format!("127.0.0.1:{port}");
    let unknown = "x".repeat(64);
    let missing = database.url.rsplit_once('/').expect("a path").0;
    for (url, location, cause) in [
        ("postgres://jo@127.0.0.1:9/x", "127.0.0.1:9/x", "refused"),
        (
            // No resolver is asked about a label that is too long.
            &format!("postgres://jo@{unknown}/x"),
            &format!("{unknown}:5432/x"),
            "lookup",
        ),
        (
            &format!("postgres://jo@{silent}/x?sslmode=disable"),
            &silent,
            "does not respond",
        ),
        (
            &format!("{missing}/missing"),
            "/missing",
            "does not exist; create the database",
        ),
    ] {
        let line = refusal(&database, url).await;
        assert!(line.contains(location), "{line}");
        assert!(line.contains(cause), "{line}");
    }
    database.remove().await;
}

#[tokio::test]
async fn a_database_that_cannot_be_written_stops_the_start() {
    let database = Database::sqlite().await;
    let url = database.url.replace("mode=rwc", "mode=ro");
    let line = refusal_to_start(&database, &url).await;
    assert!(line.contains("test.db"), "{line}");
    assert!(line.contains("cannot be written"), "{line}");

    let database = Database::postgres().await;
    let name = database.url.rsplit_once('/').expect("a path").1;
    let statement = format!("ALTER DATABASE {name} SET default_transaction_read_only = on");
    let db = database.connect().await;
    let set = db.writer().execute_unprepared(&statement).await;
    set.expect("a setting");
    let line = refusal_to_start(&database, &database.url).await;
    assert!(line.contains(name), "{line}");
    assert!(line.contains("is read-only"), "{line}");
    database.remove().await;
}

#[tokio::test]
async fn a_database_without_space_stops_the_start() {
    let database = Database::sqlite().await;
    let db = database.connect().await;
    db.check_writable().await.expect("it can be written");
    let full = "PRAGMA max_page_count = 1";
    db.writer()
        .execute_unprepared(full)
        .await
        .expect("a pragma");
    let error = db.check_writable().await.expect_err("it is full");
    let line = checked(&error.to_string());
    assert!(line.contains("full"), "{line}");
}

#[tokio::test]
async fn a_postgresql_database_that_cannot_store_every_character_stops_the_start() {
    let database = Database::postgres().await;
    let (cluster, name) = database.url.rsplit_once('/').expect("a path");
    for encoding in ["LATIN1", "SQL_ASCII"] {
        let other = format!("{name}_{}", encoding.to_lowercase());
        let create =
            format!("CREATE DATABASE {other} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0");
        let db = database.connect().await;
        let created = db.writer().execute_unprepared(&create).await;
        created.expect("a database");
        let line = refusal_to_start(&database, &format!("{cluster}/{other}")).await;
        assert!(line.contains(&format!("the encoding {encoding}")), "{line}");
        assert!(
            line.contains("ENCODING 'UTF8' TEMPLATE template0"),
            "{line}"
        );
        let dropped = format!("DROP DATABASE {other} WITH (FORCE)");
        let dropped = db.writer().execute_unprepared(&dropped).await;
        dropped.expect("no database");
    }
    database.remove().await;
}

/// Responds like PgBouncer in transaction mode: all clients share one session, and some parameters are refused.
struct Pooler {
    url: String,
}

impl Pooler {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(pool(stream));
            }
        });
        Self {
            url: format!("postgres://jo@{address}/x?sslmode=disable"),
        }
    }
}

async fn pool(mut stream: TcpStream) -> std::io::Result<()> {
    let length = stream.read_u32().await?;
    let mut parameters = vec![0; length as usize - 4];
    stream.read_exact(&mut parameters).await?;
    if String::from_utf8_lossy(&parameters).contains("extra_float_digits") {
        let fields =
            b"SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: extra_float_digits\0\0";
        return stream.write_all(&message(b'E', fields)).await;
    }
    let signed_in = [
        message(b'R', &[0; 4]),
        message(b'K', &[0, 0, 0, 7, 0, 0, 0, 7]),
    ];
    stream.write_all(&signed_in.concat()).await?;
    stream.write_all(&message(b'Z', b"I")).await?;
    while stream.read_u8().await? == b'Q' {
        let length = stream.read_u32().await?;
        let mut query = vec![0; length as usize - 4];
        stream.read_exact(&mut query).await?;
        let value: &[u8] = match String::from_utf8_lossy(&query).contains("encoding") {
            true => b"UTF8",
            false => b"7",
        };
        let column = b"\0\x01value\0\0\0\0\0\0\0\0\0\0\x19\xff\xff\xff\xff\xff\xff\0\0";
        let row = [
            &[0, 1, 0, 0, 0, u8::try_from(value.len()).expect("short")],
            value,
        ]
        .concat();
        let response = [
            message(b'T', column),
            message(b'D', &row),
            message(b'C', b"SELECT 1\0"),
            message(b'Z', b"I"),
        ];
        stream.write_all(&response.concat()).await?;
    }
    Ok(())
}

/// A message of PostgreSQL's protocol.
fn message(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 4).expect("short");
    [&[kind], &length.to_be_bytes()[..], content].concat()
}

#[tokio::test]
async fn a_pooler_in_transaction_mode_is_named() {
    let database = Database::empty_sqlite();
    let pooler = Pooler::open().await;
    let line = refusal(&database, &pooler.url).await;
    assert!(line.contains("pooler in transaction mode"), "{line}");
    assert!(line.contains("pool_mode = session"), "{line}");
}

/// Two databases that become read-only while a server runs.
#[tokio::test]
async fn a_database_that_becomes_read_only_makes_the_server_not_ready_until_it_is_writable_again() {
    let database = Database::postgres_alone().await;
    let server = Server::on(&database, &[]).await;
    for (value, is_ready) in [("off", true), ("on", false), ("off", true)] {
        for statement in [
            format!("ALTER SYSTEM SET default_transaction_read_only = {value}"),
            "SELECT pg_reload_conf()".to_owned(),
        ] {
            let run = server.app.db.writer().execute_unprepared(&statement).await;
            run.expect("a statement");
        }
        server.await_readyz(is_ready).await;
    }
    let database = Database::sqlite().await;
    let server = Server::on(&database, &[]).await;
    for (value, is_ready) in [("OFF", true), ("ON", false), ("OFF", true)] {
        let statement = format!("PRAGMA query_only = {value}");
        let set = server.app.db.writer().execute_unprepared(&statement).await;
        set.expect("a pragma");
        server.await_readyz(is_ready).await;
    }
}
