//! Black-box tests: each drives a running server over HTTP and WebSocket, on SQLite and on PostgreSQL.

#![cfg(test)]

mod harness;

mod files;
mod hash_engines;
mod log_filter;
mod odd_settings;
mod settings;
mod spreadsheet;
mod startup;

mod clock;
mod migrations;

mod accounts;
mod admins;
mod concerns;
mod import;
mod lifecycle;
mod matching;
mod media;
mod roster;
mod search_words;

mod email_headers;
mod emails;
mod faults;
mod hooks;
mod jobs;
mod live;
mod mail_floods;
mod outages;
mod outbox;
mod rate_limits;
mod signals;
mod soak;
mod webhooks;

mod authorization;
mod http;
mod node;
mod plans;
mod schema;

mod web;
