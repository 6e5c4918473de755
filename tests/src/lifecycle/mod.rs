//! Deleting an account, one file per command.

mod cancel_deletion;
mod purge;
mod request_deletion;
mod traces;
