//! Plans that match many people at once.

mod optimum;
mod plans;
mod proof;
mod publishing;
mod revising;
pub(crate) mod support;
