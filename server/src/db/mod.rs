//! The database: connections, the unit of work, and the cursors of lists.

mod connect;
mod fate;
mod files;
pub mod forget;
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
