//! Who acts, as the log records it.

use crate::ids::UserId;

/// Who acts, for the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Actor {
    /// The account that is signed in.
    pub user_id: Option<UserId>,
    /// The administrator who acts as that account.
    pub impersonator_id: Option<UserId>,
}

impl From<Option<UserId>> for Actor {
    fn from(user_id: Option<UserId>) -> Self {
        Self {
            user_id,
            impersonator_id: None,
        }
    }
}
