//! Signals: what happened, emitted to handlers inside the process and recorded in the log for everyone else.

pub mod actor;
pub mod bus;
pub mod catalogue;
pub mod filter;
pub mod hub;
pub mod log;
pub mod notify;
pub(crate) mod order;
pub mod rebase;
pub mod redact;
pub mod shared_signal;
pub mod signal;
pub mod snapshot;
pub mod stream;
pub mod vocabulary;
pub(crate) mod watermark;

pub use actor::Actor;
pub use bus::{Bus, Event, Handler, HandlerFuture, Veto};
pub use catalogue::{Name, Phase, Sender};
pub use hub::Hub;
pub use shared_signal::SharedSignal;
pub use signal::{RequestSide, Signal};
pub use vocabulary::Cause;
