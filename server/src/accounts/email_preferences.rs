//! Which emails a member wants. Those about the account and its security are always sent.

use super::profile::lock_member;
use crate::app::App;
use crate::auth::{Client, Member};
use crate::entities::user::Model;
use crate::error::{Error, Result};
use crate::mail::unsubscribe;
use crate::rate_limits::Limit;
use crate::signals::{Name, Signal};
use crate::users::{self, Changes};
use crate::work::{Work, Workflow};
use rules::Code;

/// Sets whether the member gets emails about matches that begin and end.
///
/// # Errors
/// When the database does not respond.
pub async fn update_email_preferences(app: &App, member: &Member, matches: bool) -> Result<Model> {
    let user_id = member.user().id;
    let changes = changes(matches);
    let workflow = Workflow::update(user_id, changes.to_data());
    let command = move |work: Work| async move {
        let tx = work.begin().await?;
        let user = lock_member(&tx, user_id).await?;
        let updated = users::update(&tx, &user, changes).await?;
        tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
        tx.commit(updated).await
    };
    Work::run(app, Some(user_id), workflow, command).await
}

/// Unsubscribes the account whose email has this token from emails about matches. Needs no session; unsubscribing twice
/// changes nothing.
///
/// # Errors
/// `RateLimited`, or `TOKEN_INVALID`.
pub async fn unsubscribe(app: &App, client: &Client, token: &str) -> Result<()> {
    app.rate_limits.charge_client(Limit::Links, client)?;
    let invalid = || Error::refused_at(Code::TokenInvalid, "token");
    let user_id = unsubscribe::find(app, token).await?.ok_or_else(invalid)?;
    app.rate_limits.refund_client(Limit::Links, client);
    let changes = changes(false);
    let workflow = Workflow::update(user_id, changes.to_data());
    let command = move |work: Work| async move {
        let tx = work.begin_on(user_id).await?;
        let user = users::lock(&tx, user_id).await?.ok_or_else(invalid)?;
        if user.emails_about_matches {
            let updated = users::update(&tx, &user, changes).await?;
            tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
        } else {
            tx.forget_signals();
        }
        tx.commit(()).await
    };
    Work::run(app, None, workflow, command).await
}

fn changes(matches: bool) -> Changes {
    Changes {
        emails_about_matches: Some(matches),
        ..Changes::default()
    }
}
