//! One attempt to send an email: claims it, creates its token, sends it, and records the result.
//!
//! A claim names this process and moves the email's next attempt ahead, so that no other process takes it meanwhile. If
//! this process dies, others notice that (`claims.rs`) and the email is due again at once; if they cannot, it is due
//! again later. The token is created here and not when the email is queued, so it is never stored in clear
//! text, and its lifetime starts when the email is sent.

use super::claims::Sender;
use super::content::{self, Rendered};
use super::transport::Failure;
use super::wording::{self, Context};
use super::{needed, people, secrets, unsubscribe};
use crate::app::App;
use crate::backoff::doubled;
use crate::entities::email::{Column, EmailKind, EmailState, Entity, LEASE, Model};
use crate::entities::user;
use crate::error::Result;
use crate::ids::SenderId;
use crate::signals::{Name, Signal};
use crate::users;
use crate::work::{Committed, Tx, Work, Workflow};
use chrono::{DateTime, Duration, Utc};
use rand::RngExt;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// The first wait after a failure; doubled each time, with jitter, up to `LONGEST_WAIT`.
const FIRST_WAIT: Duration = Duration::seconds(5);
const LONGEST_WAIT: Duration = Duration::hours(4);
/// The maximum number of attempts. With their waits they take more than a day.
pub(super) const MAX_ATTEMPTS: i32 = 18;
/// Maximum number of characters kept of a failure.
const MAX_REASON: usize = 500;

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The mail server accepted it.
    Accepted,
    /// It was given up, it is no longer needed, or another process sends it.
    Dropped,
    /// It is tried again later.
    Pending,
}

/// Makes one attempt to send an email.
pub(super) async fn deliver(app: &App, sender: &Sender, row: Model) -> Outcome {
    try_to_deliver(app, sender, row)
        .await
        .unwrap_or_else(|error| {
            tracing::error!(%error, "an email could not be handled");
            Outcome::Pending
        })
}

async fn try_to_deliver(app: &App, sender: &Sender, row: Model) -> Result<Outcome> {
    let workflow = Workflow::Continued(row.workflow_id);
    let claimed = Work::run(app, None, workflow.clone(), {
        let (row, sender_id) = (row.clone(), sender.id);
        move |work| claim(work, row, sender_id)
    });
    let Some((user, email)) = claimed.await? else {
        return Ok(Outcome::Dropped);
    };
    let sent = tokio::select! {
        biased;
        // Another process takes over.
        () = sender.lost.cancelled() => return Ok(Outcome::Pending),
        sent = app.mail.send(&email) => sent,
    };
    Work::run(app, None, workflow, move |work| {
        record(work, row, user, sent)
    })
    .await
}

/// Claims the email for this process and renders it, unless another process was faster or it is not needed any more.
async fn claim(
    work: Work,
    row: Model,
    sender_id: SenderId,
) -> Result<Committed<Option<(user::Model, Rendered)>>> {
    let tx = work.begin().await?;
    let now = tx.app.clock.now();
    // Locks the account first, like all other code: a purge locks it and then removes its emails.
    let user = users::lock(&tx, row.user_id).await?;
    let claimed = Entity::update_many()
        .col_expr(Column::DueAt, (now + LEASE).into())
        .col_expr(Column::Attempts, Expr::value(row.attempts + 1))
        .col_expr(Column::ClaimedBy, Expr::value(sender_id))
        .col_expr(Column::HeldUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(EmailState::Queued))
        .filter(Column::Attempts.eq(row.attempts))
        .filter(is_held_until(row.held_until))
        .exec(tx.rows())
        .await?;
    let (Some(user), 1) = (user, claimed.rows_affected) else {
        return tx.commit(None).await;
    };
    if !needed::is_needed(&tx, &row, &user).await? {
        Entity::delete_by_id(row.id).exec(tx.rows()).await?;
        return tx.commit(None).await;
    }
    let issued = secrets::create(&tx, &row, &user).await?;
    let person = people::name(&tx, row.details.person_id).await?;
    let waiting = match row.kind {
        EmailKind::SeatFree => people::waiting(&tx, user.id).await?,
        _ => Vec::new(),
    };
    let words = wording::content(
        row.kind,
        &Context {
            config: &tx.app.config,
            user: &user,
            to: &row.recipient,
            details: &row.details,
            issued: issued.as_ref(),
            person: person.as_deref(),
            waiting: &waiting,
        },
    );
    let preferences = unsubscribe::create(&tx, row.kind, &user).await?;
    let email = content::render(row.id, row.recipient.clone(), words, preferences)?;
    tx.commit(Some((user, email))).await
}

