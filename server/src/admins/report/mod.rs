//! Reports about the program. Groups of fewer than five people are hidden.

pub mod endings;
pub mod period;
pub mod seats;
pub mod small_groups;
pub mod time_to_match;
