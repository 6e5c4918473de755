//! In which states accounts are: role and flags as one number, by which the database keeps lists of accounts.

use super::user::{Entity, Model, Role};
use sea_orm::sea_query::{Expr, ExprTrait, Func};

/// Which accounts, by their state; what is `None` does not narrow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct States {
    /// With this role.
    pub role: Option<Role>,
    /// Whose address was proved, or not.
    pub is_verified: Option<bool>,
    /// That may sign in, or not.
    pub is_active: Option<bool>,
    /// Whose deletion is pending, or not.
    pub is_deleted: Option<bool>,
    /// Mentees with a mentor and mentors whose roster is full, or all others.
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
    /// Of those who may be suggested to others: they take part in this role, under a proved address.
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

    /// Of those among them who could be matched and are not.
    #[must_use]
    pub const fn waiting(role: Role) -> Self {
        Self {
            is_matched: Some(false),
            ..Self::presentable(role)
        }
    }

    /// Of those among them who are matched: mentees with a mentor, mentors without a place left.
    #[must_use]
    pub const fn matched(role: Role) -> Self {
        Self {
            is_matched: Some(true),
            ..Self::presentable(role)
        }
    }

    /// Condition of an account that another table leads to. No column but an expression: an index of accounts
    /// would lead to all that are in these states.
    #[must_use]
    pub fn looked_up(&self) -> Expr {
        let state = Expr::col((Entity, COLUMN));
        Expr::from(Func::coalesce([state.clone(), state])).is_in(self.numbers())
    }

    /// Whether they narrow nothing.
    #[must_use]
    pub fn are_all(&self) -> bool {
        *self == Self::default()
    }

    /// Their numbers, never none.
    #[must_use]
    pub fn numbers(&self) -> Vec<i16> {
        (0..END).filter(|state| self.contain(*state)).collect()
    }

    /// Whether this state is one of them.
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