/// The condition for an email that is held as long as it was when it was found to be due.
fn is_held_until(until: Option<DateTime<Utc>>) -> Expr {
    match until {
        Some(until) => Column::HeldUntil.eq(until),
        None => Column::HeldUntil.is_null(),
    }
}

/// Records the result of sending and emits its signal.
async fn record(
    work: Work,
    row: Model,
    user: user::Model,
    sent: std::result::Result<(), Failure>,
) -> Result<Committed<Outcome>> {
    let tx = work.begin().await?;
    let outcome = match sent {
        Ok(()) => {
            if finish(&tx, &row, EmailState::Sent, None).await? {
                emit_accepted(&tx, row.kind, &user).await;
            }
            Outcome::Accepted
        }
        Err(failure) if failure.is_final || row.attempts + 1 >= MAX_ATTEMPTS => {
            tracing::error!(user = %user.id, kind = ?row.kind, reason = failure.reason, "gave up on an email");
            if finish(&tx, &row, EmailState::Dead, Some(failure.reason)).await? {
                emit_given_up(&tx, row.kind, &user).await;
            }
            Outcome::Dropped
        }
        Err(failure) => {
            tracing::error!(user = %user.id, kind = ?row.kind, reason = failure.reason, "sending an email failed and will be retried");
            postpone(&tx, &row, failure.reason).await?;
            Outcome::Pending
        }
    };
    tx.commit(outcome).await
}

async fn emit_accepted(tx: &Tx, kind: EmailKind, user: &user::Model) {
    match kind {
        EmailKind::Verification => {
            tx.emit(Signal::manager(Name::UserEmailVerificationInitiated, user))
                .await
        }
        EmailKind::PasswordReset => {
            tx.emit(Signal::password_reset_request_processed(user))
                .await
        }
        _ => {}
    }
}

async fn emit_given_up(tx: &Tx, kind: EmailKind, user: &user::Model) {
    match kind {
        EmailKind::Verification => {
            tx.emit(Signal::email_given_up(Name::UserRegistrationFailed, user))
                .await
        }
        EmailKind::PasswordReset => {
            tx.emit(Signal::email_given_up(
                Name::PasswordResetRequestFailed,
                user,
            ))
            .await
        }
        _ => {}
    }
}

/// Returns whether this attempt was still the email's latest.
async fn finish(tx: &Tx, row: &Model, state: EmailState, reason: Option<String>) -> Result<bool> {
    let finished = Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::FinishedAt, tx.app.clock.now().into())
        .col_expr(Column::ClaimedBy, Expr::value(None::<SenderId>))
        .col_expr(Column::LastError, Expr::value(reason.map(truncated)))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(EmailState::Queued))
        .filter(Column::Attempts.eq(row.attempts + 1))
        .exec(tx.rows())
        .await?;
    Ok(finished.rows_affected == 1)
}

async fn postpone(tx: &Tx, row: &Model, reason: String) -> Result<()> {
    Entity::update_many()
        .col_expr(
            Column::DueAt,
            (tx.app.clock.now() + wait(row.attempts)).into(),
        )
        .col_expr(Column::ClaimedBy, Expr::value(None::<SenderId>))
        .col_expr(Column::LastError, Expr::value(truncated(reason)))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(EmailState::Queued))
        .filter(Column::Attempts.eq(row.attempts + 1))
        .exec(tx.rows())
        .await?;
    Ok(())
}

/// How long to wait before the next attempt after this many earlier failures, plus or minus a fifth.
fn wait(failures: i32) -> Duration {
    mean_wait(failures) * rand::rng().random_range(80..=120) / 100
}

/// The longest time that an email waits, or is claimed, after this many attempts.
pub(super) fn longest_wait(attempts: i32) -> Duration {
    LEASE.max(mean_wait(attempts - 1) * 120 / 100)
}

fn mean_wait(failures: i32) -> Duration {
    doubled(FIRST_WAIT, LONGEST_WAIT, failures)
}

fn truncated(reason: String) -> String {
    reason.chars().take(MAX_REASON).collect()
}
