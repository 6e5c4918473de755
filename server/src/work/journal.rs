//! The journal of a unit of work: which signals it has emitted, and what becomes of them when it fails.

use super::hook_trace::HookTrace;
use super::workflow::Workflow;
use super::{failure_log, failure_records};
use crate::app::App;
use crate::client::Client;
use crate::db::Transaction;
use crate::db::write_limit::WritePermit;
use crate::error::Error;
use crate::ids::{SignalId, UserId, WorkflowId};
use crate::signals::log::Entry;
use crate::signals::{Actor, Cause, Name, Phase, Signal, catalogue};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a unit of work has emitted so far; shared by the command and the code that records its failure.
#[derive(Debug, Clone)]
pub(super) struct Journal(Arc<Mutex<JournalState>>);

#[derive(Debug, Default)]
pub(super) struct JournalState {
    pub(super) actor: Actor,
    /// The client, if it is not signed in.
    stranger: Option<Client>,
    /// Whether the input was refused before anything was looked up.
    pub(super) is_refused_input: bool,
    /// The workflow of the command, then those that it opened inside its transaction.
    workflows: Vec<(WorkflowId, Workflow)>,
    /// The index of the workflow that emits at the moment.
    current: usize,
    entries: Vec<Entry>,
    pub(super) cause: Option<Cause>,
    pub(super) subject: Option<UserId>,
    /// What hooks did before the transaction.
    pub(super) hooks: HookTrace,
    is_finished: bool,
    /// The write permits of the accounts concerned, held until the work ends.
    pub(super) permits: Vec<WritePermit>,
}

impl Journal {
    pub(super) fn new(actor: Actor, stranger: Option<Client>) -> Self {
        Self(Arc::new(Mutex::new(JournalState {
            actor,
            stranger,
            ..JournalState::default()
        })))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, JournalState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a workflow and emits its first signal.
    pub(super) async fn open(
        &self,
        app: &App,
        workflow: Workflow,
        transaction: Option<&Transaction>,
    ) {
        let started = workflow.started();
        let id = match &workflow {
            Workflow::Continued(id) => *id,
            _ => WorkflowId::new(),
        };
        {
            let mut state = self.lock();
            state.workflows.push((id, workflow));
            state.current = state.workflows.len() - 1;
        }
        if let Some(started) = started {
            app.bus.emit(&started, transaction).await;
            self.push(app, started);
        }
    }

    /// Returns from a workflow inside the transaction to the command's own.
    pub(super) fn close(&self) {
        self.lock().current = 0;
    }

    pub(super) fn push(&self, app: &App, signal: Signal) {
        let occurred_at = app.clock.now();
        let mut state = self.lock();
        if let Some(workflow_id) = state.current_id() {
            state.entries.push(Entry {
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

    /// Everything emitted so far, for the commit. The journal keeps it until the commit succeeds.
    pub(super) fn emitted(&self) -> (Vec<Entry>, Actor) {
        let state = self.lock();
        (state.entries.clone(), state.actor)
    }

    /// Adds to a `pre_*` signal which hooks changed its data.
    pub(super) fn with_hooks(&self, signal: Signal) -> Signal {
        match self.lock().hooks.take_changed_by(&signal) {
            Some(hooks) => signal.changed_by(&hooks),
            None => signal,
        }
    }

    /// Drops everything emitted so far.
    pub(super) fn forget(&self) {
        self.lock().entries.clear();
    }

    /// Records that there is no failure to write any more: the commit succeeded, or may have.
    pub(super) fn finish(&self) {
        self.lock().is_finished = true;
    }

    /// The command's last signal for a failure that is committed together with rows.
    pub(super) fn failure(&self, error: &Error) -> Option<Signal> {
        let state = self.lock();
        let (_, workflow) = state.workflows.first()?;
        let failed = workflow.failed(error, state.cause, state.subject)?;
        Some(failed.refused_by(state.hooks.refused_by))
    }

    /// Limits what the log keeps of a failure that is committed together with rows.
    pub(super) fn limit_failure(&self, app: &App) {
        let mut state = self.lock();
        if let Some(stranger) = state.limited_stranger() {
            let entries = std::mem::take(&mut state.entries);
            state.entries = failure_records::limit(app, &stranger, entries);
        }
    }

    /// Removes the command's last signal, because its commit failed and the command ends in another way.
    pub(super) fn retract_failure(&self) {
        let mut state = self.lock();
        state.entries.pop();
        state.cause = None;
    }

    /// Writes, after the rollback, what remains true of a command that failed.
    pub(super) async fn fail(&self, app: &App, error: &Error) {
        let (mut entries, failures, actor, stranger, is_overload) = {
            let mut state = self.lock();
            if state.is_finished {
                return;
            }
            let entries = std::mem::take(&mut state.entries);
            let failures = state.failures(error);
            let is_kept =
                |entry: &Entry| !state.is_refused_input && survives_rollback(&entry.signal);
            let entries = entries.into_iter().filter(is_kept).collect::<Vec<_>>();
            let stranger = state.limited_stranger();
            // Nothing was learned, and writing it down would add to the overload.
            let is_overload = state.stranger.is_some() && matches!(error, Error::Busy);
            (entries, failures, state.actor, stranger, is_overload)
        };
        for (workflow_id, signal) in failures {
            app.bus.emit(&signal, None).await;
            entries.push(Entry {
                id: SignalId::new(),
                signal,
                workflow_id,
                occurred_at: app.clock.now(),
            });
        }
        if is_overload {
            failure_records::skip(app, &mut entries);
        } else if let Some(stranger) = stranger {
            entries = failure_records::limit(app, &stranger, entries);
        }
        failure_log::write(app, entries, actor).await;
    }
}

impl JournalState {
    fn current_id(&self) -> Option<WorkflowId> {
        self.workflows.get(self.current).map(|(id, _)| *id)
    }

    /// Returns the client whose failures are limited. What is about an account is limited by the limits on what can be
    /// tried on an account.
    fn limited_stranger(&self) -> Option<Client> {
        self.stranger.clone().filter(|_| self.subject.is_none())
    }

    /// One last signal for each workflow that was open, the inner ones first.
    fn failures(&self, error: &Error) -> Vec<(WorkflowId, Signal)> {
        let failed = |(position, (id, workflow)): (usize, &(WorkflowId, Workflow))| {
            // Cause, subject and hook belong to the command's own workflow.
            let (cause, subject, hook) = if position == 0 {
                (self.cause, self.subject, self.hooks.refused_by)
            } else {
                (None, None, None)
            };
            workflow
                .failed(error, cause, subject)
                .map(|signal| (*id, signal.refused_by(hook)))
        };
        self.workflows
            .iter()
            .enumerate()
            .rev()
            .filter_map(failed)
            .collect()
    }
}

/// Whether a signal stays true after a rollback. A checked password stays checked even if the sign-in fails; every
/// other success is undone.
fn survives_rollback(signal: &Signal) -> bool {
    let phase = catalogue::spec(signal.sender, signal.name).map(|spec| spec.phase);
    phase != Some(Phase::Success) || signal.name == Name::UserPasswordChecked
}
