//! Tables: one file each, with the finds that respect what is deleted.

pub mod admin;
pub mod admin_role;
pub mod blacklist;
pub mod chat_message;
pub mod clock_mark;
pub mod compatibility_score;
pub mod letter;
pub mod matched;
pub mod one_time_token;
pub mod readiness_mark;
pub mod roster_mark;
pub mod score_mark;
pub mod search_mark;
pub mod session;
pub mod signal;
pub mod signal_mark;
pub mod token_digest;
pub mod user;
pub mod user_state;
pub mod user_term;
pub mod webhook;
pub mod webhook_delivery;
