//! The inputs and payloads of email verification.

use super::error::{UserError, bad_input};
use super::payload::payloads;
use crate::accounts::verify_email::{Registered, Verification, Verified};
use crate::config::Secret;
use async_graphql::{InputObject, Result, SimpleObject};
use chrono::{DateTime, Utc};

/// A registration whose address is to be verified.
#[derive(SimpleObject)]
pub struct EmailVerification {
    /// The address that was registered.
    email: String,
    /// When somebody registered it.
    registered_at: DateTime<Utc>,
    /// Whether it is verified already.
    already_verified: bool,
}

/// The token from the verification link, and perhaps one of the two passwords. With neither, the password stays that of
/// whoever registered the address.
#[derive(InputObject)]
pub struct VerifyEmailInput {
    /// The token.
    #[graphql(secret)]
    pub token: String,
    /// The password that the address was registered with, which proves that the same person registered it.
    #[graphql(secret)]
    pub password: Option<String>,
    /// Replaces the password: 8 to 128 characters; not a common password, not the address.
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
    /// Returns the token, and the password that was sent with it.
    pub(super) fn into_parts(self) -> Result<(String, Verification)> {
        let verification = match (self.password, self.new_password) {
            (None, None) => Verification::Plain,
            (Some(password), None) => Verification::Password(Secret::new(password)),
            (None, Some(password)) => Verification::NewPassword(Secret::new(password)),
            (Some(_), Some(_)) => {
                return Err(bad_input("Give either password or newPassword, not both."));
            }
        };
        Ok((self.token, verification))
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
