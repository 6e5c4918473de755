//! Whether an operation is known to be valid.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether an operation with its variables has passed validation. Clones share what they know.
#[derive(Clone, Debug, Default)]
pub(in crate::graphql) struct Validity(Arc<AtomicBool>);

impl Validity {
    /// Notes that the operation is valid.
    pub(in crate::graphql) fn note(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the operation is known to be valid.
    pub(in crate::graphql) fn is_known(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
