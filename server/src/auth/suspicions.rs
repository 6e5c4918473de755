//! Suspicious activity: what the rules noticed, until the log has it.
//!
//! Whoever is noticed must not learn it. Noticing only queues: a background task writes the signal, and a job what could
//! not be written.

use super::Client;
use crate::app::App;
use crate::entities::user::{self, Column};
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::Signal;
use crate::signals::signal::Data;
use crate::users;
use crate::work::{Tx, Work, Workflow};
use rules::Email;
use sea_orm::{ColumnTrait, QueryFilter};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Maximum number of suspicions that wait; others are dropped, with a warning.
const MAX_WAITING: usize = 1000;

/// The suspicions that the log does not have yet.
#[derive(Debug, Default)]
pub struct Suspicions(Mutex<VecDeque<Suspicion>>);

/// A rule that notices something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Rule {
    /// One client failed to sign in to many accounts.
    GuessingAcrossAccounts,
    /// Unknown clients failed to sign in to one account, until further ones had to wait.
    GuessingAtAccount,
    /// One session is used from two networks, in turn.
    SessionFromTwoNetworks,
    /// Wrong passwords were entered in an open session, until further ones had to wait.
    GuessingInSession,
}

/// What a suspicion is about.
#[derive(Debug, Clone)]
pub(super) enum Subject {
    /// A client.
    Client,
    /// The account with an address, if there is one; or what was typed in its place.
    Login(String),
    /// An account.
    User(UserId),
}

/// What a rule noticed.
#[derive(Debug, Clone)]
pub(super) struct Suspicion {
    pub(super) rule: Rule,
    pub(super) subject: Subject,
    pub(super) facts: Data,
    /// The client that was noticed.
    pub(super) client: Option<Client>,
}

impl Suspicions {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Suspicion>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, suspicion: Suspicion) {
        let mut waiting = self.lock();
        if waiting.len() < MAX_WAITING {
            waiting.push_back(suspicion);
        } else {
            let rule: &str = suspicion.rule.into();
            tracing::warn!(rule, "suspicious activity was not recorded: too much waits");
        }
    }
}

/// Queues a suspicion for the log. Returns at once.
pub(super) fn note(app: &App, suspicion: Suspicion) {
    app.suspicions.push(suspicion);
    let task = app.clone();
    // If there are too many background tasks, the job records it within a minute.
    let _ = app.in_background(async move { record_due(&task).await });
}

/// Records the suspicions that wait; returns how many.
///
/// # Errors
/// When the database is unavailable: what is left waits for the next round.
pub async fn record_due(app: &App) -> Result<usize> {
    let mut recorded = 0;
    loop {
        let next = app.suspicions.lock().pop_front();
        let Some(suspicion) = next else {
            return Ok(recorded);
        };
        match write(app, suspicion.clone()).await {
            Ok(()) => recorded += 1,
            Err(error) if error.is_temporary() => {
                app.suspicions.push(suspicion);
                return Err(error);
            }
            // Another attempt would fail, too, and keep the others waiting.
            Err(error) => {
                let rule: &str = suspicion.rule.into();
                tracing::error!(%error, rule, "suspicious activity was not recorded");
            }
        }
    }
}

async fn write(app: &App, suspicion: Suspicion) -> Result<()> {
    Work::run(app, None, Workflow::Plain, move |work| async move {
        let tx = work.begin().await?;
        if let Some(signal) = signal(&tx, &suspicion).await? {
            tx.emit(signal).await;
        }
        tx.commit(()).await
    })
    .await
}

/// The signal; `None` about an account that was deleted in the meantime, since it holds addresses of clients.
async fn signal(tx: &Tx, suspicion: &Suspicion) -> Result<Option<Signal>> {
    let (user_id, typed) = match &suspicion.subject {
        Subject::Client => (None, None),
        Subject::User(user_id) => (Some(*user_id), None),
        Subject::Login(login) => {
            // Other text may be a password in the wrong field, or what no database accepts.
            let typed = Email::is_well_formed(login).then_some(login.as_str());
            let found = match typed {
                Some(email) => {
                    let found = user::with_deleted().filter(Column::Email.eq(email));
                    found.one(tx.rows()).await?
                }
                None => None,
            };
            (found.map(|user| user.id), typed)
        }
    };
    if let Some(user_id) = user_id
        && users::hold_all(tx, &[user_id]).await?.is_empty()
    {
        return Ok(None);
    }
    let rule = suspicion.rule.into();
    let signal = Signal::suspicious_activity(rule, user_id, suspicion.facts.clone()).naming(typed);
    Ok(Some(match &suspicion.client {
        Some(client) => signal.sent_by(client),
        None => signal,
    }))
}
