//! The live stream: nothing missed, nothing twice, across processes and for as long as a session allows.

mod endings;
mod ends;
mod events;
mod listening;
mod lockouts;
mod ordering;
mod processes;
mod resume;
mod retention;
mod rights;
mod sessions;
mod sharing;
pub(crate) mod support;
