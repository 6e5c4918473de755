//! Tables on standard output.

use super::Outcome;
use bruinbridge::admins::export_users;
use bruinbridge::app::App;
use bruinbridge::csv;
use std::io::{self, BufWriter, Write};

/// What can be exported, as comma-separated values.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Every account.
    Users,
}

/// Rows that are read at once.
const PAGE: u64 = 500;

/// Runs a command.
pub(crate) async fn run(app: App, command: Command) -> Outcome {
    match command {
        Command::Users => users(&app).await,
    }
}

async fn users(app: &App) -> Outcome {
    let mut out = BufWriter::new(io::stdout());
    out.write_all(csv::line(export_users::HEADER).as_bytes())?;
    let mut after = None;
    loop {
        let page = export_users::export_users(app, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(out.flush()?);
        };
        after = Some(last.id);
        for user in page {
            let cells = user.cells.iter().map(String::as_str);
            out.write_all(csv::line(cells).as_bytes())?;
        }
    }
}
