//! Hooks: external endpoints that are asked before an account is created or changed, and may refuse or change the data.
//!
//! They are asked before the transaction begins, never while one is open. What they change is validated like any other
//! input. What becomes known only inside the transaction is for handlers in the process (`signals/bus.rs`).

mod accounts;
mod ask;
mod breaker;
mod call;
pub mod create;
pub mod delete;
mod failure;
pub mod list;
mod lock;
mod registry;
pub mod rotate_secret;
mod topic;
pub mod update;
mod verdict;

pub use accounts::{AccountData, ask_about_new_account, ask_about_update};
pub use ask::{Question, ask};
pub use breaker::{Status, status};
pub use registry::Registry;
pub use topic::Topic;

/// The maximum number of hooks of one signal: a request waits for each of them.
pub const MAX_PER_SIGNAL: usize = 5;
