//! The account platform's server. The modules are listed in the order of their layers: each may import those above it.
//!
//! Another program embeds the server with the types at the root: it reads a `Config`, opens an `App`, connects handlers
//! of signals to the application's `Bus`, and serves. `examples/embedded` is such a program.

pub mod app;

mod backoff;
pub mod client;
pub mod clock;
pub mod cursor;
pub mod descriptors;
mod files;
pub mod ids;
pub mod logging;
pub mod permission;
pub mod spreadsheet;

pub mod config;
pub mod error;

pub mod entities;

pub mod db;

pub mod rate_limits;

pub mod clock_guard;

pub mod signals;

pub mod work;

pub mod users;

pub mod auth;

pub mod mail;
pub mod media;
pub mod webhooks;

pub mod hooks;

pub mod roster;

pub mod matching;

pub mod lifecycle;

pub mod accounts;

pub mod concerns;

pub mod admins;
pub mod export;
pub mod import;

pub mod jobs;

pub mod graphql;

pub mod http;

pub use app::App;
pub use config::{Config, Source};
pub use signals::{Bus, Event, Handler, HandlerFuture, Name, Sender, Signal, Veto};
