//! Webhooks: signals are posted to external endpoints, signed, in order and at least once.

mod administration;
mod deleting_old;
pub(crate) mod deliveries;
mod encryption;
mod kept_connections;
mod owners;
mod pruning;
mod reaching;
pub(crate) mod receiver;
mod restored;
mod retry_after;
mod rounds;
mod secrets_at_rest;
mod skipping;
mod timeouts;
