//! Leaving, one file a command.

mod cancel_deletion;
mod purge;
mod request_deletion;
mod traces;
