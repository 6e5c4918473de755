//! Benchmarks: each starts what it compares in processes of their own, measures both in one run and prints ratios.

mod accounts;
mod bare;
mod bare_sockets;
mod crowd;
mod hashes;
mod load;
mod log;
mod people;
mod process;
mod streams;
mod watchers;

use clap::{Parser, Subcommand};
use std::error::Error;

/// What can go wrong while measuring.
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// What a measurement comes to.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

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
    /// Logins, `me`, reads in a storm of logins, memory, cold start.
    Accounts {
        /// Seconds that each measurement takes.
        #[arg(long, default_value_t = 8)]
        seconds: u64,
    },
    /// Idle subscribers and how fast signals reach them.
    Streams {
        /// How many there are.
        #[arg(long, default_value_t = 10_000)]
        subscribers: usize,
    },
    /// Lists and searches among a thousand accounts and among a million.
    People {
        /// How many accounts a thousand is compared with.
        #[arg(long, default_value_t = 1_000_000)]
        accounts: usize,
        /// On a PostgreSQL instead of SQLite: the address of a database beside which others may be made.
        #[arg(long)]
        postgres: Option<String>,
    },
    /// What the log of signals costs with a thousand of them and with two million.
    Log {
        /// How many signals a thousand is compared with.
        #[arg(long, default_value_t = 2_000_000)]
        signals: usize,
        /// On a PostgreSQL instead of SQLite: the address of a database beside which others may be made.
        #[arg(long)]
        postgres: Option<String>,
    },
    /// The other side of the comparison: bare sockets and a ready frame.
    #[command(hide = true)]
    BareSockets {
        /// Bytes of the frame.
        bytes: usize,
    },
    /// The other side of the comparison: one row through sqlx behind a bare axum handler.
    #[command(hide = true)]
    Bare {
        /// A SQLite file that has a table `users`.
        database: String,
    },
}

#[tokio::main]
async fn main() -> Outcome {
    match Arguments::parse().scenario {
        Scenario::Accounts { seconds } => accounts::run(seconds).await,
        Scenario::Streams { subscribers } => streams::run(subscribers).await,
        Scenario::People { accounts, postgres } => people::run(accounts, postgres).await,
        Scenario::Log { signals, postgres } => log::run(signals, postgres).await,
        Scenario::BareSockets { bytes } => bare_sockets::serve(bytes).await,
        Scenario::Bare { database } => bare::serve(&database).await,
    }
}
