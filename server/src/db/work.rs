//! The unit of work: one run of a verb, with everything it tells.
//!
//! `Work` is the part before the transaction (parse, hash, look up), `Tx` the transaction. What was
//! told is collected and written with the commit. When the verb fails, one place rolls back and
//! writes what had started, the `pre_*` and exactly one `*_failed`.

use super::tx::{Committed, Tx};
use super::workflow::Workflow;
use super::write_limit::Turn;
use crate::app::App;
use crate::error::{Error, Result};
use crate::ids::{SignalId, UserId, WorkflowId};
use crate::signals::log::{self, Entry};
use crate::signals::{Cause, Name, Phase, Signal, catalogue};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tracing::Instrument;

/// A verb under way, before its transaction.
#[derive(Debug)]
pub struct Work {
    /// What the verb may use.
    pub app: App,
    journal: Journal,
}

impl Work {
    /// Runs a verb to its end in a task of its own, so that a client that hangs up cannot cancel it
    /// half-way (a cancelled BEGIN would also poison a pooled connection).
    ///
    /// # Errors
    /// The verb's error, after its failure was written to the log.
    pub async fn run<T, F, Running>(
        app: &App,
        actor_id: Option<UserId>,
        workflow: Workflow,
        verb: F,
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
                work.take_turn(actor_id).await?;
            }
            let (app, journal) = (work.app.clone(), work.journal.clone());
            journal.open(&app, workflow, None).await;
            let outcome = match AssertUnwindSafe(verb(work)).catch_unwind().await {
                Ok(outcome) => outcome,
                Err(_) => Err(Error::Unexpected("the verb panicked".to_owned())),
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
        self.app.bus.tell(&signal, None).await;
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
    /// password or a link, count like its own writes. To be called when that is proven, lest strangers use it up.
    ///
    /// # Errors
    /// `Busy` when as much of the account is under way as may be, and when the database does not answer.
    pub async fn begin_on(self, user_id: UserId) -> Result<Tx> {
        let is_anothers = self.journal.lock().actor_id != Some(user_id);
        if is_anothers && let Err(error) = self.take_turn(user_id).await {
            self.fails_because(Cause::RepositoryError);
            return Err(error);
        }
        self.begin().await
    }

    /// Until the end of the work: the journal keeps it.
    async fn take_turn(&self, user_id: UserId) -> Result<()> {
        let turn = self.app.writes.turn(user_id).await?;
        self.journal.lock().turns.push(turn);
        Ok(())
    }

    /// Opens the transaction. Slow work is done by now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(self) -> Result<Tx> {
        let transaction = self.app.db.begin().await?;
        Ok(Tx::new(self.app, self.journal, transaction))
    }
}

/// What a unit of work has told so far; shared by the verb and the place that writes its failure.
#[derive(Debug, Clone)]
pub(super) struct Journal(Arc<Mutex<Pages>>);

#[derive(Debug, Default)]
pub(super) struct Pages {
    actor_id: Option<UserId>,
    /// The workflow of the verb, then those that it opened inside its transaction.
    workflows: Vec<(WorkflowId, Workflow)>,
    /// Which of them tells at the moment.
    current: usize,
    entries: Vec<Entry>,
    pub(super) cause: Option<Cause>,
    subject: Option<UserId>,
    is_settled: bool,
    turns: Vec<Turn>,
}

