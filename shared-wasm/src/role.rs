//! The roles, and which of them members may give themselves.

use crate::violation::{Code, Violation};

/// What an account is on the platform.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Looks for a mentor; what a new account is unless it says otherwise.
    #[default]
    Mentee,
    /// Keeps a roster of mentees.
    Mentor,
    /// Runs the programme.
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

    /// The role that is written so.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Role> {
        match raw {
            "MENTEE" => Some(Role::Mentee),
            "MENTOR" => Some(Role::Mentor),
            "ADMIN" => Some(Role::Admin),
            _ => None,
        }
    }
}

/// A role that members may give themselves (requirement M9).
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
    /// At "role": `ROLE_NOT_ALLOWED` for ADMIN, `ROLE_INVALID` for what is no role.
    pub fn parse(raw: &str) -> Result<MemberRole, Violation> {
        match Role::parse(raw) {
            Some(role) => MemberRole::try_from(role),
            None => Err(Violation::at(Code::RoleInvalid, "role")),
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
            Role::Admin => Err(Violation::at(Code::RoleNotAllowed, "role")),
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
