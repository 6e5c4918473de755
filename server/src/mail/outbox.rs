//! Which emails are sent next, and how many at the same time.

use super::delivery::{MAX_ATTEMPTS, Outcome, deliver, longest_wait};
use crate::app::App;
use crate::db::delete_in_batches;
use crate::entities::email::{Column, EmailState, Entity, Model, longest_hold};
use crate::error::Result;
use crate::ids::EmailId;
use chrono::{DateTime, Duration, Utc};
use futures_util::{StreamExt, stream};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use tokio::task::{self, JoinSet};

/// Emails being sent at the same time.
const CONCURRENCY: usize = 16;

/// The emails that this process is sending. One that takes long occupies a place, but the others go on.
#[derive(Debug, Default)]
pub(crate) struct Sending {
    attempts: JoinSet<Outcome>,
    ids: HashMap<task::Id, EmailId>,
}

impl Sending {
    /// Starts to send emails that are due, until every place is occupied.
    ///
    /// # Errors
    /// When the database does not respond.
    pub(crate) async fn fill(&mut self, app: &App) -> Result<()> {
        let free = CONCURRENCY - self.ids.len();
        if free == 0 {
            return Ok(());
        }
        let sender = app.claims.sender(app).await?;
        let sent = self.ids.values().copied().collect();
        for email in due(app, free as u64, &sent).await? {
            let (app, sender, id) = (app.clone(), sender.clone(), email.id);
            let attempt = async move { deliver(&app, &sender, email).await };
            let task = self.attempts.spawn(attempt);
            self.ids.insert(task.id(), id);
        }
        Ok(())
    }

    /// Waits for the next attempt that ends, and returns its outcome; nothing if none is under way.
    pub(crate) async fn next(&mut self) -> Option<Outcome> {
        let (task, outcome) = match self.attempts.join_next_with_id().await? {
            Ok(ended) => ended,
            Err(panicked) => (panicked.id(), Outcome::Pending),
        };
        self.ids.remove(&task);
        Some(outcome)
    }
}

/// The result of a round.
#[derive(Debug, Clone, Copy, Default)]
pub struct Round {
    /// Number of emails that the mail server accepted.
    pub accepted: usize,
    /// Number of emails that need no further attempt: accepted, given up or no longer needed.
    pub finished: usize,
}

/// Makes one attempt for each email that is due, at most `limit`, and waits for the end of all.
///
/// # Errors
/// When the database does not respond.
pub async fn send_due(app: &App, limit: u64) -> Result<Round> {
    let sender = &app.claims.sender(app).await?;
    let due = due(app, limit, &HashSet::new()).await?;
    let attempts = stream::iter(due)
        .map(|email| deliver(app, sender, email))
        .buffer_unordered(CONCURRENCY);
    let outcomes: Vec<Outcome> = attempts.collect().await;
    let count = |outcome| outcomes.iter().filter(|other| **other == outcome).count();
    let accepted = count(Outcome::Accepted);
    Ok(Round {
        accepted,
        finished: accepted + count(Outcome::Dropped),
    })
}

/// Emails that are due, except for those that are being sent. New ones first: none waits behind those that a server
/// keeps rejecting, nor behind the many that were held for the same time.
async fn due(app: &App, limit: u64, except: &HashSet<EmailId>) -> Result<Vec<Model>> {
    let mut due = unsent(app, limit, except).await?;
    let now = app.clock.now();
    // Who holds an email for longer had a wrong clock.
    let over = [
        Column::HeldUntil.lte(now),
        Column::HeldUntil.gt(now + longest_hold()),
    ];
    for is_over in over {
        let free = limit.saturating_sub(due.len() as u64);
        if free > 0 {
            due.extend(no_longer_held(app, free, except, is_over).await?);
        }
    }
    let free = limit.saturating_sub(due.len() as u64);
    if free > 0 {
        due.extend(due_again(app, free, except).await?);
    }
    Ok(due)
}

/// New emails, the first one to each mailbox before anyone's second. All are due.
async fn unsent(app: &App, limit: u64, except: &HashSet<EmailId>) -> Result<Vec<Model>> {
    let unsent = Entity::find()
        .filter(Column::State.eq(EmailState::Queued))
        .filter(Column::Id.is_not_in(except.iter().copied()))
        .filter(Column::HeldUntil.is_null())
        .filter(Column::Attempts.eq(0))
        .order_by_asc(Column::Turn)
        .order_by_asc(Column::DueAt);
    Ok(unsent.limit(limit).all(app.db.reader()).await?)
}

/// Emails that were held until now, those who waited longest first.
async fn no_longer_held(
    app: &App,
    limit: u64,
    except: &HashSet<EmailId>,
    is_over: Expr,
) -> Result<Vec<Model>> {
    let held = Entity::find()
        .filter(Column::HeldUntil.is_not_null())
        .filter(is_over)
        .filter(Column::Id.is_not_in(except.iter().copied()))
        .order_by_asc(Column::HeldUntil);
    Ok(held.limit(limit).all(app.db.reader()).await?)
}

/// Emails that failed before, or whose sender died, and that are due.
async fn due_again(app: &App, limit: u64, except: &HashSet<EmailId>) -> Result<Vec<Model>> {
    let due = Entity::find()
        .filter(Column::State.eq(EmailState::Queued))
        .filter(Column::Id.is_not_in(except.iter().copied()))
        .filter(Column::HeldUntil.is_null())
        .filter(Column::Attempts.gt(0))
        .filter(is_due_again(app.clock.now()))
        .order_by_asc(Column::Attempts)
        .order_by_asc(Column::Turn)
        .order_by_asc(Column::DueAt);
    Ok(due.limit(limit).all(app.db.reader()).await?)
}

/// Which emails are due again. If `due_at` is further ahead than any wait or claim after that many attempts, the clock
/// was set back since, and the email is due at once.
fn is_due_again(now: DateTime<Utc>) -> Condition {
    let mut due = Condition::any().add(Column::DueAt.lte(now));
    for attempts in 1..=MAX_ATTEMPTS {
        let is_beyond = Column::DueAt.gt(now + longest_wait(attempts));
        due = due.add(Column::Attempts.eq(attempts).and(is_beyond));
    }
    due
}

/// Deletes emails that were finished more than `age` ago; returns how many.
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
