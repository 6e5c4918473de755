//! The command line: arguments and commands.

mod admin;
mod export;
mod import;
mod import_users;
mod matching;
mod serve;
mod sessions;
mod signals;

use bruinbridge::app::App;
use bruinbridge::clock::Clock;
use bruinbridge::config::{Config, LogConfig, Source};
use bruinbridge::cursor::Cursor;
use bruinbridge::db::{Db, migrate};
use bruinbridge::lifecycle::purge;
use bruinbridge::mail::Transport;
use bruinbridge::{clock_guard, descriptors, logging};
use clap::{Parser, Subcommand};
use std::error::Error;
use std::io::Write;

/// An error on the command line, printed in one line.
pub(crate) type Outcome = Result<(), Box<dyn Error>>;

/// The server of the account platform. Settings come from environment variables; docs/settings.md lists them.
#[derive(Parser)]
#[command(name = "bruinbridge", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Migrate the database and serve (the default).
    Serve,
    /// Migrate the database's schema up or down, or show its status.
    Migrate {
        #[command(subcommand)]
        direction: Direction,
    },
    /// Permanently delete the accounts whose grace period is over, once.
    Purge,
    /// Confirm the clock after the log reports that it jumped forward.
    Clock {
        #[command(subcommand)]
        command: ClockCommand,
    },
    /// Print the GraphQL schema.
    Schema,
    /// Print the signal log, one JSON object per line.
    Signals {
        /// Start after this cursor; without it, at the start of the log, or with --follow from now on.
        #[arg(long)]
        after: Option<Cursor>,
        /// Keep printing new signals until interrupted.
        #[arg(long)]
        follow: bool,
    },
    /// Administrators.
    Admin {
        #[command(subcommand)]
        command: admin::Command,
    },
    /// Sessions, after an incident.
    Sessions {
        #[command(subcommand)]
        command: sessions::Command,
    },
    /// Write rows to standard output as CSV.
    Export {
        #[command(subcommand)]
        what: export::What,
        /// Begin with a byte order mark, without which Excel does not recognize UTF-8.
        #[arg(long, global = true)]
        bom: bool,
    },
    /// Read rows from a file.
    Import {
        #[command(subcommand)]
        what: import::What,
    },
    /// Plans that match many people.
    Matching {
        #[command(subcommand)]
        command: matching::Command,
    },
}

#[derive(Subcommand)]
enum ClockCommand {
    /// Confirm that the clock is correct. The server resumes deleting expired data within minutes.
    Accept,
}

#[derive(Subcommand)]
enum Direction {
    /// Apply all pending migrations.
    Up,
    /// Revert the last migrations.
    Down {
        /// Number of migrations.
        #[arg(default_value_t = 1)]
        steps: u32,
    },
    /// List the migrations.
    Status,
}

/// Accounts per batch of `purge`.
const PURGE_BATCH: u64 = 100;

/// Runs a command to its end.
pub(crate) async fn run(arguments: Arguments) -> Outcome {
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => {
            let config = configure()?;
            if let Err(error) = descriptors::raise_limit() {
                tracing::warn!(%error, "the limit of file descriptors could not be raised");
            }
            let app = App::open(config).await?;
            if !app.rate_limits.is_on() {
                tracing::warn!(
                    "RATE_LIMITS=off: nothing limits guessing, registrations and emails"
                );
            }
            serve::serve(app).await
        }
        Command::Migrate { direction } => migrate(direction).await,
        Command::Purge => purge().await,
        Command::Clock {
            command: ClockCommand::Accept,
        } => accept_clock().await,
        Command::Schema => say(bruinbridge::graphql::sdl().trim_end()),
        Command::Signals {
            after,
            follow: true,
        } => signals::follow(open_current().await?, after).await,
        Command::Signals {
            after,
            follow: false,
        } => signals::list(open_current().await?, after).await,
        Command::Admin { command } => admin::run(open_migrated().await?, command).await,
        Command::Sessions { command } => sessions::run(open_current().await?, command).await,
        Command::Export { what, bom } => export::run(open_current().await?, what, bom).await,
        Command::Import { what } => import::run(open_current().await?, what).await,
        Command::Matching { command } => matching::run(open_current().await?, command).await,
    }
}

/// Reads the settings and opens the database. Commands run without database timeouts.
async fn open() -> Result<App, Box<dyn Error>> {
    let mut config = configure()?;
    config.database.is_hurried = false;
    let db = Db::connect(&config.database).await?;
    Ok(App::new(config, db, Clock::System)?)
}

/// Like `open`, but requires a current schema.
async fn open_current() -> Result<App, Box<dyn Error>> {
    let app = open().await?;
    let status = migrate::status(&app.db).await?;
    if let Some((name, _)) = status.into_iter().find(|(_, is_applied)| !is_applied) {
        let location = app.db.location();
        return Err(format!(
            "DATABASE_URL: the database {location} does not have the migration {name} yet; run `bruinbridge migrate up`"
        )
        .into());
    }
    Ok(app)
}

/// Like `open`, but migrates the schema first.
async fn open_migrated() -> Result<App, Box<dyn Error>> {
    let app = open().await?;
    migrate::up(&app.db).await?;
    Ok(app)
}

fn configure() -> Result<Config, Box<dyn Error>> {
    let config = Config::read(&Source::environment()?)?;
    log(&config.log)?;
    // Checked before the database is touched.
    Transport::new(&config, Clock::System)?;
    Ok(config)
}

fn log(config: &LogConfig) -> Outcome {
    logging::start(&config.filter, config.json)?;
    if logging::asks_too_much(&config.filter) {
        tracing::warn!(
            "LOG_LEVEL: lines of libraries below INFO are left out, because they hold passwords and tokens; bruinbridge=debug works"
        );
    }
    Ok(())
}

async fn migrate(direction: Direction) -> Outcome {
    let db = Db::connect(&configure()?.database).await?;
    match direction {
        Direction::Up => migrate::up(&db).await?,
        Direction::Down { steps } => migrate::down(&db, steps).await?,
        Direction::Status => {}
    }
    for (name, applied) in migrate::status(&db).await? {
        say(&format!(
            "{} {name}",
            if applied { "applied" } else { "pending" }
        ))?;
    }
    Ok(())
}

async fn purge() -> Outcome {
    let app = open_current().await?;
    if !clock_guard::tick(&app).await? {
        return Err("the clock is far ahead of when a server last ran: set it, or run `bruinbridge clock accept` if it is right".into());
    }
    let purged = purge::purge_due(&app, PURGE_BATCH).await?;
    say(&format!("{purged} accounts were permanently deleted."))
}

async fn accept_clock() -> Outcome {
    let app = open_migrated().await?;
    clock_guard::accept(&app).await?;
    say(&format!("The time is {}.", app.clock.now().to_rfc3339()))
}

/// Shows the sentences of a refusal rather than its codes.
fn readable(error: bruinbridge::error::Error) -> Box<dyn Error> {
    match &error {
        bruinbridge::error::Error::Refused(violations) => {
            bruinbridge::error::sentences(violations).into()
        }
        _ => error.into(),
    }
}

/// Prints one line to standard output. A closed pipe is an error, not a panic.
fn say(line: &str) -> Outcome {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}

/// Prints one error line to standard error.
pub(crate) fn complain(error: &dyn Error) {
    let _ = writeln!(std::io::stderr(), "bruinbridge: {error}");
}
