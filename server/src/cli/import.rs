//! Imports CSV, with a report of every row.

use super::{Outcome, say};
use bruinbridge::app::App;
use bruinbridge::clock;
use bruinbridge::error::sentences;
use bruinbridge::roster::import_matches::{
    DryRun, Outcome as Imported, Row, TOGETHER, import_matches,
};
use chrono::{DateTime, Datelike, Utc};
use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What to import.
#[derive(clap::Subcommand)]
pub(crate) enum What {
    /// Match mentees with mentors. Columns: mentee_email, mentor_email and, optionally, matched_at (RFC 3339). Existing
    /// matches stay as they are, so a file can be imported again, also after an import that was interrupted.
    Matches {
        /// The file; - means standard input. At most 10000 rows.
        file: PathBuf,
        /// Report what would happen to each row, and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(serde::Deserialize)]
struct Record {
    mentee_email: String,
    mentor_email: String,
    #[serde(default)]
    matched_at: Option<String>,
}

/// Runs a command.
pub(crate) async fn run(app: App, what: What) -> Outcome {
    let What::Matches {
        file,
        dry_run: is_dry_run,
    } = what;
    let records = read(&file)?;
    let mut dry_run = DryRun::default();
    let (mut number, mut refused) = (0, 0);
    for records in records.chunks(TOGETHER) {
        let rows: Vec<Option<Row>> = records.iter().map(row).collect();
        let readable: Vec<Row> = rows.iter().flatten().cloned().collect();
        let outcomes = match is_dry_run {
            true => dry_run.import_matches(&app, &readable).await?,
            false => import_matches(&app, readable).await?,
        };
        let mut outcomes = outcomes.into_iter();
        for (record, row) in records.iter().zip(rows) {
            let outcome = row.and_then(|_| outcomes.next());
            let is_refused = matches!(outcome, None | Some(Imported::Refused(_)));
            refused += usize::from(is_refused);
            number += 1;
            let (mentee, mentor) = (&record.mentee_email, &record.mentor_email);
            let report = report(outcome, is_dry_run);
            say(&format!("{number} {mentee} {mentor} {report}"))?;
        }
    }
    match refused {
        0 => Ok(()),
        _ => Err(format!("{refused} of {number} rows were refused").into()),
    }
}

/// The report on a row. `None` stands for a row whose time could not be read.
fn report(outcome: Option<Imported>, is_dry_run: bool) -> String {
    match outcome {
        Some(Imported::Added) if is_dry_run => "would be added".to_owned(),
        Some(Imported::Added) => "added".to_owned(),
        Some(Imported::Unchanged) => "unchanged".to_owned(),
        Some(Imported::Refused(violation)) => {
            let code = violation.code.as_str();
            format!("refused, {code}: {}", sentences(&[violation]))
        }
        None => "refused, MATCHED_AT_INVALID: Write the time like 2026-01-31T12:00:00Z.".to_owned(),
    }
}

/// The pair of a record; `None` if the time cannot be read or stored.
fn row(record: &Record) -> Option<Row> {
    let matched_at = record.matched_at.as_deref().filter(|text| !text.is_empty());
    let matched_at: Option<DateTime<Utc>> = match matched_at {
        Some(text) => Some(text.parse().ok()?),
        None => None,
    };
    let is_kept = matched_at.is_none_or(|moment| clock::YEARS.contains(&moment.year()));
    is_kept.then(|| Row {
        mentee_email: record.mentee_email.clone(),
        mentor_email: record.mentor_email.clone(),
        matched_at,
    })
}

/// Maximum number of rows per file. All are read before the first is imported.
const MAX_ROWS: usize = 10_000;

/// Reads every row of the file. A malformed row stops the import before it begins.
fn read(file: &Path) -> Result<Vec<Record>, Box<dyn Error>> {
    let source: Box<dyn Read> = match file.to_str() {
        Some("-") => Box::new(std::io::stdin().lock()),
        _ => Box::new(
            std::fs::File::open(file).map_err(|error| format!("{}: {error}", file.display()))?,
        ),
    };
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(source);
    let mut records = Vec::new();
    for record in reader.deserialize() {
        let record: Record = record?;
        if records.len() == MAX_ROWS {
            return Err(format!("more than {MAX_ROWS} rows; split the file").into());
        }
        records.push(record);
    }
    Ok(records)
}
