//! An import that is killed twice ends with what the dry run promised.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use bruinbridge::app::App;
use bruinbridge::clock::Clock;
use bruinbridge::config::{Config, Source};
use bruinbridge::db::Db;
use bruinbridge::import::{Decision, Phase, Progress, apply, plan, read};
use serde_json::{Value, json};

use super::{DUMP, decisions, planned};
use crate::harness::{Database, Server, end_of};

/// The environment variable that makes this program import a file.
const IMPORTS: &str = "IMPORT_FILE";
/// The environment variable that makes it end at once when a part of this phase is done, as if it were killed.
const ABORTS: &str = "IMPORT_ABORTS_IN";
const USERS: usize = 1400;

#[tokio::test]
async fn an_import_that_is_killed_twice_ends_as_promised() {
    let (sqlite, postgres) = (Database::sqlite().await, Database::postgres().await);
    tokio::join!(is_completed(sqlite), is_completed(postgres));
}

async fn is_completed(database: Database) {
    let file = file(database.name);
    let server = Server::on(&database, &[]).await;
    let bytes = std::fs::read(&file).expect("the file");
    let promised = planned(&server, &bytes).await;
    let is_added =
        |row: &&bruinbridge::import::PlannedRow| matches!(row.decision, Decision::Add(_));
    let users = i64::try_from(promised.rows.iter().filter(is_added).count()).expect("a number");
    for (phase, table) in [
        (Phase::Accounts, "users"),
        (Phase::Blocks, "blacklist"),
        (Phase::Matches, "matches"),
    ] {
        let before = server.count(table).await;
        let mut child = spawn(&database.url, &file, Some(phase));
        let status = end_of(&mut child).await;
        assert!(!status.success(), "it was killed");
        assert!(server.count(table).await > before, "{table}");
        assert_eq!(
            server.count("users").await == users,
            phase != Phase::Accounts
        );
    }
    let status = end_of(&mut spawn(&database.url, &file, None)).await;
    assert!(status.success());
    assert_eq!(server.count("users").await, users);
    let matches = promised
        .relations
        .iter()
        .filter(|relation| relation.decision.is_ok());
    assert!(
        !promised
            .relations
            .iter()
            .any(|relation| relation.is_present)
    );
    let related = server.count("matches").await + server.count("blacklist").await;
    assert_eq!(usize::try_from(related).expect("a number"), matches.count());
    let again = planned(&server, &bytes).await;
    let unchanged: Vec<String> = decisions(&promised)
        .into_iter()
        .map(|decision| decision.replace("added", "unchanged"))
        .collect();
    assert_eq!(decisions(&again), unchanged);
    let missing = |relation: &&bruinbridge::import::Relation| {
        relation.decision.is_ok() && !relation.is_present
    };
    assert_eq!(again.relations.iter().filter(missing).count(), 0);
    std::fs::remove_file(file).expect("removed");
    drop(server);
    database.remove().await;
}

/// Writes the dump of Django many times over, with other ids and addresses.
fn file(name: &str) -> PathBuf {
    let users: Vec<Value> = serde_json::from_slice(DUMP).expect("users");
    let mut rows = Vec::with_capacity(USERS);
    for number in 0..USERS {
        let copy = number / users.len();
        let mut text = users[number % users.len()].to_string();
        text = text.replace("@ucla.edu", &format!("c{copy}@ucla.edu"));
        let mut row: Value = serde_json::from_str(&text).expect("a row");
        row["pk"] = json!(format!("00000000-0000-4000-8000-{:012x}", number + 1));
        rows.push(row);
    }
    let path = std::env::temp_dir().join(format!("import-{}-{name}.json", std::process::id()));
    std::fs::write(&path, Value::from(rows).to_string()).expect("a file");
    path
}

fn spawn(database: &str, file: &Path, phase: Option<Phase>) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["import::killed::imports", "--exact", "--nocapture"])
        .env(IMPORTS, file)
        .env(ABORTS, format!("{phase:?}"))
        .env("DATABASE_URL", database)
        .env("HASH_THREADS", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process")
}

/// Runs in the started process.
#[tokio::test]
async fn imports() {
    let Some(file) = std::env::var_os(IMPORTS) else {
        return;
    };
    let source = Source::environment().expect("an environment");
    let config = Config::read(&source).expect("settings");
    let db = Db::connect(&config.database).await.expect("a database");
    let app = App::new(config, db, Clock::System).expect("an application");
    let records = read(&std::fs::read(file).expect("the file")).expect("users");
    let mut plan = plan(&app, &records).await.expect("a plan");
    let phase = std::env::var(ABORTS).expect("a phase");
    let progress = |progress: Progress| {
        if format!("{:?}", Some(progress.phase)) == phase {
            std::process::abort();
        }
    };
    apply(&app, &mut plan, progress).await.expect("an import");
}
