//! The test harness: fresh databases, a running server, clients, and a mail server that keeps every email.

mod child;
mod client;
mod database;
mod each_database;
mod emitted;
mod handlers;
mod logged;
mod mailbox;
pub(crate) mod plans;
mod postgres;
mod rows;
mod server;
mod subscription;

pub(crate) use child::end_of;
pub(crate) use client::{Client, codes, credentials, form};
pub(crate) use database::Database;
pub(crate) use each_database::{each_database, each_database_with};
pub(crate) use emitted::{LoggedSignal, names};
pub(crate) use handlers::Reaction;
pub(crate) use logged::{FILTER, assert_logged, count_logged, listen, log_lines};
pub(crate) use mailbox::{MAIL, Mood};
pub(crate) use rows::{listed, numbers};
pub(crate) use server::{REAL_HASHES, Server};
pub(crate) use subscription::{Heard, Subscription};

/// The password of every account that does not set its own.
pub(crate) const PASSWORD: &str = "secret123";

/// The timeout of every wait in these tests.
pub(crate) const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(20);
