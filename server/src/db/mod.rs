//! The database: connections, the unit of work, and the cursors of lists.

mod connect;
mod commit_outcome;
pub mod delete_in_batches;
pub mod lists;
pub mod migrate;
pub mod page;
pub mod search;
pub mod tx;
pub mod user_data;
pub mod users;
pub mod work;
pub mod workflow;

pub use connect::{Db, Engine};
