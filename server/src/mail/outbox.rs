//! Sending what is pending: claim an email, make its token, send it, note how that ended.
//!
//! A claim moves the email's next try ahead, so that no other process takes it meanwhile; if this one
//! dies, the email comes up again by itself. The token is made here and not when the email was pending:
//! so it is never stored in clear, and its time starts when the email leaves.

use super::templates::{self, Rendered};
use super::transport::Failure;
use crate::app::App;
use crate::auth::one_time;
use crate::db::delete_in_batches;
use crate::entities::email::{Column, EmailKind, EmailState, Entity, Model};
use crate::entities::one_time_token::Purpose;
use crate::entities::user;
use crate::error::Result;
use crate::signals::{Name, Signal};
use crate::users;
use crate::work::{Committed, Tx, Work, Workflow};
use chrono::{DateTime, Duration, Utc};
use futures_util::{StreamExt, stream};
use rand::RngExt;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// For this long after a claim nobody else tries the email; longer than a sending may take.
const LEASE: Duration = Duration::minutes(2);
/// The first wait after a failure; doubled each time, with jitter, up to `LONGEST_WAIT`.
const FIRST_WAIT: Duration = Duration::seconds(30);
const LONGEST_WAIT: Duration = Duration::hours(4);
/// Tries before an email is given up: a good day.
const TRIES: i32 = 16;
/// Emails on their way at the same time.
const AT_ONCE: usize = 16;
/// Characters of a failure that are kept.
const REASON: usize = 500;

/// Sends at most `limit` emails that are due and returns how many the mail server accepted.
///
/// # Errors
/// When the database does not respond.
pub async fn send_due(app: &App, limit: u64) -> Result<usize> {
    let due = Entity::find()
        .filter(Column::State.eq(EmailState::Queued))
        .filter(is_due(app.clock.now()))
        // Fresh emails first: none waits behind those that a server keeps refusing.
        .order_by_asc(Column::Attempts)
        .order_by_asc(Column::DueAt)
        .limit(limit)
        .all(app.db.reader())
        .await?;
    let sendings = stream::iter(due)
        .map(|email| deliver(app, email))
        .buffer_unordered(AT_ONCE);
    let accepted: Vec<bool> = sendings.collect().await;
    Ok(accepted.into_iter().filter(|accepted| *accepted).count())
}

/// Which emails' time has come. No wait and no claim leads further ahead than the longest after as many tries; where one
/// does, the clock went back since, and nobody waits for it to catch up.
fn is_due(now: DateTime<Utc>) -> Condition {
    let mut due = Condition::any()
        .add(Column::DueAt.lte(now))
        .add(Column::Attempts.eq(0));
    for attempts in 1..=TRIES {
        let longest = LEASE.max(middle_wait(attempts - 1) * 120 / 100);
        let is_beyond = Column::DueAt.gt(now + longest);
        due = due.add(Column::Attempts.eq(attempts).and(is_beyond));
    }
    due
}

/// One try of one letter; answers whether it was accepted.
async fn deliver(app: &App, row: Model) -> bool {
    match try_to_deliver(app, row).await {
        Ok(accepted) => accepted,
        Err(error) => {
            tracing::error!(%error, "a letter could not be handled");
            false
        }
    }
}

async fn try_to_deliver(app: &App, row: Model) -> Result<bool> {
    let workflow = Workflow::Continued(row.workflow_id);
    let claimed = Work::run(app, None, workflow.clone(), {
        let row = row.clone();
        move |work| claim(work, row)
    });
    let Some((user, email)) = claimed.await? else {
        return Ok(false);
    };
    let outcome = app.mail.send(&email).await;
    let accepted = outcome.is_ok();
    Work::run(app, None, workflow, move |work| {
        record(work, row, user, outcome)
    })
    .await?;
    Ok(accepted)
}

