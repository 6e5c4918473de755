//! The caller's account: registering, proving its address, its password.

use super::answer::{answer, value};
use super::context::{app, caller, parts};
use super::email_verification::{EmailVerification, VerifyEmailInput, VerifyEmailPayload};
use super::error::UserError;
use super::user::{Role, User};
use crate::accounts::register::{self, Registration};
use crate::accounts::{
    change_password, request_password_reset, resend_verification, reset_password, verify_email,
};
use crate::config::Secret;
use crate::entities::user;
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use std::sync::Arc;

/// The caller's account.
#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// The signed-in account, also while its deletion is pending; null when nobody is signed in.
    async fn me(&self, context: &Context<'_>) -> Result<Option<User>> {
        let signed_in = caller(context)?.session().ok();
        Ok(signed_in.map(|signed_in| User::own(Arc::clone(&signed_in.user), signed_in.session.id)))
    }

    /// What the token from a verification link would verify; null when it is unknown, too old or withdrawn. Changes
    /// nothing.
    async fn email_verification(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The token from the link.", secret)] token: String,
    ) -> Result<Option<EmailVerification>> {
        let registered = value(verify_email::verification(app(context)?, &token).await)?;
        Ok(registered.map(EmailVerification::from))
    }
}

/// A new account.
#[derive(InputObject)]
pub struct RegisterInput {
    /// A UCLA address (ucla.edu or g.ucla.edu). At most 254 characters, at most 64 of them before the "@".
    pub email: String,
    /// 8 to 128 characters; not a common password, not the address.
    #[graphql(secret)]
    pub password: String,
    /// MENTEE (the default) or MENTOR.
    pub role: Option<Role>,
}

/// The new account, or what is wrong.
#[derive(Default, SimpleObject)]
pub struct RegisterPayload {
    /// The account; null where the server does not tell whether an address is free.
    user: Option<User>,
    /// What to do next, in one sentence.
    note: Option<String>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// An address that has not been proved yet.
#[derive(InputObject)]
pub struct ResendVerificationInput {
    /// A UCLA address. At most 254 characters, at most 64 of them before the "@".
    pub email: String,
}

/// The same whether or not there is such an account.
#[derive(Default, SimpleObject)]
pub struct ResendVerificationPayload {
    /// What to do next, in one sentence.
    note: Option<String>,
    /// Empty unless the address is malformed.
    errors: Vec<UserError>,
}

/// Current and new password.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The current password.
    #[graphql(secret)]
    pub current_password: String,
    /// 8 to 128 characters; not a common password, not the address.
    #[graphql(secret)]
    pub new_password: String,
}

/// What became of changing the password.
#[derive(Default, SimpleObject)]
pub struct ChangePasswordPayload {
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The address of an account whose password was forgotten.
#[derive(InputObject)]
pub struct RequestPasswordResetInput {
    /// A UCLA address. At most 254 characters, at most 64 of them before the "@".
    pub email: String,
}

/// The same whether or not there is such an account.
#[derive(Default, SimpleObject)]
pub struct RequestPasswordResetPayload {
    /// What to do next, in one sentence.
    note: Option<String>,
    /// Empty unless the address is malformed.
    errors: Vec<UserError>,
}

/// The token from the reset link and a new password.
#[derive(InputObject)]
pub struct ResetPasswordInput {
    /// The token.
    #[graphql(secret)]
    pub token: String,
    /// 8 to 128 characters; not a common password, not the address.
    #[graphql(secret)]
    pub new_password: String,
}

/// What became of setting the password.
#[derive(Default, SimpleObject)]
pub struct ResetPasswordPayload {
    /// Empty on success.
    errors: Vec<UserError>,
}

const LETTER_SENT: &str = "If there is such an account, a letter is on its way to it.";

/// The caller's account.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Makes an account and sends a verification letter.
    async fn register(
        &self,
        context: &Context<'_>,
        input: RegisterInput,
    ) -> Result<RegisterPayload> {
        let (app, caller) = parts(context)?;
        let registration = Registration {
            email: input.email,
            password: Secret::new(input.password),
            role: input
                .role
                .map(|role| user::Role::from(role).as_str().to_owned()),
        };
        let result = register::register(app, caller, registration).await;
        let accepted = |user: Option<user::Model>| RegisterPayload {
            note: Some(note(user.as_ref()).to_owned()),
            user: user.map(|user| User::new(Arc::new(user))),
            errors: Vec::new(),
        };
        answer(result, accepted, |errors| RegisterPayload {
            errors,
            ..RegisterPayload::default()
        })
    }

    /// Verifies an address with the token from its email and ends every session of the account. A second use returns that
    /// it is verified already.
    async fn verify_email(
        &self,
        context: &Context<'_>,
        input: VerifyEmailInput,
    ) -> Result<VerifyEmailPayload> {
        let (app, caller) = parts(context)?;
        let (token, verification) = input.into_parts()?;
        let result = verify_email::verify_email(app, caller, token, verification).await;
        answer(
            result,
            VerifyEmailPayload::from,
            VerifyEmailPayload::refused,
        )
    }

    /// Sends the verification letter again, if there is an account that needs it. The answer does not tell.
    async fn resend_verification(
        &self,
        context: &Context<'_>,
        input: ResendVerificationInput,
    ) -> Result<ResendVerificationPayload> {
        let (app, caller) = parts(context)?;
        let result = resend_verification::resend_verification(app, caller, &input.email).await;
        let accepted = |()| ResendVerificationPayload {
            note: Some(LETTER_SENT.to_owned()),
            errors: Vec::new(),
        };
        answer(result, accepted, |errors| ResendVerificationPayload {
            note: None,
            errors,
        })
    }

    /// Changes the caller's password and ends the other sessions.
    async fn change_password(
        &self,
        context: &Context<'_>,
        input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload> {
        let (app, caller) = parts(context)?;
        let (current, new) = (
            Secret::new(input.current_password),
            Secret::new(input.new_password),
        );
        let result = change_password::change_password(app, caller, current, new).await;
        answer(
            result,
            |()| ChangePasswordPayload::default(),
            |errors| ChangePasswordPayload { errors },
        )
    }

    /// Sends a link that sets a new password, if there is such an account. The answer does not tell.
    async fn request_password_reset(
        &self,
        context: &Context<'_>,
        input: RequestPasswordResetInput,
    ) -> Result<RequestPasswordResetPayload> {
        let (app, caller) = parts(context)?;
        let result =
            request_password_reset::request_password_reset(app, caller, &input.email).await;
        let accepted = |()| RequestPasswordResetPayload {
            note: Some(LETTER_SENT.to_owned()),
            errors: Vec::new(),
        };
        answer(result, accepted, |errors| RequestPasswordResetPayload {
            note: None,
            errors,
        })
    }

    /// Sets a new password with the token from its letter and ends every session of the account.
    async fn reset_password(
        &self,
        context: &Context<'_>,
        input: ResetPasswordInput,
    ) -> Result<ResetPasswordPayload> {
        let (app, caller) = parts(context)?;
        let result = reset_password::reset_password(
            app,
            caller,
            input.token,
            Secret::new(input.new_password),
        )
        .await;
        answer(
            result,
            |()| ResetPasswordPayload::default(),
            |errors| ResetPasswordPayload { errors },
        )
    }
}

fn note(user: Option<&user::Model>) -> &'static str {
    match user {
        Some(user) if user.is_verified => "The account is ready. Sign in.",
        Some(_) => "A letter is on its way to you. Confirm your address before you sign in.",
        None => "A letter is on its way to you. Follow its link to go on.",
    }
}
