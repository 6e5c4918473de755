//! The transaction of a unit of work: the only way to emit a signal or to queue an email.

use super::commit_outcome::{self, CommitOutcome};
use super::journal::Journal;
use super::workflow::Workflow;
use crate::app::App;
use crate::db::{Engine, Transaction};
use crate::error::{Error, Result};
use crate::ids::WorkflowId;
use crate::signals::bus::Verdict;
use crate::signals::log::Entry;
use crate::signals::signal::Data;
use crate::signals::{Cause, Name, Signal, log};
use std::sync::atomic::{AtomicBool, Ordering};

/// An open transaction.
#[derive(Debug)]
pub struct Tx {
    /// What the command may use.
    pub app: App,
    journal: Journal,
    transaction: Transaction,
    has_queued_email: AtomicBool,
    has_stale_scores: AtomicBool,
    has_changed_words: AtomicBool,
}

/// Proof that a command committed.
#[derive(Debug)]
pub struct Committed<T>(T);

impl<T> Committed<T> {
    pub(super) fn into_inner(self) -> T {
        self.0
    }
}

impl Tx {
    pub(super) const fn new(app: App, journal: Journal, transaction: Transaction) -> Self {
        Self {
            app,
            journal,
            transaction,
            has_queued_email: AtomicBool::new(false),
            has_stale_scores: AtomicBool::new(false),
            has_changed_words: AtomicBool::new(false),
        }
    }

    /// The connection for reading and writing rows.
    #[must_use]
    pub const fn rows(&self) -> &Transaction {
        &self.transaction
    }

    /// Emits a signal; it is recorded with the commit.
    pub async fn emit(&self, signal: Signal) {
        self.app.bus.emit(&signal, Some(&self.transaction)).await;
        self.journal.push(&self.app, signal);
    }

    /// Emits a `pre_*` signal and returns the data as the handlers left them.
    ///
    /// # Errors
    /// `REFUSED_BY_HANDLER` on a veto, an internal error when a handler fails, and the database's error when it ended
    /// the transaction.
    pub async fn ask(&self, signal: Signal, mut data: Data) -> Result<Data> {
        let verdict = self
            .app
            .bus
            .ask(&signal, Some(&self.transaction), &mut data)
            .await;
        let signal = self.journal.with_hooks(signal.carrying(data.clone()));
        self.journal.push(&self.app, signal);
        match verdict {
            Verdict::Agreed => Ok(data),
            Verdict::Vetoed(sentence) => Err(Error::vetoed(sentence)),
            Verdict::Broken => {
                // The handler may have failed because the database did.
                self.transaction.check().await?;
                Err(Error::Unexpected("a handler failed".to_owned()))
            }
        }
    }

    /// Records that an email was queued, which is sent after the commit.
    pub(crate) fn wake_mail(&self) {
        self.has_queued_email.store(true, Ordering::Relaxed);
    }

    /// The workflow that what is written now belongs to.
    pub(crate) fn workflow_id(&self) -> WorkflowId {
        self.journal.current_id()
    }

    /// Drops what was emitted so far, because the command turned out to change nothing: the log does not record it.
    pub fn forget_signals(&self) {
        self.journal.forget();
    }

    /// Records that scores are to be recomputed after the commit.
    pub(crate) fn recompute_scores(&self) {
        self.has_stale_scores.store(true, Ordering::Relaxed);
    }

    /// Records that search words are to be updated after the commit.
    pub(crate) fn update_words(&self) {
        self.has_changed_words.store(true, Ordering::Relaxed);
    }

    /// Opens a workflow inside this transaction; `leave` returns from it.
    pub async fn enter(&self, workflow: Workflow) {
        self.journal
            .open(&self.app, workflow, Some(&self.transaction))
            .await;
    }

    /// Returns to the command's own workflow.
    pub fn leave(&self) {
        self.journal.close();
    }

    /// Sets the cause of a failure where the error alone does not determine it.
    pub fn set_failure_cause(&self, cause: Cause) {
        self.journal.lock().cause = Some(cause);
    }

    /// Commits rows, signals, and emails together, then wakes the tasks that wait for them.
    ///
    /// # Errors
    /// When the commit fails, or a statement that was left for it; then nothing of it happened. If the database's response
    /// was lost and the outcome cannot be determined, no failure is recorded in the log either.
    pub async fn commit<T>(self, value: T) -> Result<Committed<T>> {
        let (entries, actor) = self.journal.emitted();
        let row = |entry| log::row(entry, actor);
        let rows = entries.iter().map(row).collect();
        let engine = self.app.db.engine;
        log::append(&self.transaction, engine, rows).await?;
        if engine == Engine::Postgres {
            // Each statement is a trip of its own there. Now a failure is certain; that of a COMMIT is not.
            self.transaction.check().await?;
        }
        if let Err(error) = self.transaction.commit().await {
            let written = entries.first().map(|entry| entry.id);
            let outcome = match written {
                Some(id) => commit_outcome::of_commit(&self.app, id).await,
                None => CommitOutcome::Unknown,
            };
            if outcome == CommitOutcome::Unknown {
                self.journal.finish();
            }
            if outcome != CommitOutcome::Committed {
                return Err(error.into());
            }
        }
        self.journal.finish();
        for entry in &entries {
            self.app.sessions.invalidate(&entry.signal);
        }
        // A commit without signals wakes no subscriber.
        if !entries.is_empty() {
            self.app.wrote_signals();
        }
        let is_deletion = |entry: &Entry| entry.signal.name == Name::UserDeleted;
        if entries.iter().any(is_deletion) {
            self.app.wake_redaction.notify_one();
        }
        if self.has_queued_email.into_inner() {
            self.app.wake_mail.notify_one();
        }
        if self.has_stale_scores.into_inner() {
            self.app.wake_scores.notify_one();
        }
        if self.has_changed_words.into_inner() {
            self.app.wake_words.notify_one();
        }
        Ok(Committed(value))
    }

    /// Commits the rows although the command fails, and returns the error: for a sign-in that finds its account due for
    /// deletion and deletes it.
    pub async fn commit_failure(self, error: Error) -> Error {
        let journal = self.journal.clone();
        if let Some(failure) = journal.failure(&error) {
            self.emit(failure).await;
        }
        journal.limit_failure(&self.app);
        match self.commit(()).await {
            Ok(Committed(())) => error,
            Err(broken) => {
                journal.retract_failure();
                broken
            }
        }
    }
}
