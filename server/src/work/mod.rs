//! The unit of work: one run of a command, with everything it tells.
//!
//! `Work` is the part before the transaction (parse, hash, look up), `Tx` the transaction. What was
//! told is collected and written with the commit. When the command fails, one place rolls back and
//! writes what had started, the `pre_*` and exactly one `*_failed`.

mod commit_outcome;
mod journal;
mod tx;
mod workflow;

use crate::app::App;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::signals::{Cause, Signal};
use futures_util::FutureExt;
use journal::Journal;
use std::panic::AssertUnwindSafe;
use tracing::Instrument;
pub use tx::{Committed, Tx};
pub use workflow::Workflow;

/// A command under way, before its transaction.
#[derive(Debug)]
pub struct Work {
    /// What the command may use.
    pub app: App,
    journal: Journal,
}

impl Work {
    /// Runs a command to its end in a task of its own, so that a client that hangs up cannot cancel it
    /// half-way (a cancelled BEGIN would also poison a pooled connection).
    ///
    /// # Errors
    /// The command's error, after its failure was written to the log.
    pub async fn run<T, F, Running>(
        app: &App,
        actor_id: Option<UserId>,
        workflow: Workflow,
        command: F,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(Self) -> Running + Send + 'static,
        Running: Future<Output = Result<Committed<T>>> + Send + 'static,
    {
        let work = Self {
            app: app.clone(),
            journal: Journal::new(actor_id),
        };
        let task = async move {
            // Before anything is told: it costs the database nothing.
            if let Some(actor_id) = actor_id {
                work.take_write_permit(actor_id).await?;
            }
            let (app, journal) = (work.app.clone(), work.journal.clone());
            journal.open(&app, workflow, None).await;
            let outcome = match AssertUnwindSafe(command(work)).catch_unwind().await {
                Ok(outcome) => outcome,
                Err(_) => Err(Error::Unexpected("the command panicked".to_owned())),
            };
            if let Err(error) = &outcome {
                journal.fail(&app, error).await;
            }
            outcome.map(Committed::into_inner)
        };
        let joined = tokio::spawn(task.in_current_span()).await;
        joined.unwrap_or_else(|_| Err(Error::Unexpected("the server is stopping".to_owned())))
    }

    /// Tells a signal of the part before the transaction.
    pub async fn emit(&self, signal: Signal) {
        self.app.bus.emit(&signal, None).await;
        self.journal.push(&self.app, signal);
    }

    /// Names the cause of a failure where the error alone does not tell it.
    pub fn fails_because(&self, cause: Cause) {
        self.journal.lock().cause = Some(cause);
    }

    /// Names the account that the workflow turned out to be about.
    pub fn is_about(&self, user_id: UserId) {
        self.journal.lock().subject = Some(user_id);
    }

    /// Opens the transaction of somebody who acts on an account without being signed in to it: those who do, with its
    /// password or a link, count like its own writes. Called after the proof, so that
    /// strangers cannot use up the permits.
    ///
    /// # Errors
    /// `Busy` when as much of the account is under way as may be, and when the database does not respond.
    pub async fn begin_on(self, user_id: UserId) -> Result<Tx> {
        let is_anothers = self.journal.lock().actor_id != Some(user_id);
        if is_anothers && let Err(error) = self.take_write_permit(user_id).await {
            self.fails_because(Cause::RepositoryError);
            return Err(error);
        }
        self.begin().await
    }

    /// Until the end of the work: the journal keeps it.
    async fn take_write_permit(&self, user_id: UserId) -> Result<()> {
        let permit = self.app.writes.permit(user_id).await?;
        self.journal.lock().permits.push(permit);
        Ok(())
    }

    /// Opens the transaction. Slow work is done by now.
    ///
    /// # Errors
    /// When the database does not respond.
    pub async fn begin(self) -> Result<Tx> {
        let transaction = self.app.db.begin().await?;
        Ok(Tx::new(self.app, self.journal, transaction))
    }
}
