//! Webhooks: the log told to endpoints outside, after the Standard Webhooks specification 1.0.
//!
//! Each endpoint has its own place in the log. What it is pending is what lies behind; nothing is copied for it.

pub mod create;
pub mod delete;
pub mod delete_old_deliveries;
pub mod deliver;
mod endpoint;
mod filter;
pub mod list;
mod outcome;
pub mod owner;
mod pending;
mod post;
pub mod reach;
pub mod replay;
pub(crate) mod retention_barrier;
pub mod rotate_secret;
pub mod rounds;
pub mod secret;
mod skip;
mod trust;
pub mod update;

pub use endpoint::Endpoint;
pub use trust::Trust;
