//! Plans that match many people at once: computed exactly, reviewed, and published.

mod computing;
mod excluded;
mod lease;
mod locked;
mod people;
mod proof;
mod rules_of_plan;
mod solution;
mod store;
mod unmatched;

pub mod compute;
pub mod discard;
pub mod list;
pub mod propose;
pub mod publish;
pub mod retention;
pub mod revise;
pub mod scope;
pub mod verify;

pub use scope::Scope;
pub use unmatched::UnmatchedReason;
