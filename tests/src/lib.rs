//! Black-box tests: each drives a running server over HTTP and WebSocket, on SQLite and on PostgreSQL.

#![cfg(test)]

mod harness;

mod accounts;
mod door;
mod lifecycle;
mod live;
mod webhooks;
