//! Who mentors whom: rosters, blacklists, scores and suggestions, and messages between partners.

mod admission;
mod begin_match;
mod block;
pub mod blocked_mentors;
pub mod eligibility;
mod match_emails;
pub mod match_status;
pub mod partners;
pub mod person;
pub mod rematch;
pub mod roster_access;
pub mod seats;
pub mod unlink;

pub mod add_mentee;
pub mod adopt_approval;
pub mod adopt_limit;
pub mod assign_mentees;
pub mod blacklist_mentor;
pub mod end_match;
pub mod leave_mentor;
pub mod match_planned;
pub mod pause_mentoring;
pub mod remove_mentee;
pub mod resume_due;
pub mod set_capacity;
pub mod unblacklist_mentor;

pub mod requests;

pub mod compatibility;
pub mod directory;
pub mod points;
pub mod score_list;
pub mod scores;
pub mod scoring;
pub mod suggestions;

pub mod conversation;
pub mod conversations;
pub mod mark_conversation_read;
pub mod send_message;

pub mod export_matches;
pub mod import_blocks;
pub mod import_matches;

pub use person::Person;
pub use roster_access::RosterAccess;
