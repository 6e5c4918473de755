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
    /// Only mentees with a mentor and mentors without a free seat, or only others.
    pub is_matched: Option<bool>,
    /// Only accounts that need no approval or have it, or only mentors who wait for it.
    pub is_approved: Option<bool>,
    /// Only accounts that can be suggested and matched now, or only others.
    pub is_eligible: Option<bool>,
}

/// The column that the database computes.
pub const COLUMN: &str = "state";

// Invariant: these are the numbers of the computed column in the migration `m0014_eligibility`.
const MATCHED: i16 = 1;
const LEAVING: i16 = 2;
const ACTIVE: i16 = 4;
const VERIFIED: i16 = 8;
const FLAGS: i16 = MATCHED | LEAVING | ACTIVE | VERIFIED;
const MENTEE: i16 = 0;
const MENTOR: i16 = 16;
const ADMIN: i16 = 32;
const UNAPPROVED_MENTOR: i16 = 48;
// Who is eligible has every flag in one position, so that each role has one such state.
const ELIGIBLE_MENTEE: i16 = 64;
const ELIGIBLE_MENTOR: i16 = 65;
/// One more than the greatest state.
const END: i16 = 66;

/// What is true of the accounts in a state.
struct Facts {
    role: Role,
    flags: i16,
    is_approved: bool,
    is_eligible: bool,
}

impl Facts {
    const fn of(state: i16) -> Self {
        let is_eligible = state == ELIGIBLE_MENTEE || state == ELIGIBLE_MENTOR;
        let role = match state {
            ELIGIBLE_MENTEE => Role::Mentee,
            ELIGIBLE_MENTOR => Role::Mentor,
            _ => match state & !FLAGS {
                MENTEE => Role::Mentee,
                ADMIN => Role::Admin,
                _ => Role::Mentor,
            },
        };
        Self {
            role,
            flags: match is_eligible {
                true => ACTIVE | VERIFIED,
                false => state & FLAGS,
            },
            is_approved: state & !FLAGS != UNAPPROVED_MENTOR,
            is_eligible,
        }
    }
}

impl States {
    /// Accounts that others may see in this role: active, verified, approved, and no deletion pending.
    #[must_use]
    pub const fn presentable(role: Role) -> Self {
        Self {
            role: Some(role),
            is_verified: Some(true),
            is_active: Some(true),
            is_deleted: Some(false),
            is_matched: None,
            is_approved: Some(true),
            is_eligible: None,
        }
    }

    /// Those of `presentable` that can be suggested and matched now.
    #[must_use]
    pub const fn eligible(role: Role) -> Self {
        Self {
            is_eligible: Some(true),
            ..Self::presentable(role)
        }
    }

    /// Those of `presentable` that are matched: mentees with a mentor, mentors without a free seat.
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

    /// The numbers of the states; empty if the filters exclude each other.
    #[must_use]
    pub fn numbers(&self) -> Vec<i16> {
        (0..END).filter(|state| self.contain(*state)).collect()
    }

    /// Whether the filter matches this state.
    #[must_use]
    pub fn contain(&self, state: i16) -> bool {
        let facts = Facts::of(state);
        let agrees = |wanted: Option<bool>, is: bool| wanted.is_none_or(|wanted| wanted == is);
        let flag = |flag: i16| facts.flags & flag != 0;
        self.role.is_none_or(|role| role == facts.role)
            && agrees(self.is_verified, flag(VERIFIED))
            && agrees(self.is_active, flag(ACTIVE))
            && agrees(self.is_deleted, flag(LEAVING))
            && agrees(self.is_matched, flag(MATCHED))
            && agrees(self.is_approved, facts.is_approved)
            && agrees(self.is_eligible, facts.is_eligible)
    }
}

impl Model {
    /// The number of the account's state, as the database computes it.
    #[must_use]
    pub fn state(&self) -> i16 {
        let mut state = match self.role {
            Role::Mentee if self.is_eligible() => return ELIGIBLE_MENTEE,
            Role::Mentor if self.is_eligible() => return ELIGIBLE_MENTOR,
            Role::Mentee => MENTEE,
            Role::Mentor if self.is_approved => MENTOR,
            Role::Mentor => UNAPPROVED_MENTOR,
            Role::Admin => ADMIN,
        };
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
