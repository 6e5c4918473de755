//! Webhooks: signals posted to endpoints outside, signed, in order and at least once.

mod administration;
mod deleting_old;
mod deliveries;
mod encryption;
mod pruning;
mod reaching;
pub(crate) mod receiver;
mod restored;
mod rounds;
mod skipping;
mod timeouts;
