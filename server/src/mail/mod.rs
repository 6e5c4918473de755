//! Letters: owed in a transaction, sent after it, given up only when the mail server says so.

mod folder;
mod letters;
pub mod outbox;
mod transport;

pub(crate) use letters::in_words;
pub use transport::Transport;
