//! How a hook can fail.

/// Why a hook was asked in vain, in a few words for administrators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// The endpoint did not respond with a verdict. The next request would wait in vain too, so the breaker counts it.
    Unavailable(String),
    /// The verdict has a change that cannot be made. It depends on what one person entered, who must not be able to
    /// pause the hook for everybody, so the breaker does not count it.
    Unusable(String),
}

impl Failure {
    /// The reason.
    pub(super) fn reason(&self) -> &str {
        let (Self::Unavailable(reason) | Self::Unusable(reason)) = self;
        reason
    }
}
