//! Letters: owed in a transaction, sent after it, given up only when the mail server says so.

mod templates;
pub mod outbox;
mod transport;

pub(crate) use templates::in_words;
pub use transport::Transport;
