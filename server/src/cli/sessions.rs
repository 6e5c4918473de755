//! Ends sessions from the command line, where no administrator can sign in or is trusted any more.

use super::{Outcome, say};
use bruinbridge::admins::end_all_sessions::end_all_sessions;
use bruinbridge::admins::end_user_sessions::end_sessions_of_address;
use bruinbridge::app::App;

/// Whose sessions to end.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// End everybody's sessions. Everyone has to sign in again.
    EndAll,
    /// End the sessions of one account.
    End {
        /// The account's email address.
        #[arg(long)]
        email: String,
    },
}

/// Runs a command.
pub(crate) async fn run(app: App, command: Command) -> Outcome {
    let ended = match command {
        Command::EndAll => end_all_sessions(&app, None).await?,
        Command::End { email } => end_sessions_of_address(&app, &email)
            .await
            .map_err(super::readable)?,
    };
    say(&format!("Sessions that were ended: {ended}."))
}
