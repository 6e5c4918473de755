//! Tests the command line as a process: what it prints where, and its exit status.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use sqlx::{Connection, SqliteConnection};

type Outcome = Result<(), Box<dyn Error>>;

/// A folder with a database for one test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Result<Self, Box<dyn Error>> {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// Runs the program with these arguments and this standard input.
    fn run(&self, arguments: &[&str], input: &str) -> Result<Output, Box<dyn Error>> {
        let database = format!("sqlite://{}/test.db?mode=rwc", self.0.display());
        let mut child = Command::new(env!("CARGO_BIN_EXE_bruinbridge"))
            .args(arguments)
            .current_dir(&self.0)
            .env("DATABASE_URL", database)
            .env("LOG_LEVEL", "error")
            .env("HASH_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program that fails before it reads has closed the pipe.
            let _ = stdin.write_all(input.as_bytes());
        }
        Ok(child.wait_with_output()?)
    }

    /// Runs a command that must succeed, and returns what it prints.
    fn succeed(&self, arguments: &[&str], input: &str) -> Result<String, Box<dyn Error>> {
        let output = self.run(arguments, input)?;
        let message = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {message}");
        assert_eq!(message, "", "{arguments:?}");
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Runs a command that must fail, and returns its one error line and what it printed before.
    fn fail(&self, arguments: &[&str], input: &str) -> Result<(String, String), Box<dyn Error>> {
        let output = self.run(arguments, input)?;
        let message = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{arguments:?}: {message}");
        assert!(
            message.starts_with("bruinbridge: "),
            "{arguments:?}: {message}"
        );
        Ok((message, String::from_utf8(output.stdout)?))
    }
}

fn create<'a>(username: &'a str, email: &'a str, role: &'a str) -> Vec<&'a str> {
    let arguments = [
        "admin",
        "create",
        "--password-stdin",
        "--username",
        username,
    ];
    let more = ["--email", email, "--role", role];
    arguments.into_iter().chain(more).collect()
}

#[test]
fn an_emergency_administrator_gets_a_password_that_is_printed_once() -> Outcome {
    let folder = Folder::new("break_glass")?;
    let arguments = ["admin", "break-glass", "--username", "eve", "--email"];
    let make = [&arguments[..], &["eve@ucla.edu", "--reason", "Locked out"]].concat();
    let mut passwords = Vec::new();
    for _ in 0..2 {
        let printed = folder.succeed(&make, "")?;
        let lines: Vec<&str> = printed.lines().collect();
        assert_eq!(lines.len(), 2, "{printed}");
        assert!(lines[0].starts_with("Administrator eve (eve@ucla.edu) can sign in."));
        assert_eq!(lines[1].len(), 30, "{printed}");
        passwords.push(lines[1].to_owned());
    }
    assert_ne!(passwords[0], passwords[1]);
    let log = folder.succeed(&["signals"], "")?;
    assert_eq!(log.matches("break_glass_used").count(), 2, "{log}");
    assert!(passwords.iter().all(|password| !log.contains(password)));
    let wrong = [&arguments[..], &["eve@example.com"]].concat();
    let (message, printed) = folder.fail(&wrong, "")?;
    assert!(message.contains("ucla.edu"), "{message}");
    assert_eq!(printed, "");
    Ok(())
}

#[test]
fn an_administrator_is_created_once_and_the_password_is_read_from_standard_input() -> Outcome {
    let folder = Folder::new("admin")?;
    let created = folder.succeed(&create("ada", "ada@ucla.edu", "SUPERADMIN"), "secret123\n")?;
    assert_eq!(
        created,
        "Administrator ada was created. Sign in with loginAdmin.\n"
    );
    for (arguments, password, said) in [
        (
            create("ada", "ada2@ucla.edu", "MANAGER"),
            "secret123",
            "username",
        ),
        (
            create("bea", "ada@ucla.edu", "MANAGER"),
            "secret123",
            "address",
        ),
        (
            create("bea", "bea@gmail.com", "MANAGER"),
            "secret123",
            "UCLA",
        ),
        (create("b", "bea@ucla.edu", "MANAGER"), "secret123", "3"),
        (create("bea", "bea@ucla.edu", "NOBODY"), "secret123", "role"),
        (create("bea", "bea@ucla.edu", "MANAGER"), "short", "8"),
        (
            create("bea", "bea@ucla.edu", "MANAGER"),
            "weapon01",
            "too common",
        ),
        (create("bea", "bea@ucla.edu", "MANAGER"), "", "password"),
    ] {
        let (message, printed) = folder.fail(&arguments, password)?;
        assert!(message.contains(said), "{arguments:?}: {message}");
        assert!(!message.contains("secret123"), "{message}");
        assert_eq!(printed, "", "{arguments:?}");
    }
    let users = folder.succeed(&["export", "users"], "")?;
    assert_eq!(users.lines().count(), 2, "{users}");
    assert!(!users.contains("argon2"), "{users}");
    Ok(())
}

