//! Webhooks: signals posted to endpoints outside, signed, in order and at least once.

mod administration;
pub(crate) mod deliveries;
mod encryption;
mod forgetting;
mod owners;
mod passing_over;
mod patience;
mod pruning;
mod reaching;
pub(crate) mod receiver;
mod restored;
mod rounds;
