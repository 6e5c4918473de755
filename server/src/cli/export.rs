//! Writes accounts and matches to standard output, as CSV.

use super::Outcome;
use bruinbridge::admins::export_users;
use bruinbridge::app::App;
use bruinbridge::roster::export_matches::export_matches;

/// What to export.
#[derive(Clone, Copy, clap::Subcommand)]
pub(crate) enum What {
    /// Every match: mentee_email, mentor_email, matched_at.
    Matches,
    /// Every account, with its profile and its state.
    Users,
}

/// Rows per read.
const PAGE: u64 = 1000;

/// Runs a command.
pub(crate) async fn run(app: App, what: What) -> Outcome {
    match what {
        What::Matches => matches(&app).await,
        What::Users => users(&app).await,
    }
}

async fn users(app: &App) -> Outcome {
    let mut writer = csv::Writer::from_writer(std::io::stdout());
    writer.write_record(export_users::header())?;
    let mut after = None;
    loop {
        let page = export_users::export_users(app, after, PAGE).await?;
        for user in &page {
            writer.write_record(&user.cells)?;
        }
        after = page.last().map(|user| user.id);
        if after.is_none() {
            writer.flush()?;
            return Ok(());
        }
    }
}

async fn matches(app: &App) -> Outcome {
    let mut writer = csv::Writer::from_writer(std::io::stdout());
    writer.write_record(["mentee_email", "mentor_email", "matched_at"])?;
    let mut after = None;
    loop {
        let page = export_matches(app, after, PAGE).await?;
        for row in &page {
            let matched_at = row.matched_at.to_rfc3339();
            writer.write_record([&row.mentee_email, &row.mentor_email, &matched_at])?;
        }
        after = page.last().map(|row| row.mentee_id);
        if after.is_none() {
            writer.flush()?;
            return Ok(());
        }
    }
}
