//! Hooks: endpoints that are asked before an account is created or changed.

mod administration;
mod asking;
mod breaker;
pub(crate) mod endpoint;
mod failing;
mod log;
mod private;
