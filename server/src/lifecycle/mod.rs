//! Account deletion: requesting it, canceling it, and the permanent deletion.

pub mod cancel_deletion;
pub mod purge;
pub mod request_deletion;
pub mod unverified;
