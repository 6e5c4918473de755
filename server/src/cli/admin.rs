//! Administrators from the command line: how the first one comes to be.

use super::{Outcome, say};
use bruinbridge::admins::register_admin::{AdminRegistration, register_admin};
use bruinbridge::app::App;
use bruinbridge::config::Secret;
use bruinbridge::error::Error;
use std::io::Read;

/// What can be done with administrators.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Make an administrator. The password is read from standard input.
    Create {
        /// Name to sign in with.
        #[arg(long)]
        username: String,
        /// A UCLA address.
        #[arg(long)]
        email: String,
        /// Read the password from standard input (the only way: arguments can be seen by others).
        #[arg(long, required = true)]
        password_stdin: bool,
        /// SUPERADMIN, MANAGER, AUDITOR or a role of your own.
        #[arg(long, default_value = "SUPERADMIN")]
        role: String,
    },
}

/// Runs a command.
pub(crate) async fn run(app: App, command: Command) -> Outcome {
    let Command::Create {
        username,
        email,
        role,
        ..
    } = command;
    let password = Secret::new(read_password()?);
    let registration = AdminRegistration {
        username,
        email,
        password,
        role_name: role,
    };
    let admin = register_admin(&app, None, registration)
        .await
        .map_err(readable)?;
    say(&format!(
        "Administrator {} was made. Sign in with loginAdmin.",
        admin.username
    ))
}

fn read_password() -> std::io::Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(4096)
        .read_to_string(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// The sentences of a refusal rather than its codes.
fn readable(error: Error) -> Box<dyn std::error::Error> {
    match &error {
        Error::Refused(violations) => bruinbridge::error::sentences(violations).into(),
        _ => error.into(),
    }
}
