//! The account platform's server. The modules are listed in the order of their layers: each may import those above it.

pub mod app;

pub mod clock;
pub mod cursor;
pub mod ids;

pub mod config;
pub mod descriptors;
pub mod entities;
pub mod error;
mod files;
pub mod logging;

pub mod db;

pub mod signals;

pub mod work;

pub mod users;

pub mod auth;

pub mod mail;
pub mod webhooks;

pub mod roster;

pub mod accounts;
pub mod admins;
pub mod clock_guard;
pub mod jobs;
pub mod lifecycle;

pub mod graphql;

pub mod http;
