//! Account states: role and flags as one number, which is the first column of the indexes of account lists.

use super::user::{Entity, Model, Role};
use sea_orm::sea_query::{Expr, ExprTrait, Func};

/// A filter for account states; fields that are `None` do not filter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct States {
    /// Only accounts with this role.
    pub role: Option<Role>,
    /// Only verified accounts, or only unverified ones.
    pub is_verified: Option<bool>,
    /// Only active accounts, or only inactive ones.
    pub is_active: Option<bool>,
    /// Only accounts whose deletion is pending, or only others.
    pub is_deleted: Option<bool>,
    /// Only mentees with a mentor and mentors with a full roster, or only others.
    pub is_matched: Option<bool>,
}

/// The column that the database computes.
pub const COLUMN: &str = "state";

// Invariant: these are the numbers of the computed column in the migration `m0001_users`.
const MATCHED: i16 = 1;
const LEAVING: i16 = 2;
const ACTIVE: i16 = 4;
const VERIFIED: i16 = 8;
/// One more than the greatest state.
const END: i16 = 48;

const fn of_role(role: Role) -> i16 {
    match role {
        Role::Mentee => 0,
        Role::Mentor => 16,
        Role::Admin => 32,
    }
}

impl States {
    /// Accounts that others may see in this role: active, verified, and no deletion pending.
    #[must_use]
    pub const fn presentable(role: Role) -> Self {
        Self {
            role: Some(role),
            is_verified: Some(true),
            is_active: Some(true),
            is_deleted: Some(false),
            is_matched: None,
        }
    }

    /// Those of `presentable` that are not matched.
    #[must_use]
    pub const fn waiting(role: Role) -> Self {
        Self {
            is_matched: Some(false),
            ..Self::presentable(role)
        }
    }

    /// Those of `presentable` that are matched: mentees with a mentor, mentors with a full roster.
    #[must_use]
    pub const fn matched(role: Role) -> Self {
        Self {
            is_matched: Some(true),
            ..Self::presentable(role)
        }
    }

    /// The condition for accounts joined from another table. It is an expression rather than the column, so that the
    /// planner does not start from an index of all accounts in these states.
    #[must_use]
    pub fn looked_up(&self) -> Expr {
        let state = Expr::col((Entity, COLUMN));
        Expr::from(Func::coalesce([state.clone(), state])).is_in(self.numbers())
    }

    /// Whether the filter matches every state.
    #[must_use]
    pub fn are_all(&self) -> bool {
        *self == Self::default()
    }

    /// The numbers of the states; never empty.
    #[must_use]
    pub fn numbers(&self) -> Vec<i16> {
        (0..END).filter(|state| self.contain(*state)).collect()
    }

    /// Whether the filter matches this state.
    #[must_use]
    pub fn contain(&self, state: i16) -> bool {
        let agrees = |wanted: Option<bool>, flag: i16| {
            wanted.is_none_or(|wanted| (state & flag != 0) == wanted)
        };
        let flags = MATCHED | LEAVING | ACTIVE | VERIFIED;
        self.role.is_none_or(|role| of_role(role) == state & !flags)
            && agrees(self.is_verified, VERIFIED)
            && agrees(self.is_active, ACTIVE)
            && agrees(self.is_deleted, LEAVING)
            && agrees(self.is_matched, MATCHED)
    }
}

impl Model {
    /// The number of the account's state, as the database computes it.
    #[must_use]
    pub const fn state(&self) -> i16 {
        let mut state = of_role(self.role);
        if self.is_verified {
            state |= VERIFIED;
        }
        if self.is_active {
            state |= ACTIVE;
        }
        if self.is_deleted() {
            state |= LEAVING;
        }
        if self.is_matched {
            state |= MATCHED;
        }
        state
    }
}
