//! Authentication and authorization: passwords, tokens, sessions, and the proofs that commands require.

pub(crate) mod admin_lock;
pub mod caller;
pub mod code;
pub mod cookie;
pub mod credentials;
pub mod decoys;
pub(crate) mod device;
pub mod django_hash;
pub mod generated_password;
pub mod hash_engine;
mod hash_pace;
mod hash_thread;
pub mod hasher;
pub mod impersonation;
pub(crate) mod last_superadmin;
pub(crate) mod new_device;
pub mod one_time;
pub mod passwords;
pub mod permission;
mod phc;
pub(crate) mod recorded_login;
pub(crate) mod refusal_time;
pub mod refusals;
pub mod rotation;
pub mod session_cache;
pub mod session_review;
pub mod session_watch;
pub mod sessions;
pub(crate) mod sign_in_attempt;
pub mod token;
pub mod undo_link;

pub use caller::{Admin, Caller, Client, Member};
pub use permission::Permission;
pub use sessions::{authenticate, renew};
pub(crate) use sign_in_attempt::SignInAttempt;
