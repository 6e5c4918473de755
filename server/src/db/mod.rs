//! The database: connections, transactions, migrations, keyset pages, lists by account state, counters and the search index.

mod batch;
pub(crate) mod cells;
mod connect;
mod connection;
pub mod counts;
mod delete_in_batches;
mod fault;
mod files;
mod inline;
pub(crate) mod list_parameter;
pub mod lists;
pub mod migrate;
mod open_transaction;
pub mod page;
pub mod readiness;
pub mod search;
mod server_check;
mod transaction;
mod uncancelable;
pub mod user_columns;
mod wal;
mod writable;
pub mod write_limit;

pub(crate) use connect::lift_timeouts;
pub use connect::{Db, Engine};
pub use delete_in_batches::delete_in_batches;
pub use transaction::Transaction;