/// Takes the email for this process and writes it, unless somebody was faster or nobody needs it any more.
async fn claim(work: Work, row: Model) -> Result<Committed<Option<(user::Model, Rendered)>>> {
    let tx = work.begin().await?;
    let now = tx.app.clock.now();
    // The account first, as everywhere: a purge holds it and then removes its emails.
    let user = users::lock(&tx, row.user_id).await?;
    let claimed = Entity::update_many()
        .col_expr(Column::DueAt, (now + LEASE).into())
        .col_expr(Column::Attempts, Expr::value(row.attempts + 1))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(EmailState::Queued))
        .filter(Column::Attempts.eq(row.attempts))
        .exec(tx.rows())
        .await?;
    let (Some(user), 1) = (user, claimed.rows_affected) else {
        return tx.commit(None).await;
    };
    if row.kind == EmailKind::Verification && user.is_verified {
        Entity::delete_by_id(row.id).exec(tx.rows()).await?;
        return tx.commit(None).await;
    }
    let token = match row.kind {
        EmailKind::Verification => {
            let token = one_time::mint(&tx, user.id, Purpose::Verification).await?;
            tx.emit(Signal::account(
                Name::UserEmailVerificationTokenGenerated,
                &user,
            ))
            .await;
            Some(token)
        }
        EmailKind::PasswordReset => {
            // Only the link of the latest email works.
            one_time::withdraw(&tx, user.id, Purpose::Reset).await?;
            Some(one_time::mint(&tx, user.id, Purpose::Reset).await?)
        }
        EmailKind::AlreadyRegistered => None,
    };
    let email = templates::render(&tx.app.config, row.kind, &user.email, token.as_ref())?;
    tx.commit(Some((user, email))).await
}

/// Notes how the sending ended and tells it.
async fn record(
    work: Work,
    row: Model,
    user: user::Model,
    outcome: std::result::Result<(), Failure>,
) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    match outcome {
        Ok(()) => {
            if finish(&tx, &row, EmailState::Sent, None).await? {
                emit_accepted(&tx, row.kind, &user).await;
            }
        }
        Err(failure) if failure.is_final || row.attempts + 1 >= TRIES => {
            tracing::error!(user = %user.id, kind = ?row.kind, reason = failure.reason, "a letter was given up");
            if finish(&tx, &row, EmailState::Dead, Some(failure.reason)).await? {
                emit_given_up(&tx, row.kind, &user).await;
            }
        }
        Err(failure) => {
            tracing::error!(user = %user.id, kind = ?row.kind, reason = failure.reason, "a letter did not leave; it is tried again");
            postpone(&tx, &row, failure.reason).await?;
        }
    }
    tx.commit(()).await
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
        EmailKind::AlreadyRegistered => {}
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
        EmailKind::AlreadyRegistered => {}
    }
}

/// Returns whether this try was still the email's latest.
async fn finish(tx: &Tx, row: &Model, state: EmailState, reason: Option<String>) -> Result<bool> {
    let finished = Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::FinishedAt, tx.app.clock.now().into())
        .col_expr(Column::LastError, Expr::value(reason.map(cut)))
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
        .col_expr(Column::LastError, Expr::value(cut(reason)))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(EmailState::Queued))
        .filter(Column::Attempts.eq(row.attempts + 1))
        .exec(tx.rows())
        .await?;
    Ok(())
}

/// How long to wait after so many failures before this one, give or take a fifth.
fn wait(failures: i32) -> Duration {
    middle_wait(failures) * rand::rng().random_range(80..=120) / 100
}

fn middle_wait(failures: i32) -> Duration {
    let doublings = u32::try_from(failures.clamp(0, 20)).unwrap_or(0);
    FIRST_WAIT
        .checked_mul(2_i32.pow(doublings))
        .unwrap_or(LONGEST_WAIT)
        .min(LONGEST_WAIT)
}

fn cut(reason: String) -> String {
    reason.chars().take(REASON).collect()
}

/// Forgets emails that were finished before `age` ago; returns how many.
///
/// # Errors
/// When the database does not respond.
pub async fn delete_finished(app: &App, age: Duration) -> Result<u64> {
    delete_in_batches(
        app,
        Entity,
        Column::Id,
        Column::FinishedAt.lte(app.clock.now() - age),
    )
    .await
}
