//! Requesting and canceling account deletion.

use super::context::parts;
use super::error::UserError;
use super::payload::{payload, payloads, value};
use super::profile::own;
use super::session::replace_cookie;
use super::user::User;
use crate::auth::credentials::Credentials;
use crate::config::Secret;
use crate::entities::user::Model;
use crate::lifecycle::{cancel_deletion, request_deletion};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

/// The confirmation of an account deletion.
#[derive(InputObject)]
pub struct RequestAccountDeletionInput {
    /// The account's email address, in any case.
    pub confirmation: String,
}

/// When the account will be deleted, or the errors.
#[derive(Default, SimpleObject)]
pub struct RequestAccountDeletionPayload {
    /// When the account will be permanently deleted.
    permanent_deletion_date: Option<DateTime<Utc>>,
    /// How long the deletion can be canceled, in one sentence.
    note: Option<String>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The restored account, or the errors.
#[derive(Default, SimpleObject)]
pub struct CancelAccountDeletionPayload {
    /// The account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(RequestAccountDeletionPayload, CancelAccountDeletionPayload);

/// The email address and password of an account, for callers without a session.
#[derive(InputObject)]
pub struct CredentialsInput {
    /// A UCLA email address. At most 254 characters, at most 64 of them before the "@".
    pub email: String,
    /// The account's password.
    #[graphql(secret)]
    pub password: String,
}

/// Account deletion.
#[derive(Default)]
pub struct DeletionMutation;

#[Object]
impl DeletionMutation {
    /// Schedules the caller's account for deletion after the grace period. Other sessions end at once. Needs a sign-in
    /// or `reauthenticate` within the last ten minutes (REAUTHENTICATION_REQUIRED).
    async fn request_account_deletion(
        &self,
        context: &Context<'_>,
        input: RequestAccountDeletionInput,
    ) -> Result<RequestAccountDeletionPayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.recent_member())?;
        let result = request_deletion::request_deletion(app, &member, &input.confirmation).await;
        let delay = request_deletion::delay_in_words(app);
        let accepted = |user: Model| RequestAccountDeletionPayload {
            permanent_deletion_date: user.permanent_deletion_after,
            note: Some(format!(
                "Your account will be permanently deleted in {delay}. You can cancel until then."
            )),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Cancels the deletion of the caller's account.
    async fn cancel_account_deletion(
        &self,
        context: &Context<'_>,
    ) -> Result<CancelAccountDeletionPayload> {
        let (app, caller) = parts(context)?;
        let result = cancel_deletion::cancel_deletion(app, caller).await;
        if let Ok((_, rotated)) = &result {
            replace_cookie(context, rotated.as_ref())?;
        }
        let accepted = |(user, _)| CancelAccountDeletionPayload {
            user: Some(own(caller, user)),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Cancels the deletion of an account by its email address and password.
    async fn cancel_account_deletion_with_credentials(
        &self,
        context: &Context<'_>,
        input: CredentialsInput,
    ) -> Result<CancelAccountDeletionPayload> {
        let (app, caller) = parts(context)?;
        let credentials = Credentials {
            email: input.email,
            password: Secret::new(input.password),
        };
        let result = cancel_deletion::cancel_deletion_with_credentials(app, caller, credentials);
        let result = Box::pin(result).await;
        let accepted = |user: Model| CancelAccountDeletionPayload {
            user: Some(User::new(std::sync::Arc::new(user))),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }
}
