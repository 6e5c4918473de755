//! Which emails a member wants.

use super::context::parts;
use super::error::UserError;
use super::payload::{payload, payloads, value};
use super::user::User;
use crate::accounts::email_preferences;
use crate::entities::user::Model;
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use std::sync::Arc;

/// Which emails a member wants. Those about the account and its security are always sent.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct EmailPreferences {
    /// Whether to send emails about matches that begin and end.
    matches: bool,
}

impl EmailPreferences {
    pub(super) const fn of(user: &Model) -> Self {
        Self {
            matches: user.emails_about_matches,
        }
    }
}

/// The emails that the member wants from now on.
#[derive(InputObject)]
pub struct UpdateEmailPreferencesInput {
    /// Whether to send emails about matches that begin and end.
    pub matches: bool,
}

/// The account after the change, or the errors.
#[derive(Default, SimpleObject)]
pub struct UpdateEmailPreferencesPayload {
    /// The account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The token of an email.
#[derive(InputObject)]
pub struct UnsubscribeInput {
    /// The last part of the link to unsubscribe.
    #[graphql(secret)]
    pub token: String,
}

/// The result of unsubscribing.
#[derive(Default, SimpleObject)]
pub struct UnsubscribePayload {
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(UpdateEmailPreferencesPayload, UnsubscribePayload);

/// Which emails a member wants.
#[derive(Default)]
pub struct EmailPreferencesMutation;

#[Object]
impl EmailPreferencesMutation {
    /// Changes which emails the member gets. For signed-in members.
    async fn update_email_preferences(
        &self,
        context: &Context<'_>,
        input: UpdateEmailPreferencesInput,
    ) -> Result<UpdateEmailPreferencesPayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let session = member.session().id;
        let updated =
            email_preferences::update_email_preferences(app, &member, input.matches).await;
        payload(updated, |user| UpdateEmailPreferencesPayload {
            user: Some(User::own(Arc::new(user), session)),
            errors: Vec::new(),
        })
    }

    /// Stops emails about matches with the token of one of them. Needs no session.
    async fn unsubscribe(
        &self,
        context: &Context<'_>,
        input: UnsubscribeInput,
    ) -> Result<UnsubscribePayload> {
        let (app, caller) = parts(context)?;
        let unsubscribed = email_preferences::unsubscribe(app, caller.client(), &input.token);
        let unsubscribed = Box::pin(unsubscribed).await;
        payload(unsubscribed, |()| UnsubscribePayload::default())
    }
}
