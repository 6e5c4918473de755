//! Webhooks: the log told to endpoints outside, after the Standard Webhooks specification 1.0.
//!
//! Each endpoint has its own place in the log. What it is owed is what lies behind; nothing is copied for it.

pub mod attend;
pub(crate) mod barrier;
pub mod create;
pub mod delete;
pub mod deliver;
mod endpoint;
mod filter;
pub mod forget;
pub mod list;
mod outcome;
mod owed;
pub mod owner;
mod pass_over;
mod post;
pub mod reach;
pub mod replay;
pub mod rotate_secret;
pub mod secret;
mod trust;
pub mod update;

pub use endpoint::Endpoint;
pub use trust::Trust;
