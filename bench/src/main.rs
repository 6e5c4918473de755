//! Benchmarks: each starts the programs that it compares in separate processes, measures them in one run and prints
//! ratios.

mod abuse;
mod accounts;
mod attack;
mod bare;
mod bare_page;
mod bare_sockets;
mod compared;
mod crowd;
mod floods;
mod hashes;
mod load;
mod log;
mod pages;
mod people;
mod plan;
mod process;
mod scale;
mod scores;
mod streams;
mod table;
mod timing;
mod watchers;
mod writes;

use clap::{Parser, Subcommand};
use std::error::Error;
use std::time::Duration;

/// An error during a measurement.
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// The result of a measurement.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// Subscribers of the live stream.
const SUBSCRIBERS: usize = 10_000;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Benchmarks of the account platform. Build the server first: `cargo build --release -p bruinbridge`.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    scenario: Scenario,
}

#[derive(Subcommand)]
enum Scenario {
    /// Everything that takes less than ten minutes together, with goals: accounts, pages, writes, streams.
    All {
        /// Seconds per measurement.
        #[arg(long, default_value_t = 8)]
        seconds: u64,
    },
    /// One, two and four processes on one PostgreSQL.
    Scale {
        /// Seconds per measurement.
        #[arg(long, default_value_t = 5)]
        seconds: u64,
        /// The URL of a database on a server where others can be created.
        #[arg(long)]
        postgres: String,
    },
    /// A page of 50 accounts.
    Pages {
        /// Seconds per measurement.
        #[arg(long, default_value_t = 8)]
        seconds: u64,
    },
    /// Changes of a profile and refused registrations.
    Writes {
        /// Seconds per measurement.
        #[arg(long, default_value_t = 8)]
        seconds: u64,
    },
    /// Sign-ins, `me`, reads during many sign-ins, memory, cold start.
    Accounts {
        /// Seconds per measurement.
        #[arg(long, default_value_t = 8)]
        seconds: u64,
    },
    /// Guesses of passwords from many addresses, while owners sign in and members read.
    Abuse {
        /// Seconds of the attack.
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// Accounts that are attacked.
        #[arg(long, default_value_t = 1000)]
        accounts: usize,
        /// Addresses from which the guesses come.
        #[arg(long, default_value_t = 50_000)]
        addresses: u32,
        /// Guesses per second.
        #[arg(long, default_value_t = 200)]
        guesses: u32,
    },
    /// Floods from many addresses, one kind after another, while honest people use the server.
    Floods(floods::Arguments),
    /// The cost of idle subscribers, and how fast signals reach them.
    Streams {
        /// The number of subscribers.
        #[arg(long, default_value_t = SUBSCRIBERS)]
        subscribers: usize,
    },
    /// Lists and searches among a thousand accounts and among a million.
    People {
        /// The number of accounts to compare with a thousand.
        #[arg(long, default_value_t = 1_000_000)]
        accounts: usize,
        /// Use PostgreSQL instead of SQLite: the URL of a database on a server where others can be created.
        #[arg(long)]
        postgres: Option<String>,
    },
    /// The scores of all mentees and mentors after an upgrade: time, memory and space.
    Scores {
        /// The number of mentees.
        #[arg(long, default_value_t = 10_000)]
        mentees: usize,
        /// The number of mentors.
        #[arg(long, default_value_t = 1_000)]
        mentors: usize,
        /// Use PostgreSQL instead of SQLite: the URL of a database on a server where others can be created.
        #[arg(long)]
        postgres: Option<String>,
    },
    /// A plan that matches everyone: time and memory of its computation, and the time to publish it.
    Plan {
        /// The number of mentees.
        #[arg(long, default_value_t = 5_000)]
        mentees: usize,
        /// The number of mentors.
        #[arg(long, default_value_t = 1_500)]
        mentors: usize,
        /// Use PostgreSQL instead of SQLite: the URL of a database on a server where others can be created.
        #[arg(long)]
        postgres: Option<String>,
    },
    /// The cost of the log of signals with a thousand of them and with two million.
    Log {
        /// The number of signals to compare with a thousand.
        #[arg(long, default_value_t = 2_000_000)]
        signals: usize,
        /// Use PostgreSQL instead of SQLite: the URL of a database on a server where others can be created.
        #[arg(long)]
        postgres: Option<String>,
    },
    /// Whether response times reveal which addresses have an account. Fails if they do.
    Timing(timing::Arguments),
    /// The reference: bare sockets and a prepared frame.
    #[command(hide = true)]
    BareSockets {
        /// Bytes of the frame.
        bytes: usize,
    },
    /// The reference: async-graphql over one prepared statement.
    #[command(hide = true)]
    BarePage {
        /// A SQLite file that has a table `users`.
        database: String,
    },
    /// The reference: a bare axum handler that reads one row through sqlx.
    #[command(hide = true)]
    Bare {
        /// A SQLite file that has a table `users`.
        database: String,
    },
}

#[tokio::main]
async fn main() -> Outcome {
    match Arguments::parse().scenario {
        Scenario::All { seconds } => all(seconds).await,
        Scenario::Accounts { seconds } => accounts::run(seconds).await?.print(),
        Scenario::Scale { seconds, postgres } => scale::run(seconds, postgres).await,
        Scenario::Pages { seconds } => pages::run(seconds).await?.print(),
        Scenario::Writes { seconds } => writes::run(seconds).await?.print(),
        Scenario::Abuse {
            seconds,
            accounts,
            addresses,
            guesses,
        } => {
            let attack = abuse::Attack {
                length: Duration::from_secs(seconds),
                accounts,
                addresses,
                guesses,
            };
            abuse::run(attack).await
        }
        Scenario::Floods(arguments) => floods::run(arguments).await,
        Scenario::Streams { subscribers } => streams::run(subscribers).await?.print(),
        Scenario::People { accounts, postgres } => people::run(accounts, postgres).await,
        Scenario::Scores {
            mentees,
            mentors,
            postgres,
        } => scores::run(mentees, mentors, postgres).await,
        Scenario::Plan {
            mentees,
            mentors,
            postgres,
        } => plan::run(mentees, mentors, postgres).await,
        Scenario::Log { signals, postgres } => log::run(signals, postgres).await,
        Scenario::Timing(arguments) => timing::run(arguments).await,
        Scenario::BareSockets { bytes } => bare_sockets::serve(bytes).await,
        Scenario::Bare { database } => bare::serve(&database).await,
        Scenario::BarePage { database } => bare_page::serve(&database).await,
    }
}

/// Measures everything that is short, and prints one table.
async fn all(seconds: u64) -> Outcome {
    let mut table = accounts::run(seconds).await?;
    table.extend(pages::run(seconds).await?);
    table.extend(writes::run(seconds).await?);
    table.extend(streams::run(SUBSCRIBERS).await?);
    table.print()
}
