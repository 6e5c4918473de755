//! Rosters, matching suggestions, and messages between partners.

pub(crate) mod support;

mod add_mentee;
mod adopt_limit;
mod assign_mentee;
mod blacklist_mentor;
mod match_status;
mod remove_mentee;
mod scores;
mod set_capacity;

mod compatibility;
mod directory;
mod search;
mod suggestions;

mod conversation;

mod authorization;

mod import_matches;

mod interleavings;
mod invariants;
mod races;
mod statements;
