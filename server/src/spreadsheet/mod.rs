//! Tables as CSV, as spreadsheet programs save and open it: one reader for all imports, one writer for all exports.

mod formula;
mod moment;
mod read;
mod write;

pub use moment::moment;
pub use read::{Columns, ReadError, Row, Table, read};
pub use write::Writer;
