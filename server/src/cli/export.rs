//! Writes accounts and matches to standard output, as CSV.

use super::Outcome;
use bruinbridge::admins::users::Filter;
use bruinbridge::app::App;
use bruinbridge::export::{Export, Table};
use std::io::{Write, stdout};

/// What to export.
#[derive(Clone, Copy, clap::Subcommand)]
pub(crate) enum What {
    /// Every match: mentee_email, mentor_email, matched_at.
    Matches,
    /// Every account, with its profile and its state.
    Users,
}

/// Runs a command.
pub(crate) async fn run(app: App, what: What, is_marked: bool) -> Outcome {
    let table = match what {
        What::Matches => Table::Matches,
        What::Users => Table::Users(Filter::default()),
    };
    let mut export = Export::new(table, is_marked);
    let mut out = stdout();
    while let Some(part) = export.next(&app).await? {
        out.write_all(&part.csv)?;
    }
    Ok(out.flush()?)
}
