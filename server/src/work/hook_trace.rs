//! What hooks did to a command before its transaction: the log records it with the signals that it is about.

use crate::ids::{HookId, UserId};
use crate::signals::{Name, Signal};

/// What hooks changed, and which one refused.
#[derive(Debug, Default)]
pub struct HookTrace {
    changes: Vec<Change>,
    pub(super) refused_by: Option<HookId>,
}

#[derive(Debug)]
struct Change {
    name: Name,
    user_id: Option<UserId>,
    hooks: Vec<HookId>,
}

impl HookTrace {
    /// Notes that hooks changed the data of a `pre_*` signal about an account.
    pub fn changed(&mut self, name: Name, user_id: Option<UserId>, hooks: Vec<HookId>) {
        let change = Change {
            name,
            user_id,
            hooks,
        };
        self.changes.push(change);
    }

    /// Notes that a hook refused, or failed where that refuses.
    pub const fn refused(&mut self, hook: HookId) {
        self.refused_by = Some(hook);
    }

    /// Removes and returns the hooks that changed the data of this signal, if there are any.
    pub(super) fn take_changed_by(&mut self, signal: &Signal) -> Option<Vec<HookId>> {
        let is_it =
            |change: &Change| change.name == signal.name && change.user_id == signal.user_id;
        let position = self.changes.iter().position(is_it)?;
        Some(self.changes.remove(position).hooks)
    }
}
