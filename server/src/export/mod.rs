//! Exports accounts and matches as CSV: one writer for the command line and for downloads.

mod download;
mod parameters;
mod table;

pub use download::Download;
pub use parameters::Request;
pub use table::{Export, Part, Table};