#[test]
fn sessions_are_ended_without_an_administrator() -> Outcome {
    let folder = Folder::new("sessions")?;
    folder.succeed(&create("ada", "ada@ucla.edu", "SUPERADMIN"), "secret123\n")?;
    let said = "Sessions that were ended: 0.\n";
    assert_eq!(folder.succeed(&["sessions", "end-all"], "")?, said);
    let end = |email| ["sessions", "end", "--email", email];
    assert_eq!(folder.succeed(&end("ADA@ucla.edu"), "")?, said);
    let (message, _) = folder.fail(&end("bea@ucla.edu"), "")?;
    assert!(message.contains("Account not found."), "{message}");
    Ok(())
}

#[test]
fn invalid_arguments_print_the_usage() -> Outcome {
    let folder = Folder::new("usage")?;
    for arguments in [
        &[
            "admin",
            "create",
            "--username",
            "ada",
            "--email",
            "ada@ucla.edu",
        ][..],
        &["admin", "create", "--password", "secret123"],
        &["export", "passwords"],
        &["import", "matches"],
    ] {
        let output = folder.run(arguments, "")?;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(output.stdout, b"", "{arguments:?}");
        let message = String::from_utf8(output.stderr)?;
        assert!(message.contains("Usage:"), "{message}");
    }
    Ok(())
}

#[test]
fn an_import_succeeds_only_if_every_row_does() -> Outcome {
    let folder = Folder::new("import")?;
    folder.succeed(&["migrate", "up"], "")?;
    let header = "mentee_email,mentor_email\n";
    let (message, _) = folder.fail(&["import", "matches", "-"], header)?;
    assert!(message.contains("there are no rows"), "{message}");
    let row = format!("{header}jo@ucla.edu,ma@ucla.edu\n");
    for arguments in [
        &["import", "matches", "-", "--dry-run"][..],
        &["import", "matches", "-"],
    ] {
        let (message, printed) = folder.fail(arguments, &row)?;
        assert_eq!(message, "bruinbridge: 1 of 1 rows were refused\n");
        assert!(
            printed.starts_with("2 jo@ucla.edu ma@ucla.edu refused, MENTOR_NOT_FOUND: "),
            "{printed}"
        );
    }
    let moments = [
        "yesterday",
        "+10000-01-01T00:00:00Z",
        "2026-01-31T12:00:00Z",
        "",
    ]
    .map(|moment| format!("jo@ucla.edu,ma@ucla.edu,{moment}\n"));
    let file = format!("mentee_email,mentor_email,matched_at\n{}", moments.concat());
    let (message, printed) = folder.fail(&["import", "matches", "-"], &file)?;
    assert_eq!(message, "bruinbridge: 4 of 4 rows were refused\n");
    let codes = printed.lines().filter_map(|line| {
        let (_, reason) = line.split_once("refused, ")?;
        reason.split_once(':').map(|(code, _)| code)
    });
    let expected = [
        "MATCHED_AT_INVALID",
        "MATCHED_AT_IN_FUTURE",
        "MENTOR_NOT_FOUND",
        "MENTOR_NOT_FOUND",
    ];
    assert!(codes.eq(expected), "{printed}");
    let several = format!("{header}{}", "jo@ucla.edu,ma@ucla.edu\n".repeat(250));
    for arguments in [
        &["import", "matches", "-", "--dry-run"][..],
        &["import", "matches", "-"],
    ] {
        let (message, report) = folder.fail(arguments, &several)?;
        assert!(message.contains("250 of 250 rows"), "{message}");
        // Lines of the file, then a summary.
        let numbers = report.lines().take(250).map(|line| line.split(' ').next());
        let expected: Vec<_> = (2..=251).map(|number: u32| number.to_string()).collect();
        assert!(
            numbers.eq(expected.iter().map(|number| Some(number.as_str()))),
            "{report}"
        );
    }
    let many = format!("{header}{}", "jo@ucla.edu,ma@ucla.edu\n".repeat(10_001));
    for (file, said) in [
        ("mentee,mentor\na,b\n", "mentee_email"),
        (&many, "split the file"),
    ] {
        let (message, printed) = folder.fail(&["import", "matches", "-"], file)?;
        assert!(message.contains(said), "{message}");
        assert_eq!(printed, "");
    }
    // A row of another length is refused by itself.
    let uneven = "mentee_email,mentor_email\na,b,c,d\n";
    let (message, printed) = folder.fail(&["import", "matches", "-"], uneven)?;
    assert_eq!(message, "bruinbridge: 1 of 1 rows were refused\n");
    assert!(printed.starts_with("2 "), "{printed}");
    let (message, _) = folder.fail(&["import", "matches", "nowhere.csv"], "")?;
    assert!(message.contains("nowhere.csv"), "{message}");
    let matches = folder.succeed(&["export", "matches"], "")?;
    assert_eq!(
        matches.trim_end().replace('"', ""),
        "mentee_email,mentor_email,matched_at"
    );
    Ok(())
}

