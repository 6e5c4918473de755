//! The inputs and payloads of email verification.

use super::error::{UserError, bad_input};
use super::payload::payloads;
use crate::accounts::email_proof::EmailProof;
use crate::accounts::verify_email::{Registered, Verification, Verified};
use crate::config::Secret;
use async_graphql::{InputObject, Result, SimpleObject};
use chrono::{DateTime, Utc};

/// A registration whose email address can be verified.
#[derive(SimpleObject)]
pub struct EmailVerification {
    /// The email address that was registered.
    email: String,
    /// When it was registered.
    registered_at: DateTime<Utc>,
    /// Whether it is already verified.
    already_verified: bool,
}

/// Either the token from the verification link, or the email address and the code from the same email; and optionally one
/// of the two passwords. With neither, the password from the registration stays.
#[derive(InputObject)]
pub struct VerifyEmailInput {
    /// The token.
    #[graphql(secret)]
    pub token: Option<String>,
    /// The email address that the code was sent to.
    pub email: Option<String>,
    /// The six digits. Spaces and hyphens do not matter.
    #[graphql(secret)]
    pub code: Option<String>,
    /// The password from the registration, which shows that the same person registered the address.
    #[graphql(secret)]
    pub password: Option<String>,
    /// A new password. 8 to 128 characters; `Rules.passwordMin` can be more than 8. Not a password that attackers know,
    /// and not the person's name or email address.
    #[graphql(secret)]
    pub new_password: Option<String>,
}

/// The verified email address, or the errors.
#[derive(Default, SimpleObject)]
pub struct VerifyEmailPayload {
    /// The email address.
    email: Option<String>,
    /// Whether it was already verified.
    already_verified: Option<bool>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(VerifyEmailPayload);

impl From<Registered> for EmailVerification {
    fn from(registered: Registered) -> Self {
        Self {
            email: registered.email,
            registered_at: registered.at,
            already_verified: registered.is_verified,
        }
    }
}

impl VerifyEmailInput {
    /// Returns the token or the code, and the password that was sent with it.
    pub(super) fn into_parts(self) -> Result<(EmailProof, Verification)> {
        let verification = match (self.password, self.new_password) {
            (None, None) => Verification::Plain,
            (Some(password), None) => Verification::Password(Secret::new(password)),
            (None, Some(password)) => Verification::NewPassword(Secret::new(password)),
            (Some(_), Some(_)) => {
                return Err(bad_input("Give either password or newPassword, not both."));
            }
        };
        Ok((proof(self.token, self.email, self.code)?, verification))
    }
}

/// Returns what shows that the client received an email: the token, or the email address with the code.
pub(super) fn proof(
    token: Option<String>,
    email: Option<String>,
    code: Option<String>,
) -> Result<EmailProof> {
    match (token, email, code) {
        (Some(token), None, None) => Ok(EmailProof::Link(token)),
        (None, Some(email), Some(code)) => Ok(EmailProof::Code { email, code }),
        _ => Err(bad_input("Give either token, or email and code.")),
    }
}

impl From<Verified> for VerifyEmailPayload {
    fn from(verified: Verified) -> Self {
        Self {
            email: Some(verified.email),
            already_verified: Some(verified.already_verified),
            errors: Vec::new(),
        }
    }
}
