//! Compares how long lists and searches take among a thousand accounts and among a million.

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

/// The number of accounts to compare with.
const FEW: usize = 1000;
/// Repetitions of each request; the median counts.
const ROUNDS: usize = 31;
/// The time after which a query gets no more rounds, once it had three.
const TIME_LIMIT: Duration = Duration::from_secs(10);
const PASSWORD: &str = "secret123";

/// The caller of a query.
#[derive(Clone, Copy)]
enum Caller {
    Admin,
    Mentee,
}

use Caller::{Admin, Mentee};

const PAGE: &str = "nodes { id email fullName role isMatched mentor { id email } roster { mentees { id } spotsLeft } } \
                    pageInfo { endCursor hasNextPage }";
const MENTORS: &str = "nodes { id fullName spotsLeft } pageInfo { endCursor hasNextPage }";

/// The queries: name, caller, list, and the list's arguments.
#[rustfmt::skip]
const QUERIES: &[(&str, Caller, &str, &str)] = &[
    ("users, the newest", Admin, "users", ""),
    ("by joining, the oldest", Admin, "users", "orderBy: { field: JOINED_AT }"),
    ("by address", Admin, "users", "orderBy: { field: EMAIL }"),
    ("by name", Admin, "users", "orderBy: { field: NAME }"),
    ("by last login, the latest", Admin, "users", "orderBy: { field: LAST_LOGIN, direction: DESC }"),
    ("search, 1 in 50", Admin, "users", r#"filter: { search: "lee" }"#),
    ("search, two words that no account has both of", Admin, "users", r#"filter: { search: "lee ba" }"#),
    ("search, one character", Admin, "users", r#"filter: { search: "b" }"#),
    ("search, one account", Admin, "users", r#"filter: { search: "xaviera" }"#),
    ("search, one account, by name", Admin, "users", r#"filter: { search: "xaviera" }, orderBy: { field: NAME }"#),
    ("search, 1 in 50, by name", Admin, "users", r#"filter: { search: "lee" }, orderBy: { field: NAME }"#),
    ("search, 1 in 50, of the inactive", Admin, "users", r#"filter: { search: "lee", isActive: false }"#),
    ("search, middle of a word, one account", Admin, "users", r#"filter: { search: "avier" }"#),
    ("search, middle of many words", Admin, "users", r#"filter: { search: "abe" }"#),
    ("search, middle of a word, of the active", Admin, "users", r#"filter: { search: "avier", isActive: true }"#),
    ("search, misspelled, one account", Admin, "users", r#"filter: { search: "xavirea" }"#),
    ("search, misspelled, 1 in 50", Admin, "users", r#"filter: { search: "leee" }"#),
    ("search, misspelled, of the active", Admin, "users", r#"filter: { search: "xavirea", isActive: true }"#),
    ("search, two misspelled words that no account has both of", Admin, "users", r#"filter: { search: "leee xavirea" }"#),
    ("search, no word near it", Admin, "users", r#"filter: { search: "qqqqqq" }"#),
    ("mentors", Admin, "users", "filter: { role: MENTOR }"),
    ("administrators", Admin, "users", "filter: { role: ADMIN }"),
    ("administrators, by name", Admin, "users", "filter: { role: ADMIN }, orderBy: { field: NAME }"),
    ("unverified", Admin, "users", "filter: { isVerified: false }"),
    ("active", Admin, "users", "filter: { isActive: true }"),
    ("inactive, by name", Admin, "users", "filter: { isActive: false }, orderBy: { field: NAME }"),
    ("pending deletion, by last login", Admin, "users", "filter: { isDeleted: true }, orderBy: { field: LAST_LOGIN }"),
    ("matched", Admin, "users", "filter: { isMatched: true }"),
    ("not matched, the oldest", Admin, "users", "filter: { isMatched: false }, orderBy: { field: JOINED_AT }"),
    ("matched administrators", Admin, "users", "filter: { role: ADMIN, isMatched: true }"),
    ("active mentors, full, by address", Admin, "users", "filter: { role: MENTOR, isActive: true, isMatched: true }, orderBy: { field: EMAIL }"),
    ("board: unmatched", Admin, "unmatched", ""),
    ("board: full", Admin, "full", ""),
    ("board: matched", Admin, "matched", ""),
    ("directory", Mentee, "mentors", ""),
    ("directory, with seats", Mentee, "mentors", "filter: { hasSpots: true }"),
    ("directory, one major", Mentee, "mentors", r#"filter: { major: "major 14" }"#),
    ("directory, an empty year", Mentee, "mentors", "filter: { year: 9 }"),
    ("directory, search", Mentee, "mentors", r#"filter: { search: "ba" }"#),
    ("directory, search without results", Mentee, "mentors", r#"filter: { search: "xaviera" }"#),
    ("directory, search, one word", Mentee, "mentors", r#"filter: { search: "dabebi" }"#),
    ("directory, search, middle of a word", Mentee, "mentors", r#"filter: { search: "abebi" }"#),
    ("directory, search, misspelled", Mentee, "mentors", r#"filter: { search: "dabbei" }"#),
    ("directory, one score", Mentee, "mentors", "filter: { minScore: 50 }"),
    ("suggestions", Mentee, "mentorSuggestions", ""),
    ("statistics by role and match rate", Admin, "stats", ""),
    ("statistics by day", Admin, "days", ""),
];

/// The queries to repeat when no account is matched.
const UNMATCHED: &[(&str, Caller, &str, &str)] = &[
    (
        "without matches: matched",
        Admin,
        "users",
        "filter: { isMatched: true }",
    ),
    (
        "without matches: not matched, by name",
        Admin,
        "users",
        "filter: { isMatched: false }, orderBy: { field: NAME }",
    ),
    ("without matches: board: full", Admin, "full", ""),
    (
        "without matches: search, 1 in 50, of the matched",
        Admin,
        "users",
        r#"filter: { search: "lee", isMatched: true }"#,
    ),
];

/// Measures on SQLite, or on PostgreSQL if a URL is given, and prints a table.
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

/// Creates a database on the server of this URL, and returns its URL.
pub(crate) async fn created(url: &str, scenario: &str, rows: usize) -> Outcome<String> {
    let name = format!("bench_{scenario}_{rows}");
    let mut database = Database::open(url).await?;
    database
        .run(&format!("DROP DATABASE IF EXISTS {name}"))
        .await?;
    database.run(&format!("CREATE DATABASE {name}")).await?;
    let (server, _) = url.rsplit_once('/').ok_or("the URL names no database")?;
    Ok(format!("{server}/{name}"))
}

type Times = Vec<(&'static str, Duration)>;

async fn measure(url: &str, accounts: usize) -> Outcome<Times> {
    prepare(url).await?;
    let mut database = Database::open(url).await?;
    database.fill(accounts).await?;
    let mut times = measure_all(url, QUERIES).await?;
    times.extend(deep_pages(url, accounts).await?);
    database.unmatch().await?;
    times.extend(measure_all(url, UNMATCHED).await?);
    Ok(times)
}

pub(crate) async fn serve(url: &str) -> Outcome<Program> {
    let settings = [("DATABASE_URL", url), ("WEBHOOK_ALLOW_PRIVATE", "true")];
    process::server(std::path::Path::new("."), &settings).await
}

async fn measure_all(url: &str, queries: &[(&'static str, Caller, &str, &str)]) -> Outcome<Times> {
    let server = serve(url).await?;
    let (admin, mentee) = (admin(&server).await?, member(&server).await?);
    let mut times = Vec::new();
    for (name, caller, list, arguments) in queries {
        let token = match caller {
            Admin => &admin,
            Mentee => &mentee,
        };
        let mut connection = Connection::open(&server.address, Some(token)).await?;
        let body = load::body(&document(list, arguments), &Value::Null);
        times.push((*name, median(&mut connection, &body).await?));
    }
    server.stop().await?;
    Ok(times)
}

/// Pages that start in the middle of a list, at the cursor of the account in the middle.
async fn deep_pages(url: &str, accounts: usize) -> Outcome<Times> {
    let server = serve(url).await?;
    let token = admin(&server).await?;
    let mut admin = Connection::open(&server.address, Some(&token)).await?;
    let middle = r#"filter: { search: "xaviera" }, first: 1, orderBy: { field: "#;
    let mut times = Vec::new();
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
        let found = response(&mut admin, &load::body(&document, &Value::Null)).await?;
        let cursor = found.pointer("/data/list/pageInfo/endCursor");
        let cursor = cursor.ok_or("no account in the middle")?;
        let arguments = format!("{filter}after: {cursor}, orderBy: {{ field: {field} }}");
        let document = document_of("users", &arguments, PAGE, accounts.min(50));
        let body = load::body(&document, &Value::Null);
        times.push((name, median(&mut admin, &body).await?));
    }
    server.stop().await?;
    Ok(times)
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
    response(connection, body).await?;
    let start = Instant::now();
    let mut lengths = Vec::new();
    while lengths.len() < ROUNDS && (lengths.len() < 3 || start.elapsed() < TIME_LIMIT) {
        let sent = Instant::now();
        response(connection, body).await?;
        lengths.push(sent.elapsed());
    }
    lengths.sort_unstable();
    Ok(lengths.get(lengths.len() / 2).copied().unwrap_or_default())
}

/// Posts a body and returns the response, which must have no errors.
pub(crate) async fn response(connection: &mut Connection, body: &Bytes) -> Outcome<Value> {
    let response: Value = serde_json::from_slice(&connection.post(body.clone()).await?)?;
    match response.get("errors") {
        Some(errors) => Err(format!("{}: {errors}", String::from_utf8_lossy(body)).into()),
        None => Ok(response),
    }
}

/// Migrates the database, and creates an administrator and the mentee who calls.
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
    response(&mut connection, &load::body(&register, &Value::Null)).await?;
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

/// Opens a session and returns its token.
async fn signed_in(server: &Program, document: &str, input: &Value) -> Outcome<String> {
    let mut connection = Connection::open(&server.address, None).await?;
    let response = response(&mut connection, &load::body(document, input)).await?;
    let token = response
        .pointer("/data/login/token")
        .and_then(Value::as_str);
    Ok(token.ok_or("no token")?.to_owned())
}

fn report(database: &str, accounts: usize, few: &Times, many: &Times) -> Outcome {
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
