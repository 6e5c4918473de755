//! The command line as a process: what it prints where, and how it ends.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use sqlx::{Connection, SqliteConnection};

type Outcome = Result<(), Box<dyn Error>>;

/// A folder with a database of the test's own.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Result<Self, Box<dyn Error>> {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// Runs the program with these words and this standard input.
    fn run(&self, words: &[&str], input: &str) -> Result<Output, Box<dyn Error>> {
        let database = format!("sqlite://{}/test.db?mode=rwc", self.0.display());
        let mut child = Command::new(env!("CARGO_BIN_EXE_bruinbridge"))
            .args(words)
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

    /// What a command prints that succeeds.
    fn succeed(&self, words: &[&str], input: &str) -> Result<String, Box<dyn Error>> {
        let output = self.run(words, input)?;
        let complaint = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(0), "{words:?}: {complaint}");
        assert_eq!(complaint, "", "{words:?}");
        Ok(String::from_utf8(output.stdout)?)
    }

    /// The one line of a command that fails, and what it printed before.
    fn fail(&self, words: &[&str], input: &str) -> Result<(String, String), Box<dyn Error>> {
        let output = self.run(words, input)?;
        let complaint = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(1), "{words:?}: {complaint}");
        assert_eq!(complaint.lines().count(), 1, "{words:?}: {complaint}");
        assert!(
            complaint.starts_with("bruinbridge: "),
            "{words:?}: {complaint}"
        );
        Ok((complaint, String::from_utf8(output.stdout)?))
    }
}

fn create<'a>(username: &'a str, email: &'a str, role: &'a str) -> Vec<&'a str> {
    let words = [
        "admin",
        "create",
        "--password-stdin",
        "--username",
        username,
    ];
    let further = ["--email", email, "--role", role];
    words.into_iter().chain(further).collect()
}

#[test]
fn an_administrator_is_made_once_and_the_password_is_read_from_standard_input() -> Outcome {
    let folder = Folder::new("admin")?;
    let made = folder.succeed(&create("ada", "ada@ucla.edu", "SUPERADMIN"), "secret123\n")?;
    assert_eq!(
        made,
        "Administrator ada was made. Sign in with loginAdmin.\n"
    );
    for (words, password, said) in [
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
        (create("bea", "bea@ucla.edu", "MANAGER"), "", "password"),
    ] {
        let (complaint, printed) = folder.fail(&words, password)?;
        assert!(complaint.contains(said), "{words:?}: {complaint}");
        assert!(!complaint.contains("secret123"), "{complaint}");
        assert_eq!(printed, "", "{words:?}");
    }
    let users = folder.succeed(&["export", "users"], "")?;
    assert_eq!(users.lines().count(), 2, "{users}");
    assert!(!users.contains("argon2"), "{users}");
    Ok(())
}

#[test]
fn words_that_are_no_command_are_told_with_the_usage() -> Outcome {
    let folder = Folder::new("usage")?;
    for words in [
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
        let output = folder.run(words, "")?;
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert_eq!(output.stdout, b"", "{words:?}");
        let complaint = String::from_utf8(output.stderr)?;
        assert!(complaint.contains("Usage:"), "{complaint}");
    }
    Ok(())
}

#[test]
fn an_import_ends_well_only_if_every_row_does() -> Outcome {
    let folder = Folder::new("import")?;
    folder.succeed(&["migrate", "up"], "")?;
    let header = "mentee_email,mentor_email\n";
    assert_eq!(folder.succeed(&["import", "matches", "-"], header)?, "");
    let row = format!("{header}jo@ucla.edu,ma@ucla.edu\n");
    for words in [
        &["import", "matches", "-", "--dry-run"][..],
        &["import", "matches", "-"],
    ] {
        let (complaint, printed) = folder.fail(words, &row)?;
        assert_eq!(complaint, "bruinbridge: 1 of 1 rows were refused\n");
        assert!(
            printed.starts_with("1 jo@ucla.edu ma@ucla.edu refused, MENTOR_NOT_FOUND: "),
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
    let (complaint, printed) = folder.fail(&["import", "matches", "-"], &file)?;
    assert_eq!(complaint, "bruinbridge: 4 of 4 rows were refused\n");
    let codes = printed.lines().filter_map(|line| {
        let (_, told) = line.split_once("refused, ")?;
        told.split_once(':').map(|(code, _)| code)
    });
    let (moment, mentor) = ("MATCHED_AT_INVALID", "MENTOR_NOT_FOUND");
    assert!(codes.eq([moment, moment, mentor, mentor]), "{printed}");
    let several = format!("{header}{}", "jo@ucla.edu,ma@ucla.edu\n".repeat(250));
    for words in [
        &["import", "matches", "-", "--dry-run"][..],
        &["import", "matches", "-"],
    ] {
        let (complaint, report) = folder.fail(words, &several)?;
        assert!(complaint.contains("250 of 250 rows"), "{complaint}");
        let numbers = report.lines().map(|line| line.split(' ').next());
        let expected: Vec<_> = (1..=250).map(|number: u32| number.to_string()).collect();
        assert!(
            numbers.eq(expected.iter().map(|number| Some(number.as_str()))),
            "{report}"
        );
    }
    let many = format!("{header}{}", "jo@ucla.edu,ma@ucla.edu\n".repeat(10_001));
    for (file, said) in [
        ("mentee,mentor\na,b\n", "mentee_email"),
        ("mentee_email,mentor_email\na,b,c,d\n", "line: 2"),
        (&many, "split the file"),
    ] {
        let (complaint, printed) = folder.fail(&["import", "matches", "-"], file)?;
        assert!(complaint.contains(said), "{complaint}");
        assert_eq!(printed, "");
    }
    let (complaint, _) = folder.fail(&["import", "matches", "nowhere.csv"], "")?;
    assert!(complaint.contains("nowhere.csv"), "{complaint}");
    let matches = folder.succeed(&["export", "matches"], "")?;
    assert_eq!(matches, "mentee_email,mentor_email,matched_at\n");
    Ok(())
}

#[test]
fn commands_that_need_a_migrated_database_name_the_way_out_in_one_line() -> Outcome {
    let folder = Folder::new("empty")?;
    let row = "mentee_email,mentor_email\njo@ucla.edu,ma@ucla.edu\n";
    for words in [
        &["export", "users"][..],
        &["export", "matches"],
        &["import", "matches", "-"],
        &["purge"],
        &["signals"],
    ] {
        let (complaint, printed) = folder.fail(words, row)?;
        let way_out = "does not have the migration m0001_users yet; run `bruinbridge migrate up`\n";
        assert!(complaint.ends_with(way_out), "{words:?}: {complaint}");
        assert_eq!(printed, "", "{words:?}");
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
    for words in [
        &["serve"][..],
        &["migrate", "up"],
        &["migrate", "down"],
        &["migrate", "status"],
        &["purge"],
        &["signals"],
        &["export", "users"],
        &create("ada", "ada@ucla.edu", "SUPERADMIN"),
    ] {
        let (complaint, printed) = folder.fail(words, "secret123\n")?;
        let expected = format!(
            "bruinbridge: DATABASE_URL: the database {} was created by a version of BruinBridge that was never \
             released (it has the migration m0003_roster) and cannot be upgraded; use a new database; for example \
             DATABASE_URL=sqlite://data/new.db?mode=rwc\n",
            file.display()
        );
        assert_eq!(complaint, expected, "{words:?}");
        assert_eq!(printed, "", "{words:?}");
    }
    Ok(())
}
