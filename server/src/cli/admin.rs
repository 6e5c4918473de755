//! Administrators from the command line, such as the first one.

use super::{Outcome, readable, say};
use bruinbridge::admins::break_glass::{BreakGlass, break_glass};
use bruinbridge::admins::register_admin::{AdminRegistration, register_admin};
use bruinbridge::app::App;
use bruinbridge::config::Secret;
use bruinbridge::mail::outbox;
use std::io::Read;

/// The maximum number of emails that the command sends itself. Servers send the others.
const EMAILS: u64 = 100;

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
    /// For the day on which nobody can sign in: create an administrator with every permission, or give an existing one
    /// a new password and every permission. Prints the password, which works for 24 hours unless it is changed. Other
    /// administrators get an email.
    BreakGlass {
        /// Name to sign in with, of a new administrator or of one who exists.
        #[arg(long)]
        username: String,
        /// A UCLA email address for a new administrator. One who exists keeps theirs.
        #[arg(long)]
        email: String,
        /// Why, for the log and the emails; at most 500 characters.
        #[arg(long)]
        reason: Option<String>,
    },
}

/// Runs a command.
pub(crate) async fn run(app: App, command: Command) -> Outcome {
    match command {
        Command::Create {
            username,
            email,
            role,
            ..
        } => {
            let registration = AdminRegistration {
                username,
                email,
                password: Secret::new(read_password()?),
                role_name: role,
            };
            create(app, registration).await
        }
        Command::BreakGlass {
            username,
            email,
            reason,
        } => {
            let input = BreakGlass {
                username,
                email,
                reason,
            };
            make_emergency_administrator(app, input).await
        }
    }
}

async fn create(app: App, registration: AdminRegistration) -> Outcome {
    let admin = register_admin(&app, None, registration)
        .await
        .map_err(readable)?;
    say(&format!(
        "Administrator {} was created. Sign in with loginAdmin.",
        admin.username
    ))
}

/// Prints the password before anything else can fail, then sends the emails: no server may be running.
async fn make_emergency_administrator(app: App, input: BreakGlass) -> Outcome {
    let made = break_glass(&app, input).await.map_err(readable)?;
    let (username, address) = (&made.admin.username, &made.user.email);
    say(&format!(
        "Administrator {username} ({address}) can sign in. Change the password within 24 hours; then it expires. Password:"
    ))?;
    say(made.password.expose())?;
    Ok(outbox::send_due(&app, EMAILS).await.map(drop)?)
}

fn read_password() -> std::io::Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(4096)
        .read_to_string(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
