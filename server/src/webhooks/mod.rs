//! Webhooks: post the log to external endpoints, as the Standard Webhooks specification 1.0 describes.
//!
//! Each endpoint has its own cursor in the log. Its pending signals are those after the cursor; nothing is copied for
//! it.

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
pub(crate) mod post;
pub mod reach;
pub mod replay;
pub(crate) mod retention_barrier;
mod retry_after;
pub mod rotate_secret;
pub mod rounds;
mod seal;
pub mod seal_stored;
pub mod secret;
mod skip;
mod trust;
pub mod update;

pub use endpoint::Endpoint;
pub use seal::Seal;
pub use trust::Trust;
