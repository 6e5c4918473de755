//! Reading CSV into the platform, with a report of every row.

use super::{Outcome, say};
use bruinbridge::app::App;
use bruinbridge::error::sentences;
use bruinbridge::roster::import_matches::{self, MOST_ROWS, Row};
use chrono::{DateTime, Utc};
use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What can be read.
#[derive(clap::Subcommand)]
pub(crate) enum What {
    /// Match mentees with mentors. Columns: mentee_email, mentor_email and, if wanted, matched_at (RFC 3339).
    /// Pairs that are matched already stay as they are, so that a file can be imported again.
    Matches {
        /// The file; - is standard input. At most 10000 rows.
        file: PathBuf,
        /// Report what would become of each row, and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(serde::Deserialize)]
struct Record {
    mentee_email: String,
    mentor_email: String,
    #[serde(default)]
    matched_at: Option<DateTime<Utc>>,
}

/// Runs a command.
pub(crate) async fn run(app: App, what: What) -> Outcome {
    let What::Matches { file, dry_run } = what;
    let rows = read(&file)?;
    let outcomes = import_matches::import_matches(&app, rows.clone(), dry_run).await?;
    let mut refused = 0;
    for (number, (row, outcome)) in rows.iter().zip(&outcomes).enumerate() {
        let told = match outcome {
            import_matches::Outcome::Added if dry_run => "would be added".to_owned(),
            import_matches::Outcome::Added => "added".to_owned(),
            import_matches::Outcome::Unchanged => "unchanged".to_owned(),
            import_matches::Outcome::Refused(violation) => {
                refused += 1;
                let sentence = sentences(std::slice::from_ref(violation));
                format!("refused, {}: {sentence}", violation.code.as_str())
            }
        };
        let (mentee, mentor) = (row.mentee_email.trim(), row.mentor_email.trim());
        say(&format!("{} {mentee} {mentor} {told}", number + 1))?;
    }
    match refused {
        0 => Ok(()),
        _ => Err(format!("{refused} of {} rows were refused", rows.len()).into()),
    }
}

/// Every row of the file; one that is no row at all stops the import before it begins.
fn read(file: &Path) -> Result<Vec<Row>, Box<dyn Error>> {
    let source: Box<dyn Read> = match file.to_str() {
        Some("-") => Box::new(std::io::stdin().lock()),
        _ => Box::new(
            std::fs::File::open(file).map_err(|error| format!("{}: {error}", file.display()))?,
        ),
    };
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(source);
    let mut rows = Vec::new();
    for record in reader.deserialize() {
        let record: Record = record?;
        if rows.len() == MOST_ROWS {
            return Err(format!("more than {MOST_ROWS} rows; split the file").into());
        }
        rows.push(Row {
            mentee_email: record.mentee_email,
            mentor_email: record.mentor_email,
            matched_at: record.matched_at,
        });
    }
    Ok(rows)
}
