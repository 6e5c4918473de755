//! The account platform's server, room by room in reading order.

pub mod app;
pub mod clock;
pub mod config;
pub mod descriptors;
pub mod error;
pub mod ids;
mod sentences;

pub mod db;
pub mod entities;

pub mod auth;

pub mod accounts;
pub mod admins;
pub mod lifecycle;
pub mod roster;

pub mod mail;
pub mod signals;
pub mod webhooks;

pub mod jobs;

pub mod graphql;
pub mod http;
