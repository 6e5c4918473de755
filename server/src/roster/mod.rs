//! Who mentors whom.

pub mod standing;
pub mod unlink;
