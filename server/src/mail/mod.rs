//! Emails: pending in a transaction, sent after it, given up only when the mail server says so.

mod folder;
pub mod outbox;
mod templates;
mod transport;

pub(crate) use templates::in_words;
pub use transport::Transport;
