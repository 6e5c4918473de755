//! Writes accounts and matches to standard output, as CSV.

use super::Outcome;
use bruinbridge::admins::export_users;
use bruinbridge::app::App;
use bruinbridge::roster::export_matches::export_matches;
use bruinbridge::spreadsheet::Writer;
use std::io::{Stdout, stdout};

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
pub(crate) async fn run(app: App, what: What, is_marked: bool) -> Outcome {
    let mut writer = Writer::new(stdout(), is_marked)?;
    match what {
        What::Matches => matches(&app, &mut writer).await?,
        What::Users => users(&app, &mut writer).await?,
    }
    Ok(writer.finish()?)
}

async fn users(app: &App, writer: &mut Writer<Stdout>) -> Outcome {
    writer.row(export_users::header())?;
    let mut after = None;
    loop {
        let page = export_users::export_users(app, after, PAGE).await?;
        for user in &page {
            writer.row(user.cells.iter().map(String::as_str))?;
        }
        after = page.last().map(|user| user.id);
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn matches(app: &App, writer: &mut Writer<Stdout>) -> Outcome {
    writer.row(["mentee_email", "mentor_email", "matched_at"])?;
    let mut after = None;
    loop {
        let page = export_matches(app, after, PAGE).await?;
        for row in &page {
            let matched_at = row.matched_at.to_rfc3339();
            writer.row([&*row.mentee_email, &*row.mentor_email, &*matched_at])?;
        }
        after = page.last().map(|row| row.mentee_id);
        if after.is_none() {
            return Ok(());
        }
    }
}
