//! The caller's account: registration, email verification and password.

use super::context::{app, caller, parts};
use super::email_verification::{EmailVerification, VerifyEmailInput, VerifyEmailPayload, proof};
use super::error::UserError;
use super::payload::{payload, payloads, value};
use super::session::{replace_cookie, set_device_cookie};
use super::user::{Role, User};
use crate::accounts::check_password::{self, Candidate};
use crate::accounts::register::{self, Registration};
use crate::accounts::{
    change_password, request_password_reset, resend_verification, reset_password, verify_email,
};
use crate::config::{Config, MailConfig, Secret};
use crate::entities::user;
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use std::sync::Arc;

/// The caller's account.
#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// The signed-in account, even while its deletion is pending; null without a session.
    async fn me(&self, context: &Context<'_>) -> Result<Option<User>> {
        let signed_in = caller(context)?.session().ok();
        Ok(signed_in.map(|signed_in| User::own(Arc::clone(&signed_in.user), signed_in.session.id)))
    }

    /// What the token from a verification link would verify; null when it is unknown, expired or revoked. Changes
    /// nothing.
    async fn email_verification(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The token from the link.", secret)] token: String,
    ) -> Result<Option<EmailVerification>> {
        let registered = value(Box::pin(verify_email::verification(app(context)?, &token)).await)?;
        Ok(registered.map(EmailVerification::from))
    }
}

/// A new account.
#[derive(InputObject)]
pub struct RegisterInput {
    /// A UCLA email address (ucla.edu or g.ucla.edu). At most 254 characters, at most 64 of them before the "@".
    pub email: String,
    /// 8 to 128 characters; `Rules.passwordMin` can be more than 8. Not a password that attackers know, and not the
    /// person's name or email address.
    #[graphql(secret)]
    pub password: String,
    /// MENTEE (the default) or MENTOR.
    pub role: Option<Role>,
    /// Needed only after the error PROOF_OF_WORK_REQUIRED, which has `bits` and `timestamp`: `<timestamp>:<nonce>` such
    /// that the SHA-256 of `bruinbridge:register:<email>:<timestamp>:<nonce>` begins with that many zero bits. It works
    /// once, for ten minutes. `@bruinbridge/validation/proof-of-work` computes it.
    pub proof_of_work: Option<String>,
}

/// The new account, or the errors.
#[derive(Default, SimpleObject)]
pub struct RegisterPayload {
    /// The account; null if the server does not disclose whether an email address is taken.
    user: Option<User>,
    /// What to do next, in one sentence.
    note: Option<String>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// An email address that is not verified yet.
#[derive(InputObject)]
pub struct ResendVerificationInput {
    /// A UCLA email address. At most 254 characters, at most 64 of them before the "@".
    pub email: String,
}

/// The same response whether or not the account exists.
#[derive(Default, SimpleObject)]
pub struct ResendVerificationPayload {
    /// What to do next, in one sentence.
    note: Option<String>,
    /// Empty unless the email address is invalid.
    errors: Vec<UserError>,
}

/// The current and the new password.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The current password.
    #[graphql(secret)]
    pub current_password: String,
    /// 8 to 128 characters; `Rules.passwordMin` can be more than 8. Not a password that attackers know, and not the
    /// person's name or email address.
    #[graphql(secret)]
    pub new_password: String,
}

/// The result of changing the password.
#[derive(Default, SimpleObject)]
pub struct ChangePasswordPayload {
    /// Empty on success.
    errors: Vec<UserError>,
}

/// A password that someone wants to choose, and whose it is as far as that is known.
#[derive(InputObject)]
pub struct CheckPasswordInput {
    /// The password.
    #[graphql(secret)]
    pub password: String,
    /// The email address of the account.
    pub email: Option<String>,
    /// The first name of the person.
    pub first_name: Option<String>,
    /// The last name of the person.
    pub last_name: Option<String>,
}

/// What is wrong with a password.
#[derive(Default, SimpleObject)]
pub struct CheckPasswordPayload {
    /// Empty if the password can be chosen.
    errors: Vec<UserError>,
}

/// The email address of an account whose password was forgotten.
#[derive(InputObject)]
pub struct RequestPasswordResetInput {
    /// A UCLA email address. At most 254 characters, at most 64 of them before the "@".
    pub email: String,
}

/// The same response whether or not the account exists.
#[derive(Default, SimpleObject)]
pub struct RequestPasswordResetPayload {
    /// What to do next, in one sentence.
    note: Option<String>,
    /// Empty unless the email address is invalid.
    errors: Vec<UserError>,
}

/// A new password with either the token from the reset link, or the email address and the code from the same email.
#[derive(InputObject)]
pub struct ResetPasswordInput {
    /// The token.
    #[graphql(secret)]
    pub token: Option<String>,
    /// The email address that the code was sent to.
    pub email: Option<String>,
    /// The code: eight characters. Case, spaces and hyphens do not matter, nor does O for 0 and I or L for 1.
    #[graphql(secret)]
    pub code: Option<String>,
    /// 8 to 128 characters; `Rules.passwordMin` can be more than 8. Not a password that attackers know, and not the
    /// person's name or email address.
    #[graphql(secret)]
    pub new_password: String,
}

