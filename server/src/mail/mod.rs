//! Emails: queued in a transaction, sent after it, and given up when the mail server rejects them permanently or the
//! last attempt fails.

mod content;
mod folder;
pub mod outbox;
mod people;
mod secrets;
mod smtp;
mod transport;
mod wording;

pub use transport::Transport;
pub(crate) use wording::in_words;
