//! What the commands do.

mod admin;
mod export;
mod import;
mod serve;
mod signals;

use bruinbridge::app::App;
use bruinbridge::clock::Clock;
use bruinbridge::config::{Config, Source};
use bruinbridge::cursor::Cursor;
use bruinbridge::db::{Db, migrate};
use bruinbridge::lifecycle::purge;
use bruinbridge::mail::Transport;
use bruinbridge::roster::adopt_limit::adopt_limit;
use bruinbridge::signals::rebase::rebase;
use clap::{Parser, Subcommand};
use std::error::Error;
use std::io::Write;
use tracing_subscriber::EnvFilter;

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
            let app = open_migrated().await?;
            rebase(&app).await?;
            adopt_limit(&app).await?;
            serve::serve(app).await
        }
        Command::Migrate { direction } => migrate(direction).await,
        Command::Purge => purge().await,
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

/// Reads the settings and opens the database.
async fn open() -> Result<App, Box<dyn Error>> {
    let config = configure()?;
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
    let app = open().await?;
    migrate::up(&app.db).await?;
    Ok(app)
}

fn configure() -> Result<Config, Box<dyn Error>> {
    let config = Config::read(&Source::environment()?)?;
    // Judged before the database is touched.
    Transport::new(&config.mail)?;
    let filter = log_filter(&config.log.filter)?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if config.log.json {
        log.json().init();
    } else {
        log.with_target(false).init();
    }
    Ok(config)
}

/// What libraries say is kept down: at its finest, the WebSocket's tells whole messages, tokens included.
fn log_filter(filter: &str) -> Result<EnvFilter, Box<dyn Error>> {
    let mut filter = EnvFilter::try_new(filter)
        .map_err(|_| "LOG_LEVEL: is not a log filter; for example LOG_LEVEL=info")?;
    for fixed in ["tungstenite=info", "sqlx=warn", "lettre=info"] {
        filter = filter.add_directive(fixed.parse()?);
    }
    Ok(filter)
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
    let purged = purge::purge_due(&open_current().await?, PURGE_BATCH).await?;
    say(&format!("{purged} accounts were deleted for good."))
}

/// One line for whoever reads standard output; a reader that went away is no reason to panic.
fn say(line: &str) -> Outcome {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}

/// One line for whoever sits in front of the terminal.
pub(crate) fn complain(error: &dyn Error) {
    let _ = writeln!(std::io::stderr(), "bruinbridge: {error}");
}
