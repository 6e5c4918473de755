//! What tests build on: fresh databases, a running server, clients, and a mail server that keeps what it gets.

mod client;
mod database;
mod each_database;
mod handlers;
mod logged;
pub(crate) mod plans;
mod postbox;
mod postgres;
mod rows;
mod server;
mod subscription;
mod told;

pub(crate) use client::{Client, codes, credentials};
pub(crate) use database::Database;
pub(crate) use each_database::{each_database, each_database_with};
pub(crate) use handlers::Reaction;
pub(crate) use logged::{FILTER, assert_logged, count_logged, log_lines};
pub(crate) use postbox::{MAIL, Mood};
pub(crate) use server::Server;
pub(crate) use subscription::{Heard, Subscription};
pub(crate) use told::{Told, names};

/// The password of every account that does not say otherwise.
pub(crate) const PASSWORD: &str = "secret123";

/// Longer than anything here may take.
pub(crate) const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);
