//! Live subscriptions: no signal is lost or duplicated, across processes and for as long as the session is valid.

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
