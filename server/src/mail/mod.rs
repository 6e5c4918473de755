//! Emails: queued in a transaction, sent after it, and given up only when the mail server permanently rejects them.

mod folder;
pub mod outbox;
mod templates;
mod transport;

pub(crate) use templates::in_words;
pub use transport::Transport;
