//! Tables, one file each, with the conditions and queries that several modules share.

pub mod address_change;
pub mod admin;
pub mod admin_role;
pub mod blacklist;
pub mod chat_message;
pub mod code_mac;
pub mod compatibility_score;
pub mod email;
pub mod former_address;
pub mod matched;
pub mod one_time_token;
pub mod readiness_check;
pub mod roster_limit;
pub mod search_index;
pub mod session;
pub mod signal;
pub mod signal_watermark;
pub mod stale_scores;
pub mod token_digest;
pub mod trusted_clock;
pub mod unsubscribe_token;
pub mod user;
pub mod user_state;
pub mod user_term;
pub mod webhook;
pub mod webhook_delivery;
