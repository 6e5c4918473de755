//! Emails: queued in a transaction, sent after it, and given up when the mail server rejects them permanently or the
//! last attempt fails.

pub mod claims;
mod content;
pub(crate) mod delivery;
mod folder;
pub mod list;
pub mod mailbox;
mod needed;
pub mod outbox;
mod people;
pub mod retry;
mod secrets;
mod smtp;
mod transport;
pub mod unsubscribe;
mod wording;

pub use transport::{MAILBOX_PATH, ONE_CLICK, Transport};
pub(crate) use wording::in_words;
