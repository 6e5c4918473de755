//! Facts: what happened, told to handlers inside the process and kept in the log for everyone else.

pub mod announce;
pub mod bus;
pub mod catalogue;
pub mod cursor;
pub mod filter;
pub mod live;
pub mod log;
pub(crate) mod mark;
mod order;
pub mod present;
pub mod rebase;
pub mod redact;
pub mod retention;
pub mod signal;
pub mod stream;
pub mod tail;
pub mod vocabulary;

pub use bus::{Bus, Event, Handler, Veto};
pub use catalogue::{Name, Phase, Sender};
pub use cursor::Cursor;
pub use live::Live;
pub use signal::Signal;
pub use vocabulary::Cause;
