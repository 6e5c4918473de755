//! The database: connections, the unit of work, and the cursors of lists.

mod connect;
mod fate;
pub mod forget;
pub mod lists;
pub mod migrate;
pub mod page;
pub mod search;
pub mod tx;
pub(crate) mod unavailable;
pub mod user_data;
pub mod users;
pub mod work;
pub mod workflow;
pub mod write_limit;

pub(crate) use connect::take_time;
pub use connect::{Db, Engine};
