//! The roles, and which of them members can give themselves.

use crate::fault::Fault;
use crate::violation::Violation;

/// The role of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Looks for a mentor; the default of a new account.
    #[default]
    Mentee,
    /// Keeps a roster of mentees.
    Mentor,
    /// Runs the program.
    Admin,
}

impl Role {
    /// The role as clients and the database write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Mentee => "MENTEE",
            Role::Mentor => "MENTOR",
            Role::Admin => "ADMIN",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Role> {
        Role::read(raw.as_bytes())
    }

    fn read(raw: &[u8]) -> Option<Role> {
        match raw {
            b"MENTEE" => Some(Role::Mentee),
            b"MENTOR" => Some(Role::Mentor),
            b"ADMIN" => Some(Role::Admin),
            _ => None,
        }
    }
}

/// A role that members can give themselves (requirement M9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MemberRole {
    /// Looks for a mentor.
    #[default]
    Mentee,
    /// Keeps a roster of mentees.
    Mentor,
}

impl MemberRole {
    /// Parses the role a member asks for.
    ///
    /// # Errors
    /// At "role": `ROLE_NOT_ALLOWED` for ADMIN, `ROLE_INVALID` for an unknown role.
    pub fn parse(raw: &str) -> Result<MemberRole, Violation> {
        MemberRole::read(raw.as_bytes()).map_err(violation)
    }

    pub(crate) fn read(raw: &[u8]) -> Result<MemberRole, Fault> {
        match Role::read(raw) {
            Some(Role::Mentee) => Ok(MemberRole::Mentee),
            Some(Role::Mentor) => Ok(MemberRole::Mentor),
            Some(Role::Admin) => Err(Fault::RoleNotAllowed),
            None => Err(Fault::RoleInvalid),
        }
    }

    /// The role as clients and the database write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            MemberRole::Mentee => Role::Mentee.as_str(),
            MemberRole::Mentor => Role::Mentor.as_str(),
        }
    }
}

impl TryFrom<Role> for MemberRole {
    type Error = Violation;

    fn try_from(role: Role) -> Result<MemberRole, Violation> {
        match role {
            Role::Mentee => Ok(MemberRole::Mentee),
            Role::Mentor => Ok(MemberRole::Mentor),
            Role::Admin => Err(violation(Fault::RoleNotAllowed)),
        }
    }
}

impl From<MemberRole> for Role {
    fn from(role: MemberRole) -> Role {
        match role {
            MemberRole::Mentee => Role::Mentee,
            MemberRole::Mentor => Role::Mentor,
        }
    }
}

fn violation(fault: Fault) -> Violation {
    fault.violation().under("role")
}
