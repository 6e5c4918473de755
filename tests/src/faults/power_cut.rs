//! A power cut at any moment: what SQLite had flushed to the disk by then contains everything that was acknowledged.
//!
//! The server runs with a library that copies the database after each flush of its log. Whoever gets a response notes
//! the newest copy at that moment, which must already hold the change.

use std::path::{Path, PathBuf};
use std::process::Command;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;

use super::process::Process;
use super::writers::{address, member};
use crate::harness::Database;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/faults/sync_copies.c");

const UPDATE: &str =
    "mutation($input: ProfileInput!) { updateProfile(input: $input) { errors { code } } }";

/// Members that write at the same time, so that their commits are shared.
const MEMBERS: usize = 16;
/// Changes of each member.
const CHANGES: usize = 12;

/// A change that was acknowledged, and the newest copy at that moment.
struct Acknowledged {
    member: usize,
    change: usize,
    copy: usize,
}

/// Compiles the library that makes the copies.
fn library(folder: &Path) -> PathBuf {
    let library = folder.join("sync_copies.so");
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let compiled = Command::new(compiler)
        .args(["-shared", "-fPIC", "-o"])
        .arg(&library)
        .args([SOURCE, "-ldl", "-pthread"])
        .status()
        .expect("a C compiler");
    assert!(compiled.success());
    library
}

fn newest_copy(folder: &Path) -> usize {
    let files = std::fs::read_dir(folder).expect("the copies");
    let names = files.map(|file| file.expect("a file").file_name());
    let number = |name: &str| name.strip_suffix(".db")?.parse().ok();
    names
        .filter_map(|name| number(name.to_str()?))
        .max()
        .unwrap_or(0)
}

async fn write(url: String, number: usize, token: String, folder: PathBuf) -> Vec<Acknowledged> {
    let client = reqwest::Client::new();
    let mut acknowledged = Vec::new();
    for change in 1..=CHANGES {
        let input = json!({ "input": { "hobbies": change.to_string() } });
        let request = client
            .post(format!("{url}/graphql"))
            .bearer_auth(&token)
            .json(&json!({ "query": UPDATE, "variables": input }));
        let response = request.send().await.expect("a response");
        let response: serde_json::Value = response.json().await.expect("JSON");
        assert_eq!(response["data"]["updateProfile"]["errors"], json!([]));
        acknowledged.push(Acknowledged {
            member: number,
            change,
            copy: newest_copy(&folder),
        });
    }
    acknowledged
}

/// The last change of each member in a copy.
async fn changes_in(folder: &Path, copy: usize) -> Vec<usize> {
    let url = format!("sqlite://{}/{copy}.db?mode=rw", folder.display());
    let database = sea_orm::Database::connect(url).await.expect("a database");
    let mut changes = Vec::new();
    for number in 0..MEMBERS {
        let query = Statement::from_sql_and_values(
            DbBackend::Sqlite,
            "SELECT hobbies FROM users WHERE email = ?",
            [address(number).into()],
        );
        let row = database.query_one_raw(query).await.expect("a database");
        let hobbies: String = row.expect("a member").try_get("", "hobbies").expect("text");
        changes.push(hobbies.parse().unwrap_or(0));
    }
    database.close().await.expect("closed");
    changes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_power_cut_loses_nothing_that_was_acknowledged() {
    let database = Database::sqlite().await;
    let folder = database.file().with_file_name("copies");
    std::fs::create_dir(&folder).expect("a folder");
    let library = library(&folder);
    let variables = [
        ("LD_PRELOAD", library.as_os_str()),
        ("SYNC_COPIES", folder.as_os_str()),
    ];
    let process = Process::start_with(&database, &variables).await;
    let mut tokens = Vec::new();
    for number in 0..MEMBERS {
        tokens.push(member(&process.url, number).await);
    }
    let writers: Vec<_> = tokens
        .into_iter()
        .enumerate()
        .map(|(number, token)| {
            let (url, folder) = (process.url.clone(), folder.clone());
            tokio::spawn(write(url, number, token, folder))
        })
        .collect();
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.extend(writer.await.expect("a writer"));
    }
    drop(process);
    assert_eq!(acknowledged.len(), MEMBERS * CHANGES);
    acknowledged.sort_by_key(|acknowledged| acknowledged.copy);
    for same in acknowledged.chunk_by(|one, other| one.copy == other.copy) {
        let stored = changes_in(&folder, same[0].copy).await;
        for Acknowledged {
            member,
            change,
            copy,
        } in same
        {
            assert!(
                stored[*member] >= *change,
                "copy {copy} lacks change {change} of member {member}: {stored:?}"
            );
        }
    }
}
