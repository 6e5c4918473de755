//! Authentication and authorization: passwords, tokens, sessions, and the proofs that commands require.

pub(crate) mod admin_lock;
pub mod caller;
pub mod cookie;
pub mod credentials;
pub mod hasher;
pub(crate) mod last_superadmin;
pub mod one_time;
pub mod passwords;
pub mod permission;
pub(crate) mod refusal_time;
pub mod refusals;
pub mod session_cache;
pub mod session_review;
pub mod session_watch;
pub mod sessions;
pub mod token;

pub use caller::{Admin, Caller, Client, Member};
pub use permission::Permission;
pub use sessions::{authenticate, renew};