impl Journal {
    fn new(actor_id: Option<UserId>) -> Self {
        Self(Arc::new(Mutex::new(Pages {
            actor_id,
            ..Pages::default()
        })))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a workflow and tells its start.
    pub(super) async fn open(
        &self,
        app: &App,
        workflow: Workflow,
        session: Option<&sea_orm::DatabaseTransaction>,
    ) {
        let started = workflow.started();
        let id = match &workflow {
            Workflow::Continued(id) => *id,
            _ => WorkflowId::new(),
        };
        {
            let mut pages = self.lock();
            pages.workflows.push((id, workflow));
            pages.current = pages.workflows.len() - 1;
        }
        if let Some(started) = started {
            app.bus.tell(&started, session).await;
            self.push(app, started);
        }
    }

    /// Back from a workflow inside the transaction to the verb's own.
    pub(super) fn close(&self) {
        self.lock().current = 0;
    }

    pub(super) fn push(&self, app: &App, signal: Signal) {
        let occurred_at = app.clock.now();
        let mut pages = self.lock();
        if let Some(workflow_id) = pages.current_id() {
            pages.entries.push(Entry {
                id: SignalId::new(),
                signal,
                workflow_id,
                occurred_at,
            });
        }
    }

    pub(super) fn current_id(&self) -> WorkflowId {
        self.lock().current_id().unwrap_or_default()
    }

    /// Everything told so far, for the commit. It stays here until the commit came through.
    pub(super) fn told(&self) -> (Vec<Entry>, Option<UserId>) {
        let pages = self.lock();
        (pages.entries.clone(), pages.actor_id)
    }

    /// There is no failure to write any more: the commit came through, or may have.
    pub(super) fn settle(&self) {
        self.lock().is_settled = true;
    }

    /// The verb's last signal for a failure that is committed together with rows.
    pub(super) fn failure(&self, error: &Error) -> Option<Signal> {
        let pages = self.lock();
        let (_, workflow) = pages.workflows.first()?;
        workflow.failed(error, pages.cause, pages.subject)
    }

    /// Takes back the verb's last signal, because its commit did not come through and it ends in another way.
    pub(super) fn retract_failure(&self) {
        let mut pages = self.lock();
        pages.entries.pop();
        pages.cause = None;
    }

    /// Writes, after the rollback, what stays true of a verb that failed.
    async fn fail(&self, app: &App, error: &Error) {
        let (mut entries, failures, actor_id) = {
            let mut pages = self.lock();
            if pages.is_settled {
                return;
            }
            let entries = std::mem::take(&mut pages.entries);
            (entries, pages.failures(error), pages.actor_id)
        };
        entries.retain(|entry| survives_rollback(&entry.signal));
        for (workflow_id, signal) in failures {
            app.bus.tell(&signal, None).await;
            entries.push(Entry {
                id: SignalId::new(),
                signal,
                workflow_id,
                occurred_at: app.clock.now(),
            });
        }
        if let Err(error) = write(app, entries, actor_id).await {
            tracing::error!(%error, "a failure could not be written to the signal log");
        }
    }
}

impl Pages {
    fn current_id(&self) -> Option<WorkflowId> {
        self.workflows.get(self.current).map(|(id, _)| *id)
    }

    /// One last signal for each workflow that was open, the inner ones first.
    fn failures(&self, error: &Error) -> Vec<(WorkflowId, Signal)> {
        let failed = |(position, (id, workflow)): (usize, &(WorkflowId, Workflow))| {
            // Cause and subject were named for the verb's own workflow.
            let (cause, subject) = if position == 0 {
                (self.cause, self.subject)
            } else {
                (None, None)
            };
            workflow
                .failed(error, cause, subject)
                .map(|signal| (*id, signal))
        };
        self.workflows
            .iter()
            .enumerate()
            .rev()
            .filter_map(failed)
            .collect()
    }
}

/// A password that was checked was checked, whatever became of the login; every other success is undone.
fn survives_rollback(signal: &Signal) -> bool {
    let phase = catalogue::spec(signal.sender, signal.name).map(|spec| spec.phase);
    phase != Some(Phase::Success) || signal.name == Name::UserPasswordChecked
}

async fn write(app: &App, entries: Vec<Entry>, actor_id: Option<UserId>) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let transaction = app.db.begin().await?;
    log::append(&transaction, &entries, actor_id).await?;
    transaction.commit().await?;
    app.wrote_signals();
    Ok(())
}
