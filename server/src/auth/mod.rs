//! Who: passwords, tokens, sessions, and the proofs that a verb asks for.

pub(crate) mod acting;
pub mod caller;
pub mod cookie;
pub mod hasher;
pub mod one_time;
pub mod passwords;
pub mod permission;
pub mod refusals;
pub mod session_cache;
pub mod sessions;
pub mod token;
pub mod watch;

pub use caller::{Admin, Caller, Client, Member};
pub use permission::Permission;
pub use sessions::{authenticate, renew};
