//! What the commands do.

mod admin;
mod export;
mod import;
mod serve;
mod signals;

use bruinbridge::app::App;
use bruinbridge::clock::Clock;
use bruinbridge::clock_guard;
use bruinbridge::config::{Config, LogConfig, Source};
use bruinbridge::cursor::Cursor;
use bruinbridge::db::{Db, migrate};
use bruinbridge::descriptors;
use bruinbridge::lifecycle::purge;
use bruinbridge::logging::{self, Format};
use bruinbridge::mail::Transport;
use bruinbridge::roster::adopt_limit::adopt_limit;
use bruinbridge::signals::rebase::rebase;
use bruinbridge::webhooks::owner;
use clap::{Parser, Subcommand};
use std::error::Error;
use std::io::{IsTerminal, Write};
use tracing_subscriber::util::SubscriberInitExt;

/// What can go wrong on the command line, told in one line.
pub(crate) type Outcome = Result<(), Box<dyn Error>>;

/// The account platform's server. Settings come from environment variables; README.md lists them.
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
    /// Bring the database's schema up or down, or tell where it stands.
    Migrate {
        #[command(subcommand)]
        direction: Direction,
    },
    /// Delete the accounts whose grace period is over, once.
    Purge,
    /// The clock, after the log says that it went forward.
    Clock {
        #[command(subcommand)]
        command: ClockCommand,
    },
    /// Print the GraphQL schema.
    Schema,
    /// Print the log of signals, one JSON object a line.
    Signals {
        /// Begin behind this cursor; without it, at the start of the log, or with --follow from now on.
        #[arg(long)]
        after: Option<Cursor>,
        /// Go on printing what happens, until interrupted.
        #[arg(long)]
        follow: bool,
    },
    /// Administrators.
    Admin {
        #[command(subcommand)]
        command: admin::Command,
    },
    /// Write rows to standard output as CSV.
    Export {
        #[command(subcommand)]
        what: export::What,
    },
    /// Read rows from CSV.
    Import {
        #[command(subcommand)]
        what: import::What,
    },
}

#[derive(Subcommand)]
enum ClockCommand {
    /// Say that it is right: what is due by it is deleted again, within minutes, without waiting.
    Accept,
}

#[derive(Subcommand)]
enum Direction {
    /// Apply every step that is pending.
    Up,
    /// Take back the last steps.
    Down {
        /// How many steps.
        #[arg(default_value_t = 1)]
        steps: u32,
    },
    /// List the steps.
    Status,
}

/// Accounts that `purge` reads at a time.
const PURGE_BATCH: u64 = 100;

/// Runs a command to its end.
pub(crate) async fn run(arguments: Arguments) -> Outcome {
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => {
            if let Err(error) = descriptors::raise_limit() {
                tracing::warn!(%error, "the limit of file descriptors stays as it is");
            }
            let app = migrated(open_with(configure()?).await?).await?;
            rebase(&app).await?;
            adopt_limit(&app).await?;
            owner::review_all(&app).await?;
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
        Command::Export { what } => export::run(open_current().await?, what).await,
        Command::Import { what } => import::run(open_current().await?, what).await,
    }
}

/// Reads the settings and opens the database. Commands run without database timeouts.
async fn open() -> Result<App, Box<dyn Error>> {
    let mut config = configure()?;
    config.database.is_hurried = false;
    open_with(config).await
}

async fn open_with(config: Config) -> Result<App, Box<dyn Error>> {
    let db = Db::connect(&config.database).await?;
    Ok(App::new(config, db, Clock::System)?)
}

/// The same, where the schema must be current.
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

/// The same, where the schema is migrated first.
async fn open_migrated() -> Result<App, Box<dyn Error>> {
    migrated(open().await?).await
}

async fn migrated(app: App) -> Result<App, Box<dyn Error>> {
    migrate::up(&app.db).await?;
    Ok(app)
}

fn configure() -> Result<Config, Box<dyn Error>> {
    let config = Config::read(&Source::environment()?)?;
    log(&config.log)?;
    // Judged before the database is touched.
    Transport::new(&config.mail)?;
    Ok(config)
}

fn log(config: &LogConfig) -> Outcome {
    let format = match (config.json, std::io::stderr().is_terminal()) {
        (true, _) => Format::Json,
        (false, true) => Format::Color,
        (false, false) => Format::Text,
    };
    let lines = logging::subscriber(&config.filter, format, std::io::stderr);
    lines
        .map_err(|fault| format!("LOG_LEVEL: {fault}; for example LOG_LEVEL=info"))?
        .init();
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
    say(&format!("{purged} accounts were deleted for good."))
}

async fn accept_clock() -> Outcome {
    let app = open_migrated().await?;
    clock_guard::accept(&app).await?;
    say(&format!("The time is {}.", app.clock.now().to_rfc3339()))
}

/// One line for whoever reads standard output; a reader that went away is no reason to panic.
fn say(line: &str) -> Outcome {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}

/// One line for whoever sits in front of the terminal.
pub(crate) fn complain(error: &dyn Error) {
    let _ = writeln!(std::io::stderr(), "bruinbridge: {error}");
}
