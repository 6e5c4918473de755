//! Compares the schema that the migrations create with the committed dumps, to detect edits of released migrations.

use bruinbridge::db::{Db, Engine, migrate};

use super::schema::{rows, schema};
use super::{close, empty_databases};

/// The folder of the dumps.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/schema");

/// The environment variable that makes the test write the dumps instead of comparing them.
const UPDATE: &str = "UPDATE_SCHEMA_DUMP";

#[tokio::test]
async fn the_migrations_create_the_committed_schema() {
    let is_update = std::env::var_os(UPDATE).is_some();
    for database in empty_databases().await {
        let db = database.connect().await;
        migrate::up(&db).await.expect("up");
        let created = dump(&db, database.name).await;
        let file = match db.engine {
            Engine::Sqlite => format!("{FOLDER}/sqlite.sql"),
            Engine::Postgres => format!("{FOLDER}/postgres.sql"),
        };
        if is_update {
            std::fs::write(&file, &created).expect("a writable dump");
        }
        let committed = std::fs::read_to_string(&file).unwrap_or_default();
        let difference = difference(&committed, &created);
        assert!(
            difference.is_empty(),
            "The schema that the migrations create on {} differs from {file}. A released migration must not change. \
             If you added one, run `{UPDATE}=1 cargo test -p tests -- migrations::dump` and commit the result.\n{}",
            database.name,
            difference.join("\n")
        );
        close(db, database).await;
    }
}

/// Returns the schema, followed by the rows that the migrations insert.
async fn dump(db: &Db, name: &str) -> String {
    let mut rows = rows(db).await;
    for row in &mut rows {
        *row = format!("-- {row}\n");
    }
    format!(
        "-- The schema that the migrations make on {name}, written by tests/src/migrations/dump.rs. Do not edit.\n\n\
         {}\n-- Rows that the migrations insert:\n{}",
        schema(db).await,
        rows.concat()
    )
}

/// Returns the lines that only one of the texts has, or a note if only the order of lines differs.
fn difference(committed: &str, created: &str) -> Vec<String> {
    if committed == created {
        return Vec::new();
    }
    let only_in = |sign: char, these: &str, those: &str| {
        let others: Vec<String> = those.lines().map(str::to_owned).collect();
        let lines: Vec<String> = these.lines().map(str::to_owned).collect();
        let missing = lines.into_iter().filter(move |line| !others.contains(line));
        missing.map(move |line| format!("{sign} {line}"))
    };
    let mut lines: Vec<String> = only_in('-', committed, created).collect();
    lines.extend(only_in('+', created, committed));
    if lines.is_empty() {
        lines.push("The order of the lines differs.".to_owned());
    }
    lines
}
