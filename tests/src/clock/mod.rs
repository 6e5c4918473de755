//! A clock that is set.

mod ahead;
mod back;
