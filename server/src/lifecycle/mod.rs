//! Leaving: asking for deletion, changing one's mind, and the end.

pub mod cancel_deletion;
pub mod purge;
pub mod request_deletion;
