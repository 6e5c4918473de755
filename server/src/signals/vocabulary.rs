//! The words of `error_type` and `reason`.

use strum::{IntoStaticStr, VariantArray};

/// Why a workflow failed, or how it succeeded in an unusual way, in the sources' words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Cause {
    /// The input broke a rule, or somebody has the address already.
    ValidationError,
    /// The mail server refused the email for good.
    EmailSendFailed,
    /// The place where accounts are stored refused to store it.
    RepositoryError,
    /// Anything that should not happen.
    UnexpectedException,
    /// No such account.
    UserNotFound,
    /// The password was wrong.
    IncorrectPassword,
    /// The account was switched off.
    UserInactive,
    /// The address was not verified yet.
    EmailNotVerified,
    /// The address had been verified before.
    AlreadyVerified,
    /// No such token, or not of this kind.
    InvalidToken,
    /// A token that does not count any more.
    TokenMismatchOrExpired,
    /// Hashing failed, or could not be done in time.
    PasswordHashingError,
    /// No such role of administrators.
    RoleNotFound,
}

impl Cause {
    /// The word as the log and the sources write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
