//! Lists and searches among a thousand accounts and among a million: how much longer an answer takes.

use crate::Outcome;
use crate::crowd::{self, Database};
use crate::load::{self, Connection};
use crate::process::{self, Folder, Program};
use bytes::Bytes;
use serde_json::{Value, json};
use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// Accounts that a million is compared with.
const FEW: usize = 1000;
/// Answers of which the median is taken.
const ROUNDS: usize = 31;
/// No question waits longer for all its rounds, except for its first three.
const PATIENCE: Duration = Duration::from_secs(10);
const PASSWORD: &str = "secret123";

/// Who asks.
#[derive(Clone, Copy)]
enum Asker {
    Admin,
    Mentee,
}

use Asker::{Admin, Mentee};

const PAGE: &str = "nodes { id email fullName role isMatched mentor { id email } roster { mentees { id } spotsLeft } } \
                    pageInfo { endCursor hasNextPage }";
const MENTORS: &str = "nodes { id fullName spotsLeft } pageInfo { endCursor hasNextPage }";

/// What is asked: its name, by whom, the list, and the list's arguments.
#[rustfmt::skip]
const QUESTIONS: &[(&str, Asker, &str, &str)] = &[
    ("users, the newest", Admin, "users", ""),
    ("by joining, the oldest", Admin, "users", "orderBy: { field: JOINED_AT }"),
    ("by address", Admin, "users", "orderBy: { field: EMAIL }"),
    ("by name", Admin, "users", "orderBy: { field: NAME }"),
    ("by last login, the latest", Admin, "users", "orderBy: { field: LAST_LOGIN, direction: DESC }"),
    ("search, 1 in 50", Admin, "users", r#"filter: { search: "lee" }"#),
    ("search, two words that nobody has both of", Admin, "users", r#"filter: { search: "lee ba" }"#),
    ("search, one letter", Admin, "users", r#"filter: { search: "b" }"#),
    ("search, one account", Admin, "users", r#"filter: { search: "xaviera" }"#),
    ("search, one account, by name", Admin, "users", r#"filter: { search: "xaviera" }, orderBy: { field: NAME }"#),
    ("search, 1 in 50, by name", Admin, "users", r#"filter: { search: "lee" }, orderBy: { field: NAME }"#),
    ("search, 1 in 50, of the inactive", Admin, "users", r#"filter: { search: "lee", isActive: false }"#),
    ("mentors", Admin, "users", "filter: { role: MENTOR }"),
    ("administrators", Admin, "users", "filter: { role: ADMIN }"),
    ("administrators, by name", Admin, "users", "filter: { role: ADMIN }, orderBy: { field: NAME }"),
    ("unverified", Admin, "users", "filter: { isVerified: false }"),
    ("active", Admin, "users", "filter: { isActive: true }"),
    ("inactive, by name", Admin, "users", "filter: { isActive: false }, orderBy: { field: NAME }"),
    ("leaving, by last login", Admin, "users", "filter: { isDeleted: true }, orderBy: { field: LAST_LOGIN }"),
    ("matched", Admin, "users", "filter: { isMatched: true }"),
    ("not matched, the oldest", Admin, "users", "filter: { isMatched: false }, orderBy: { field: JOINED_AT }"),
    ("matched administrators", Admin, "users", "filter: { role: ADMIN, isMatched: true }"),
    ("active mentors, full, by address", Admin, "users", "filter: { role: MENTOR, isActive: true, isMatched: true }, orderBy: { field: EMAIL }"),
    ("board: unmatched", Admin, "unmatched", ""),
    ("board: full", Admin, "full", ""),
    ("board: matched", Admin, "matched", ""),
    ("directory", Mentee, "mentors", ""),
    ("directory, with places", Mentee, "mentors", "filter: { hasSpots: true }"),
    ("directory, one major", Mentee, "mentors", r#"filter: { major: "major 14" }"#),
    ("directory, a year of nobody", Mentee, "mentors", "filter: { year: 9 }"),
    ("directory, search", Mentee, "mentors", r#"filter: { search: "ba" }"#),
    ("directory, search for nobody", Mentee, "mentors", r#"filter: { search: "xaviera" }"#),
    ("suggestions", Mentee, "mentorSuggestions", ""),
    ("figures by role and match rate", Admin, "stats", ""),
    ("figures by day", Admin, "days", ""),
];

/// What is asked again once nobody is matched.
const UNMATCHED: &[(&str, Asker, &str, &str)] = &[
    (
        "nobody matched: matched",
        Admin,
        "users",
        "filter: { isMatched: true }",
    ),
    (
        "nobody matched: not matched, by name",
        Admin,
        "users",
        "filter: { isMatched: false }, orderBy: { field: NAME }",
    ),
    ("nobody matched: board: full", Admin, "full", ""),
    (
        "nobody matched: search, 1 in 50, of the matched",
        Admin,
        "users",
        r#"filter: { search: "lee", isMatched: true }"#,
    ),
];

/// Measures on SQLite, or on a PostgreSQL if its address is given, and prints a table.
pub(crate) async fn run(accounts: usize, postgres: Option<String>) -> Outcome {
    if let Some(url) = postgres {
        let few = measure(&created(&url, "people", FEW).await?, FEW).await?;
        let many = measure(&created(&url, "people", accounts).await?, accounts).await?;
        return report("PostgreSQL", accounts, &few, &many);
    }
    let folder = Folder::new()?;
    let file = |accounts: usize| {
        let file = folder.0.join(format!("{accounts}.db"));
        format!("sqlite://{}?mode=rwc", file.display())
    };
    let few = measure(&file(FEW), FEW).await?;
    let many = measure(&file(accounts), accounts).await?;
    report("SQLite", accounts, &few, &many)
}

/// A new database beside the one that is named.
pub(crate) async fn created(url: &str, scenario: &str, rows: usize) -> Outcome<String> {
    let name = format!("bench_{scenario}_{rows}");
    let mut database = Database::open(url).await?;
    database
        .run(&format!("DROP DATABASE IF EXISTS {name}"))
        .await?;
    database.run(&format!("CREATE DATABASE {name}")).await?;
    let (server, _) = url
        .rsplit_once('/')
        .ok_or("the address names no database")?;
    Ok(format!("{server}/{name}"))
}

type Answered = Vec<(&'static str, Duration)>;

async fn measure(url: &str, accounts: usize) -> Outcome<Answered> {
    prepare(url).await?;
    let mut database = Database::open(url).await?;
    database.fill(accounts).await?;
    let mut answered = ask(url, QUESTIONS).await?;
    answered.extend(deep_pages(url, accounts).await?);
    database.unmatch().await?;
    answered.extend(ask(url, UNMATCHED).await?);
    Ok(answered)
}

pub(crate) async fn serve(url: &str) -> Outcome<Program> {
    let settings = [
        ("DATABASE_URL", url),
        ("RATE_LIMITS", "off"),
        ("WEBHOOK_ALLOW_PRIVATE", "true"),
    ];
    process::server(std::path::Path::new("."), &settings).await
}

async fn ask(url: &str, questions: &[(&'static str, Asker, &str, &str)]) -> Outcome<Answered> {
    let server = serve(url).await?;
    let (admin, mentee) = (admin(&server).await?, member(&server).await?);
    let mut answered = Vec::new();
    for (name, asker, list, arguments) in questions {
        let token = match asker {
            Admin => &admin,
            Mentee => &mentee,
        };
        let mut connection = Connection::open(&server.address, Some(token)).await?;
        let body = load::body(&document(list, arguments), &Value::Null);
        answered.push((*name, median(&mut connection, &body).await?));
    }
    server.stop().await?;
    Ok(answered)
}

/// Pages that begin in the middle of a list, where the cursor of the account in the middle is.
async fn deep_pages(url: &str, accounts: usize) -> Outcome<Answered> {
    let server = serve(url).await?;
    let token = admin(&server).await?;
    let mut admin = Connection::open(&server.address, Some(&token)).await?;
    let middle = r#"filter: { search: "xaviera" }, first: 1, orderBy: { field: "#;
    let mut answered = Vec::new();
    for (name, field, filter) in [
        ("from the middle, by joining", "JOINED_AT", ""),
        ("from the middle, by name", "NAME", ""),
        (
            "from the middle, active, by name",
            "NAME",
            "filter: { isActive: true }, ",
        ),
        (
            "from the middle, mentors, by address",
            "EMAIL",
            "filter: { role: MENTOR }, ",
        ),
    ] {
        let document = format!("{{ list: users({middle}{field} }}) {{ {PAGE} }} }}");
        let found = answer(&mut admin, &load::body(&document, &Value::Null)).await?;
        let cursor = found.pointer("/data/list/pageInfo/endCursor");
        let cursor = cursor.ok_or("nobody in the middle")?;
        let arguments = format!("{filter}after: {cursor}, orderBy: {{ field: {field} }}");
        let document = document_of("users", &arguments, PAGE, accounts.min(50));
        let body = load::body(&document, &Value::Null);
        answered.push((name, median(&mut admin, &body).await?));
    }
    server.stop().await?;
    Ok(answered)
}

fn document(list: &str, arguments: &str) -> String {
    match list {
        "stats" => {
            "{ stats { roles { role accounts unverified } matchedMentees matchRate } }".to_owned()
        }
        "days" => "{ stats { days { date signIns } } }".to_owned(),
        "unmatched" | "full" => {
            format!("{{ matches {} }}", document_of(list, arguments, PAGE, 50))
        }
        "matched" => {
            let nodes = "nodes { matchedAt mentee { email } mentor { email } }";
            format!("{{ matches {} }}", document_of(list, arguments, nodes, 50))
        }
        "mentors" => document_of(list, arguments, MENTORS, 50),
        "mentorSuggestions" => {
            let nodes = "nodes { score sentence mentor { id fullName spotsLeft } }";
            document_of(list, arguments, nodes, 50)
        }
        _ => document_of(list, arguments, PAGE, 50),
    }
}

fn document_of(list: &str, arguments: &str, fields: &str, first: usize) -> String {
    format!("{{ {list}(first: {first}, {arguments}) {{ {fields} }} }}")
}

pub(crate) async fn median(connection: &mut Connection, body: &Bytes) -> Outcome<Duration> {
    answer(connection, body).await?;
    let start = Instant::now();
    let mut lengths = Vec::new();
    while lengths.len() < ROUNDS && (lengths.len() < 3 || start.elapsed() < PATIENCE) {
        let asked = Instant::now();
        answer(connection, body).await?;
        lengths.push(asked.elapsed());
    }
    lengths.sort_unstable();
    Ok(lengths.get(lengths.len() / 2).copied().unwrap_or_default())
}

/// An answer without errors.
pub(crate) async fn answer(connection: &mut Connection, body: &Bytes) -> Outcome<Value> {
    let answer: Value = serde_json::from_slice(&connection.post(body.clone()).await?)?;
    match answer.get("errors") {
        Some(errors) => Err(format!("{}: {errors}", String::from_utf8_lossy(body)).into()),
        None => Ok(answer),
    }
}

/// Brings up the schema, and makes an administrator and the mentee who asks.
pub(crate) async fn prepare(url: &str) -> Outcome {
    let mut child = Command::new(process::binary("bruinbridge"))
        .args(["admin", "create", "--username", "watcher"])
        .args(["--email", "watcher@ucla.edu", "--password-stdin"])
        .env("DATABASE_URL", url)
        .env("LOG_LEVEL", "error")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    let mut input = child.stdin.take().ok_or("no standard input")?;
    input.write_all(PASSWORD.as_bytes()).await?;
    drop(input);
    child.wait().await?;
    let server = serve(url).await?;
    let mut connection = Connection::open(&server.address, None).await?;
    let register = format!(
        r#"mutation {{ register(input: {{ email: "{}", password: "{PASSWORD}" }}) {{ errors {{ code }} }} }}"#,
        crowd::MENTEE
    );
    answer(&mut connection, &load::body(&register, &Value::Null)).await?;
    server.stop().await
}

pub(crate) async fn admin(server: &Program) -> Outcome<String> {
    let document =
        "mutation($input: LoginAdminInput!) { login: loginAdmin(input: $input) { token } }";
    let input = json!({ "input": { "username": "watcher", "password": PASSWORD } });
    signed_in(server, document, &input).await
}

async fn member(server: &Program) -> Outcome<String> {
    let document = "mutation($input: LoginInput!) { login(input: $input) { token } }";
    let input = json!({ "input": { "email": crowd::MENTEE, "password": PASSWORD } });
    signed_in(server, document, &input).await
}

/// The token of a new session.
async fn signed_in(server: &Program, document: &str, input: &Value) -> Outcome<String> {
    let mut connection = Connection::open(&server.address, None).await?;
    let answer = answer(&mut connection, &load::body(document, input)).await?;
    let token = answer.pointer("/data/login/token").and_then(Value::as_str);
    Ok(token.ok_or("no token")?.to_owned())
}

fn report(database: &str, accounts: usize, few: &Answered, many: &Answered) -> Outcome {
    let mut out = std::io::stdout();
    writeln!(
        out,
        "| {database}, ms | {FEW} accounts | {accounts} accounts | ratio |\n|---|---|---|---|"
    )?;
    for ((name, few), (_, many)) in few.iter().zip(many) {
        let (few, many) = (few.as_secs_f64() * 1e3, many.as_secs_f64() * 1e3);
        writeln!(out, "| {name} | {few:.1} | {many:.1} | {:.1} |", many / few)?;
    }
    Ok(())
}
