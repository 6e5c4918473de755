//! Imports CSV, with a report of every row and a count of the outcomes.

use super::{Outcome, import_users, say};
use bruinbridge::app::App;
use bruinbridge::error::sentences;
use bruinbridge::roster::import_matches::{
    DryRun, Outcome as Imported, Row, TOGETHER, import_matches,
};
use bruinbridge::spreadsheet::{self, Columns, moment};
use chrono::{DateTime, Utc};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What to import.
#[derive(clap::Subcommand)]
pub(crate) enum What {
    /// Match mentees with mentors. Columns: mentee_email, mentor_email and, optionally, matched_at (RFC 3339). Existing
    /// matches stay as they are, so a file can be imported again, also after an import that was interrupted.
    Matches {
        /// The CSV file; - means standard input. At most 10000 rows.
        file: PathBuf,
        /// Report what would happen to each row, and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Import the accounts of a Django application, from what `dumpdata` writes, or from CSV with the same names.
    /// Accounts that exist already stay as they are, so a file can be imported again, also after an import that was
    /// interrupted.
    Users {
        /// The file; - means standard input. At most 200000 users.
        file: PathBuf,
        /// Report what would happen to each row, and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

const COLUMNS: Columns = Columns {
    required: &["mentee_email", "mentor_email"],
    optional: &["matched_at"],
};
/// Maximum number of rows per file. All are read before the first is imported.
const MAX_ROWS: usize = 10_000;
/// Maximum size of a file, in bytes.
const MAX_SIZE: u64 = 32 << 20;

/// Runs a command.
pub(crate) async fn run(app: App, what: What) -> Outcome {
    match what {
        What::Matches { file, dry_run } => matches(app, &file, dry_run).await,
        What::Users { file, dry_run } => import_users::run(app, &file, dry_run).await,
    }
}

async fn matches(app: App, file: &Path, is_dry_run: bool) -> Outcome {
    let records = read(file)?;
    let mut dry_run = DryRun::default();
    let mut counts = Counts::default();
    for records in records.chunks(TOGETHER) {
        let now = app.clock.now();
        let rows: Vec<Result<Row, Refusal>> =
            records.iter().map(|record| row(record, now)).collect();
        let readable: Vec<Row> = rows.iter().flatten().cloned().collect();
        let outcomes = match is_dry_run {
            true => dry_run.import_matches(&app, &readable).await?,
            false => import_matches(&app, readable).await?,
        };
        let mut outcomes = outcomes.into_iter();
        for (record, row) in records.iter().zip(rows) {
            let outcome = row.and_then(|_| outcomes.next().ok_or(NOT_REPORTED));
            counts.add(&outcome);
            let [line, mentee, mentor] = [&record.line.to_string(), &record.mentee, &record.mentor];
            say(&format!(
                "{line} {mentee} {mentor} {}",
                report(outcome, is_dry_run)
            ))?;
        }
    }
    counts.report(is_dry_run)
}

/// How many rows had each outcome.
#[derive(Default)]
struct Counts {
    added: usize,
    unchanged: usize,
    refused: usize,
}

impl Counts {
    fn add(&mut self, outcome: &Result<Imported, Refusal>) {
        *match outcome {
            Ok(Imported::Added) => &mut self.added,
            Ok(Imported::Unchanged) => &mut self.unchanged,
            Ok(Imported::Refused(_)) | Err(_) => &mut self.refused,
        } += 1;
    }

    /// Prints the counts. Refused rows are an error.
    fn report(&self, is_dry_run: bool) -> Outcome {
        let Self {
            added,
            unchanged,
            refused,
        } = self;
        let added_as = if is_dry_run {
            "would be added"
        } else {
            "added"
        };
        say(&format!(
            "{added} {added_as}, {unchanged} unchanged, {refused} refused."
        ))?;
        match refused {
            0 => Ok(()),
            _ => {
                let rows = added + unchanged + refused;
                Err(format!("{refused} of {rows} rows were refused").into())
            }
        }
    }
}

/// Why a row is not imported: a code and a sentence.
#[derive(Clone, Copy)]
struct Refusal(&'static str, &'static str);

const MATCHED_AT_INVALID: Refusal = Refusal(
    "MATCHED_AT_INVALID",
    "Write the time like 2026-01-31T12:00:00Z.",
);
const MATCHED_AT_IN_FUTURE: Refusal = Refusal(
    "MATCHED_AT_IN_FUTURE",
    "A match cannot begin later than now. Check the date.",
);
const NOT_REPORTED: Refusal = Refusal("INTERNAL_ERROR", "The row was not imported.");

fn report(outcome: Result<Imported, Refusal>, is_dry_run: bool) -> String {
    match outcome {
        Ok(Imported::Added) if is_dry_run => "would be added".to_owned(),
        Ok(Imported::Added) => "added".to_owned(),
        Ok(Imported::Unchanged) => "unchanged".to_owned(),
        Ok(Imported::Refused(violation)) => {
            let code = violation.code.as_str();
            format!("refused, {code}: {}", sentences(&[violation]))
        }
        Err(Refusal(code, sentence)) => format!("refused, {code}: {sentence}"),
    }
}

/// A row as it was read.
struct Record {
    line: u64,
    mentee: String,
    mentor: String,
    matched_at: String,
}

/// Reads every row of the file. A file that is not such a table stops the import before it begins.
fn read(file: &Path) -> Result<Vec<Record>, Box<dyn std::error::Error>> {
    let name = name(file);
    let bytes = bytes(file, MAX_SIZE).map_err(|error| format!("{name}: {error}"))?;
    let table = spreadsheet::read(&bytes, &COLUMNS, MAX_ROWS)
        .map_err(|error| format!("{name}: {error}; nothing was imported"))?;
    if table.encoding != "UTF-8" {
        say(&format!("{name}: not UTF-8, read as {}", table.encoding))?;
    }
    Ok(table.rows.into_iter().filter_map(record).collect())
}

/// Returns the name of a file for people.
pub(super) fn name(file: &Path) -> String {
    match file.to_str() {
        Some("-") => "standard input".to_owned(),
        _ => file.display().to_string(),
    }
}

/// Reads a file of at most `max` bytes.
pub(super) fn bytes(file: &Path, max: u64) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let source: Box<dyn Read> = match file.to_str() {
        Some("-") => Box::new(std::io::stdin().lock()),
        _ => Box::new(File::open(file)?),
    };
    let mut bytes = Vec::new();
    source.take(max + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > max {
        true => Err(format!("more than {max} bytes; split the file").into()),
        false => Ok(bytes),
    }
}

fn record(row: spreadsheet::Row) -> Option<Record> {
    let line = row.line;
    let [mentee, mentor, matched_at] = row.cells.try_into().ok()?;
    Some(Record {
        line,
        mentee,
        mentor,
        matched_at,
    })
}

/// The pair of a record, unless its time cannot be read or stored.
fn row(record: &Record, now: DateTime<Utc>) -> Result<Row, Refusal> {
    let matched_at = match record.matched_at.as_str() {
        "" => None,
        text => Some(moment(text).ok_or(MATCHED_AT_INVALID)?),
    };
    if matched_at.is_some_and(|matched_at| matched_at > now) {
        return Err(MATCHED_AT_IN_FUTURE);
    }
    Ok(Row {
        mentee_email: record.mentee.clone(),
        mentor_email: record.mentor.clone(),
        matched_at,
    })
}
