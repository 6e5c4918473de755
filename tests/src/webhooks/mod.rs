//! Webhooks: signals posted to endpoints outside, signed, in order and at least once.

mod administration;
mod deliveries;
mod encryption;
mod deleting_old;
mod skipping;
mod timeouts;
mod pruning;
mod reaching;
pub(crate) mod receiver;
mod restored;
mod rounds;
