//! Imports the accounts of a Django application that this server replaces: reads its dump or CSV, decides about every
//! row before the first is imported, and imports them in batches that can be repeated.

mod apply;
mod fields;
mod judge;
mod plan;
mod relations;
mod source;

pub use apply::{Phase, Progress, apply};
pub use judge::{Account, Refusal};
pub use plan::{Decision, Plan, PlannedRow, plan};
pub use relations::{Import, Kind, Relation};
pub use source::{Record, read};
