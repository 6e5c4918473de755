//! Changing the email address of the caller's account.

use super::context::parts;
use super::error::{UserError, bad_input};
use super::payload::{payload, payloads, value};
use super::session::replace_cookie;
use crate::accounts::confirm_email_change::{self, Confirmation, Confirmed};
use crate::accounts::undo_email_change::{self, Undone};
use crate::accounts::{change_email, pending_email_change};
use crate::config::{MailConfig, Secret};
use crate::entities::address_change;
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

/// A change of the email address that waits until the new address is verified.
#[derive(Debug, Clone, SimpleObject)]
pub struct PendingEmailChange {
    /// The new address.
    email: String,
    /// When the change was requested.
    requested_at: DateTime<Utc>,
}

impl From<address_change::Model> for PendingEmailChange {
    fn from(change: address_change::Model) -> Self {
        Self {
            email: change.email,
            requested_at: change.requested_at,
        }
    }
}

/// The new email address and the current password.
#[derive(InputObject)]
pub struct ChangeEmailInput {
    /// A UCLA email address. At most 254 characters, at most 64 of them before the "@".
    pub new_email: String,
    /// The current password.
    #[graphql(secret)]
    pub current_password: String,
}

/// The change that waits, or the errors.
#[derive(Default, SimpleObject)]
pub struct ChangeEmailPayload {
    /// The change.
    pending: Option<PendingEmailChange>,
    /// What to do next, in one sentence.
    note: Option<String>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The result of sending the email again.
#[derive(Default, SimpleObject)]
pub struct ResendEmailChangePayload {
    /// What to do next, in one sentence.
    note: Option<String>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The result of canceling the change.
#[derive(Default, SimpleObject)]
pub struct CancelEmailChangePayload {
    /// Empty on success.
    errors: Vec<UserError>,
}

/// Either the token from the link, or the code from the same email.
#[derive(InputObject)]
pub struct ConfirmEmailChangeInput {
    /// The token.
    #[graphql(secret)]
    pub token: Option<String>,
    /// The six digits, if the member is signed in. Spaces and hyphens do not matter.
    #[graphql(secret)]
    pub code: Option<String>,
}

/// The new email address, or the errors.
#[derive(Default, SimpleObject)]
pub struct ConfirmEmailChangePayload {
    /// The email address that the account has now.
    email: Option<String>,
    /// Whether it had it already: the link was used before.
    already_confirmed: Option<bool>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The token from the link to undo a change.
#[derive(InputObject)]
pub struct UndoEmailChangeInput {
    /// The token.
    #[graphql(secret)]
    pub token: String,
}

/// The old email address, or the errors.
#[derive(Default, SimpleObject)]
pub struct UndoEmailChangePayload {
    /// The email address that the account has again.
    email: Option<String>,
    /// Whether it had it already: the link was used before.
    already_undone: Option<bool>,
    /// What to do next, in one sentence.
    note: Option<String>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(
    ChangeEmailPayload,
    ResendEmailChangePayload,
    CancelEmailChangePayload,
    ConfirmEmailChangePayload,
    UndoEmailChangePayload
);

/// The caller's email address.
#[derive(Default)]
pub struct EmailChangeMutation;

#[Object]
impl EmailChangeMutation {
    /// Asks for another email address, and sends a link and a code to it. The account keeps its address until
    /// confirmEmailChange. A change that was waiting is replaced.
    async fn change_email(
        &self,
        context: &Context<'_>,
        input: ChangeEmailInput,
    ) -> Result<ChangeEmailPayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let current = Secret::new(input.current_password);
        let result = change_email::change_email(app, &member, &input.new_email, current).await;
        let accepted = |change: address_change::Model| ChangeEmailPayload {
            pending: Some(change.into()),
            note: Some(sent_note(&app.config.mail).to_owned()),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Sends the link and a new code to the new email address again.
    async fn resend_email_change(&self, context: &Context<'_>) -> Result<ResendEmailChangePayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let result = pending_email_change::resend_email_change(app, caller, &member);
        let result = Box::pin(result).await;
        let accepted = |()| ResendEmailChangePayload {
            note: Some(sent_note(&app.config.mail).to_owned()),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Cancels a change of the email address that waits.
    async fn cancel_email_change(&self, context: &Context<'_>) -> Result<CancelEmailChangePayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let result = pending_email_change::cancel_email_change(app, &member).await;
        payload(result, |()| CancelEmailChangePayload::default())
    }

    /// Gives the account the new email address and ends its other sessions. The old address gets an email with a link
    /// to undo the change. Takes a token from anyone, and a code from the signed-in member. A session in a cookie gets
    /// another cookie.
    async fn confirm_email_change(
        &self,
        context: &Context<'_>,
        input: ConfirmEmailChangeInput,
    ) -> Result<ConfirmEmailChangePayload> {
        let (app, caller) = parts(context)?;
        let confirmation = match (input.token, input.code) {
            (Some(token), None) => Confirmation::Link(token),
            (None, Some(code)) => Confirmation::Code(code),
            _ => return Err(bad_input("Give either token or code.")),
        };
        let result = confirm_email_change::confirm_email_change(app, caller, confirmation);
        let result = Box::pin(result).await;
        if let Ok(confirmed) = &result {
            replace_cookie(context, confirmed.rotated.as_ref())?;
        }
        let accepted = |confirmed: Confirmed| ConfirmEmailChangePayload {
            email: Some(confirmed.email),
            already_confirmed: Some(confirmed.was_confirmed),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Gives the account its old email address back with the token from the email to that address, ends all its
    /// sessions, and emails a link to set a new password, which is needed to sign in again.
    async fn undo_email_change(
        &self,
        context: &Context<'_>,
        input: UndoEmailChangeInput,
    ) -> Result<UndoEmailChangePayload> {
        let (app, caller) = parts(context)?;
        let result = undo_email_change::undo_email_change(app, caller, &input.token);
        let result = Box::pin(result).await;
        let accepted = |undone: Undone| UndoEmailChangePayload {
            email: Some(undone.email),
            already_undone: Some(undone.was_undone),
            note: Some(undone_note(&app.config.mail).to_owned()),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }
}

/// The same whether or not the address has an account.
const fn sent_note(mail: &MailConfig) -> &'static str {
    if mail.only_logs() {
        "This server does not send email. Its log has the link that confirms the new address."
    } else {
        "We have sent a link and a code to the new address. It's yours to sign in with once you confirm it."
    }
}

const fn undone_note(mail: &MailConfig) -> &'static str {
    if mail.only_logs() {
        "This server does not send email. Choose a new password with the link in its log."
    } else {
        "We have sent a link to this address. Choose a new password with it before you sign in."
    }
}
