//! Reminds a member of what is missing in the profile.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersWrite;
use crate::entities::email::{self, EmailKind};
use crate::entities::user::{Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::work::{Committed, Work, Workflow};
use chrono::{DateTime, Duration, Utc};
use rules::Code;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

/// How long nobody is reminded again. Less than the time for which sent emails are kept.
const INTERVAL: Duration = Duration::days(7);

/// Queues an email to a member whose profile is incomplete. Returns false, and sends none, for a complete profile and
/// for a member who was reminded in the last seven days.
///
/// # Errors
/// `USER_NOT_FOUND`, `ACCOUNT_UNAVAILABLE`, or `EMAILS_TURNED_OFF` for a member who does not want such emails.
pub async fn remind_user(app: &App, actor: &Admin<UsersWrite>, user_id: UserId) -> Result<bool> {
    let actor = actor.clone();
    Work::run(app, Some(actor.user_id()), Workflow::Plain, move |work| {
        attempt(work, actor, user_id)
    })
    .await
}

async fn attempt(work: Work, actor: Admin<UsersWrite>, user_id: UserId) -> Result<Committed<bool>> {
    let tx = work.begin().await?;
    let locked = actor.lock(&tx, &[user_id]).await?;
    let user = locked.iter().find(|user| user.id == user_id);
    let user = user.ok_or_else(|| Error::refused_at(Code::UserNotFound, "id"))?;
    if !user.participates(user.role) {
        return Err(Error::refused(Code::AccountUnavailable));
    }
    if !is_incomplete(user) {
        return tx.commit(false).await;
    }
    if !user.emails_about_matches {
        return Err(Error::refused(Code::EmailsTurnedOff));
    }
    let reminded = recently_reminded(tx.rows(), &[user_id], tx.app.clock.now()).await?;
    if !reminded.is_empty() {
        return tx.commit(false).await;
    }
    let is_queued = tx.queue_email(user, EmailKind::ProfileReminder).await?;
    tx.commit(is_queued).await
}

/// Whether a reminder could be sent to an account, unless there was one lately.
pub(super) fn can_be_reminded(user: &Model) -> bool {
    is_incomplete(user) && user.emails_about_matches
}

fn is_incomplete(user: &Model) -> bool {
    user.participates(user.role) && user.role != Role::Admin && !user.missing_fields().is_empty()
}

/// Returns those of some accounts that were reminded in the last seven days.
///
/// # Errors
/// When the database does not respond.
pub(super) async fn recently_reminded(
    rows: &impl ConnectionTrait,
    ids: &[UserId],
    now: DateTime<Utc>,
) -> Result<Vec<UserId>> {
    let reminded = email::Entity::find()
        .select_only()
        .column(email::Column::UserId)
        .filter(email::Column::UserId.is_in(ids.iter().copied()))
        .filter(email::Column::Kind.eq(EmailKind::ProfileReminder))
        .filter(email::Column::CreatedAt.gt(now - INTERVAL))
        .into_tuple()
        .all(rows)
        .await?;
    Ok(reminded)
}
