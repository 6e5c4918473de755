//! Emails: queued in a transaction, sent after it, and given up when the mail server rejects them permanently or the
//! last attempt fails.

mod folder;
pub mod outbox;
mod smtp;
mod templates;
mod transport;

pub(crate) use templates::in_words;
pub use transport::Transport;
