//! Black-box tests: each drives a running server over HTTP and WebSocket, on SQLite and on PostgreSQL.

#![cfg(test)]

mod harness;

mod settings;

mod history;

mod accounts;
mod admins;
mod lifecycle;
mod roster;

mod jobs;
mod live;
mod outages;
mod outbox;
mod signals;
mod soak;
mod webhooks;

mod door;
mod doors;
mod node;
mod schema;

mod web;
