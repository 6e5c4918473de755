//! The database: connections, migrations, keyset pages, lists by account state and the search index.

mod connect;
mod delete_in_batches;
pub mod lists;
pub mod migrate;
pub mod page;
pub mod search;

pub use connect::{Db, Engine};
pub use delete_in_batches::delete_in_batches;
