//! The database: connections, the unit of work, and the cursors of lists.

mod connect;
mod connection;
mod fate;
mod files;
pub mod forget;
pub mod lists;
pub mod migrate;
pub mod page;
pub mod readiness;
pub mod search;
mod transaction;
pub mod tx;
pub mod user_data;
pub mod users;
mod wal;
pub mod work;
pub mod workflow;

pub use connect::{Db, Engine};
pub use transaction::Transaction;
