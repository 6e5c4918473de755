//! The values of `error_type` and `reason`.

use strum::{IntoStaticStr, VariantArray};

/// Why a workflow failed, or how it succeeded in an unusual way, in the sources' words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Cause {
    /// The input broke a rule, or the address is already taken.
    ValidationError,
    /// The mail server permanently rejected the email, or the last attempt to send it failed.
    EmailSendFailed,
    /// The repository could not store the account.
    RepositoryError,
    /// Anything that should not happen.
    UnexpectedException,
    /// No such account.
    UserNotFound,
    /// The password was wrong.
    IncorrectPassword,
    /// The account has been deactivated.
    UserInactive,
    /// The address has not been verified yet.
    EmailNotVerified,
    /// The address was already verified.
    AlreadyVerified,
    /// No such token, or not of this kind.
    InvalidToken,
    /// A token that is no longer valid.
    TokenMismatchOrExpired,
    /// Hashing failed, or could not be done in time.
    PasswordHashingError,
    /// No such administrator role.
    RoleNotFound,
}

impl Cause {
    /// The value as written in the log and in the sources.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