/// The result of setting the password.
#[derive(Default, SimpleObject)]
pub struct ResetPasswordPayload {
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(
    RegisterPayload,
    ResendVerificationPayload,
    ChangePasswordPayload,
    CheckPasswordPayload,
    RequestPasswordResetPayload,
    ResetPasswordPayload
);

/// The caller's account.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Creates an account and sends a verification email.
    async fn register(
        &self,
        context: &Context<'_>,
        input: RegisterInput,
    ) -> Result<RegisterPayload> {
        let (app, caller) = parts(context)?;
        let registration = Registration {
            email: input.email,
            password: Secret::new(input.password),
            role: input.role.map(user::Role::from),
            proof_of_work: input.proof_of_work,
        };
        let result = register::register(app, caller, registration).await;
        let accepted = |user: Option<user::Model>| RegisterPayload {
            note: Some(note(&app.config, user.as_ref()).to_owned()),
            user: user.map(|user| User::new(Arc::new(user))),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Checks whether a password can be chosen, and changes nothing: forms ask when the field is left. The mutations that
    /// set a password judge it in the same way. The server logs nothing about it.
    async fn check_password(
        &self,
        context: &Context<'_>,
        input: CheckPasswordInput,
    ) -> Result<CheckPasswordPayload> {
        let (app, caller) = parts(context)?;
        let candidate = Candidate {
            password: Secret::new(input.password),
            email: input.email,
            first_name: input.first_name,
            last_name: input.last_name,
        };
        let result = check_password::check_password(app, caller.client(), &candidate);
        payload(result, |()| CheckPasswordPayload::default())
    }

    /// Verifies an email address with the token or the code from the email and ends every session of the account. A
    /// second use reports that it is already verified.
    async fn verify_email(
        &self,
        context: &Context<'_>,
        input: VerifyEmailInput,
    ) -> Result<VerifyEmailPayload> {
        let (app, caller) = parts(context)?;
        let (received, verification) = input.into_parts()?;
        let result = verify_email::verify_email(app, caller, received, verification).await;
        payload(result, VerifyEmailPayload::from)
    }

    /// Sends the verification email again if there is an unverified account. The response does not reveal whether there
    /// is.
    async fn resend_verification(
        &self,
        context: &Context<'_>,
        input: ResendVerificationInput,
    ) -> Result<ResendVerificationPayload> {
        let (app, caller) = parts(context)?;
        let result = resend_verification::resend_verification(app, caller, &input.email).await;
        let accepted = |()| ResendVerificationPayload {
            note: Some(request_note(&app.config.mail).to_owned()),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Changes the caller's password and ends the other sessions. A session in a cookie gets another cookie.
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
        let member = value(caller.member())?;
        let result =
            change_password::change_password(app, &member, caller.client(), current, new).await;
        if let Ok(changed) = &result {
            replace_cookie(context, changed.rotated.as_ref())?;
            set_device_cookie(context, changed.device.as_ref())?;
        }
        payload(result, |_| ChangePasswordPayload::default())
    }

    /// Emails a link to set a new password if the account exists. The response does not reveal whether it does.
    async fn request_password_reset(
        &self,
        context: &Context<'_>,
        input: RequestPasswordResetInput,
    ) -> Result<RequestPasswordResetPayload> {
        let (app, caller) = parts(context)?;
        let result =
            request_password_reset::request_password_reset(app, caller, &input.email).await;
        let accepted = |()| RequestPasswordResetPayload {
            note: Some(request_note(&app.config.mail).to_owned()),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Sets a new password with the token or the code from the email and ends all sessions of the account.
    async fn reset_password(
        &self,
        context: &Context<'_>,
        input: ResetPasswordInput,
    ) -> Result<ResetPasswordPayload> {
        let (app, caller) = parts(context)?;
        let received = proof(input.token, input.email, input.code)?;
        let new_password = Secret::new(input.new_password);
        let result = reset_password::reset_password(app, caller, received, new_password).await;
        payload(result, |()| ResetPasswordPayload::default())
    }
}

/// What to do next. A server that sends no email says so: whoever runs it finds the link in its log.
fn note(config: &Config, user: Option<&user::Model>) -> &'static str {
    match (user, config.mail.only_logs()) {
        (Some(user), _) if user.is_verified => "Your account is ready. Sign in.",
        (None, _) if config.accounts.auto_verify => {
            "If the address was free, your account is ready. Sign in."
        }
        (Some(_), false) => "We have sent you an email. Verify your address before you sign in.",
        (None, false) => "We have sent you an email. Follow its link to continue.",
        (Some(_), true) => {
            "This server does not send email. Verify your address with the link in its log before you sign in."
        }
        (None, true) => "This server does not send email. Follow the link in its log to continue.",
    }
}

/// The same whether or not the account exists.
const fn request_note(mail: &MailConfig) -> &'static str {
    if mail.only_logs() {
        "This server does not send email. If the account exists, its log has the link."
    } else {
        "If the account exists, we have sent an email to its address."
    }
}
