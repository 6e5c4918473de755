//! What happens when the system clock is changed.

mod ahead;
mod back;
