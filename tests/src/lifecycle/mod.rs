//! Leaving, one file a verb.

mod cancel_deletion;
mod purge;
mod request_deletion;
mod traces;
