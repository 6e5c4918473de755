//! Concerns: members report to the administrators what worries them, in private.
//!
//! The person concerned never learns of it. The text is in the table `concerns` only: never in the log of signals, in a
//! webhook or in an email.

mod acquaintance;
pub mod list;
pub mod raise;
pub mod resolve;