#[test]
fn commands_that_need_a_migrated_database_name_the_remedy_in_one_line() -> Outcome {
    let folder = Folder::new("empty")?;
    let row = "mentee_email,mentor_email\njo@ucla.edu,ma@ucla.edu\n";
    for arguments in [
        &["export", "users"][..],
        &["export", "matches"],
        &["import", "matches", "-"],
        &["purge"],
        &["signals"],
    ] {
        let (message, printed) = folder.fail(arguments, row)?;
        let remedy = "does not have the migration m0001_users yet; run `bruinbridge migrate up`\n";
        assert!(message.ends_with(remedy), "{arguments:?}: {message}");
        assert_eq!(printed, "", "{arguments:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_database_of_an_unreleased_version_is_refused_in_one_line() -> Outcome {
    let folder = Folder::new("unreleased")?;
    folder.succeed(&["migrate", "up"], "")?;
    let file = folder.0.join("test.db");
    let mut database = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await?;
    let record = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m0003_roster', 0)";
    sqlx::raw_sql(record).execute(&mut database).await?;
    database.close().await?;
    for arguments in [
        &["serve"][..],
        &["migrate", "up"],
        &["migrate", "down"],
        &["migrate", "status"],
        &["purge"],
        &["signals"],
        &["export", "users"],
        &create("ada", "ada@ucla.edu", "SUPERADMIN"),
    ] {
        let (message, printed) = folder.fail(arguments, "secret123\n")?;
        let expected = format!(
            "bruinbridge: DATABASE_URL: the database {} was created by a version of BruinBridge that was never \
             released (it has the migration m0003_roster) and cannot be upgraded; use a new database; for example \
             DATABASE_URL=sqlite://data/new.db?mode=rwc\n",
            file.display()
        );
        assert_eq!(message, expected, "{arguments:?}");
        assert_eq!(printed, "", "{arguments:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_requests_left_to_be_done_is_done_before_the_server_stops() -> Outcome {
    let folder = Folder::new("stopping")?;
    let file = folder.0.join("test.db");
    let mut server = Command::new(env!("CARGO_BIN_EXE_bruinbridge"))
        .env(
            "DATABASE_URL",
            format!("sqlite://{}?mode=rwc", file.display()),
        )
        .env("BIND", "127.0.0.1:0")
        .env("LOG_LEVEL", "error")
        // All requests are recorded.
        .env("RATE_LIMITS", "off")
        .stdout(Stdio::piped())
        .spawn()?;
    let output = server.stdout.take().ok_or("no output")?;
    let mut lines = BufReader::new(output).lines();
    let line = lines.find_map(|line| line.ok().filter(|line| line.contains("http://")));
    let line = line.ok_or("no address")?;
    let (_, address) = line.split_once("http://").ok_or("no address")?;
    for number in 0..20 {
        let mutation = format!(
            "mutation {{ requestPasswordReset(input: {{ email: \\\"jo{number}@ucla.edu\\\" }}) {{ note }} }}"
        );
        let body = format!("{{\"query\":\"{mutation}\"}}");
        let mut stream = TcpStream::connect(address.trim_end_matches('/'))?;
        write!(
            stream,
            "POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut response = String::new();
        stream.read_to_string(&mut response)?;
        assert!(response.contains("note"), "{response}");
    }
    kill_process(Pid::from_child(&server), Signal::TERM)?;
    assert!(server.wait()?.success());
    let mut database = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await?;
    let query = "SELECT COUNT(*) FROM signals WHERE name = 'password_reset_request_failed'";
    let failed: i64 = sqlx::query_scalar(query).fetch_one(&mut database).await?;
    assert_eq!(failed, 20);
    Ok(())
}
