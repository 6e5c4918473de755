//! Rosters, matching suggestions, and messages between partners.

pub(crate) mod support;

mod add_mentee;
mod adopt_limit;
mod assign_mentee;
mod assign_mentees;
mod blacklist_mentor;
mod block_disclosure;
mod block_interleavings;
mod blocked_addresses;
mod eligibility;
mod match_status;
mod pause_mentoring;
mod remove_mentee;
mod requests;
mod score_lists;
mod scores;
mod scoring;
mod set_capacity;

mod compatibility;
mod directory;
mod search;
mod suggestions;

mod conversation;
mod conversations;

mod authorization;

mod import_matches;

mod interleavings;
mod invariants;
mod races;
mod statements;
