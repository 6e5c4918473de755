//! Webhooks: signals posted to endpoints outside, signed, in order and at least once.

mod administration;
mod deliveries;
pub(crate) mod receiver;
