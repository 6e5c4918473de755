//! Administrators' verbs.

pub mod log_in;
pub mod register_admin;
