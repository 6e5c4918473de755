//! Administrators from the command line, such as the first one.

use super::{Outcome, readable, say};
use bruinbridge::admins::register_admin::{AdminRegistration, register_admin};
use bruinbridge::app::App;
use bruinbridge::config::Secret;
use std::io::Read;

/// What to do with administrators.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Create an administrator. The password is read from standard input.
    Create {
        /// Name to sign in with.
        #[arg(long)]
        username: String,
        /// A UCLA email address.
        #[arg(long)]
        email: String,
        /// Read the password from standard input (the only way: other users can see arguments).
        #[arg(long, required = true)]
        password_stdin: bool,
        /// SUPERADMIN, MANAGER, AUDITOR or a custom role.
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
        "Administrator {} was created. Sign in with loginAdmin.",
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
