//! The roster: how many mentees a mentor can have.

use crate::limits::CAPACITY_MIN;
use crate::violation::{Code, Param, Violation};

/// Checks the requested capacity of a roster; `max` is the limit of this server.
///
/// # Errors
/// `CAPACITY_OUT_OF_RANGE` at "capacity".
pub fn capacity(wanted: i32, max: u32) -> Result<u32, Violation> {
    match u32::try_from(wanted) {
        Ok(wanted) if (CAPACITY_MIN..=max).contains(&wanted) => Ok(wanted),
        _ => Err(Violation::at(Code::CapacityOutOfRange, "capacity")
            .with("min", Param::Number(CAPACITY_MIN))
            .with("max", Param::Number(max))),
    }
}
