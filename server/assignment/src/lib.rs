//! Exact assignment of mentees to the seats of mentors, with a proof that no other assignment is better.
//!
//! A mentee gets at most one seat, a mentor has a number of seats, and every pair has a score. [`solve`] finds an
//! assignment of the greatest value, and prices that prove it. [`verify`] checks the proof in one pass over the pairs,
//! without knowledge of how it was found.
//!
//! The method is that of shortest augmenting paths: Kuhn, "The Hungarian method for the assignment problem" (1955),
//! with the search of Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear
//! assignment problems" (1987), for columns that take several rows. All arithmetic is on integers.

mod certificate;
mod problem;
mod search;
mod shuffle;
mod solver;

pub use self::certificate::{Certificate, Flaw, verify};
pub use self::problem::{FORBIDDEN, Objective, Problem, ShapeError};
pub use self::solver::{Plan, Stopped, solve};
