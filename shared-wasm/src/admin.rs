//! Usernames of administrators and names of their roles.

use alloc::string::String;

use crate::limits::{ROLE_NAME_MAX, USERNAME_MAX, USERNAME_MIN};
use crate::text::trimmed;
use crate::violation::{Code, Param, Violation};

/// An administrator's username, trimmed and in lower case.
///
/// It starts with a letter and cannot have an "@", so it cannot be taken for an email address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Username(String);

impl Username {
    /// Parses 3 to 64 ASCII letters, digits, dots, dashes and underscores.
    ///
    /// # Errors
    /// `USERNAME_INVALID` at "username".
    pub fn parse(raw: &str) -> Result<Username, Violation> {
        let username = trimmed(raw).to_ascii_lowercase();
        let is_username = (USERNAME_MIN as usize..=USERNAME_MAX as usize).contains(&username.len())
            && username.starts_with(|first: char| first.is_ascii_lowercase())
            && username.bytes().all(is_username_byte);
        if !is_username {
            return Err(Violation::at(Code::UsernameInvalid, "username")
                .with("min", Param::Number(USERNAME_MIN))
                .with("max", Param::Number(USERNAME_MAX)));
        }
        Ok(Username(username))
    }

    /// The username.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_username_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte)
}

/// The name of a role of administrators, such as `SUPERADMIN`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RoleName(String);

impl RoleName {
    /// Parses 1 to 64 ASCII capital letters, digits and underscores; surrounding white space and invisible characters
    /// are trimmed.
    ///
    /// # Errors
    /// `ROLE_NAME_INVALID` at "roleName".
    pub fn parse(raw: &str) -> Result<RoleName, Violation> {
        let name = trimmed(raw);
        let is_role_name =
            (1..=ROLE_NAME_MAX as usize).contains(&name.len()) && name.bytes().all(is_role_byte);
        if !is_role_name {
            return Err(Violation::at(Code::RoleNameInvalid, "roleName")
                .with("max", Param::Number(ROLE_NAME_MAX)));
        }
        Ok(RoleName(String::from(name)))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_role_byte(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}
