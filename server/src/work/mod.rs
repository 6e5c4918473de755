//! The unit of work: one run of a command, with every signal it emits.
//!
//! `Work` is the part before the transaction (parse, hash, look up), `Tx` is the transaction. Emitted signals are
//! collected and written with the commit. When the command fails, one function rolls back and writes the signals of the
//! start, the `pre_*` signals, and exactly one `*_failed`.

mod commit_outcome;
pub mod deferred;
mod failure_log;
mod failure_records;
mod held_emails;
mod hook_trace;
mod journal;
mod outgoing_email;
mod tx;
mod workflow;

use crate::app::App;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::signals::{Actor, Cause, Signal};
pub use failure_log::FailureLog;
pub use failure_records::Unrecorded;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
pub use hook_trace::HookTrace;
use journal::Journal;
pub use outgoing_email::NewEmail;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::oneshot;
use tracing::Instrument;
pub use tx::{Committed, Tx};
pub use workflow::Workflow;

/// Runs a task of its own, so that a client that disconnects cannot cancel it halfway. It starts when it is first polled.
pub fn to_its_end<T, Task>(task: Task) -> Detached<T>
where
    T: Send + 'static,
    Task: Future<Output = Result<T>> + Send + 'static,
{
    let (done, result) = oneshot::channel();
    let task = async move {
        let _ = done.send(task.await);
    };
    Detached {
        // Boxed, so that the runtime's part is compiled once and not for each command.
        task: Some(task.boxed()),
        result,
    }
}

/// Starts a task when it is first polled, and returns its result. It is small on purpose: async-graphql moves the future of
/// a mutation from level to level, and the largest resolver decides its size.
#[must_use = "does nothing unless it is awaited"]
pub struct Detached<T> {
    /// Until it is started.
    task: Option<BoxFuture<'static, ()>>,
    result: oneshot::Receiver<Result<T>>,
}

impl<T> Future for Detached<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(task) = self.task.take() {
            tokio::spawn(task.in_current_span());
        }
        let lost = |_| Err(Error::Unexpected("the server is stopping".to_owned()));
        let result = Pin::new(&mut self.result).poll(context);
        result.map(|result| result.unwrap_or_else(lost))
    }
}

/// A command whose type is forgotten, so that what surrounds it is compiled for each result and not for each command.
type Command<T> = Box<dyn FnOnce(Work) -> BoxFuture<'static, Result<Committed<T>>> + Send>;

/// A running command, before its transaction.
#[derive(Debug)]
pub struct Work {
    /// What the command may use.
    pub app: App,
    journal: Journal,
}

impl Work {
    /// Runs a command in a task of its own, so that a client that disconnects cannot cancel it halfway. The outcome is its
    /// result, or its error after its failure was written to the log.
    pub fn run<T, F, Running>(
        app: &App,
        actor: impl Into<Actor>,
        workflow: Workflow,
        command: F,
    ) -> Detached<T>
    where
        T: Send + 'static,
        F: FnOnce(Self) -> Running + Send + 'static,
        Running: Future<Output = Result<Committed<T>>> + Send + 'static,
    {
        let journal = Journal::new(actor.into(), None);
        Self::run_in(app, journal, workflow, command)
    }

    /// Same as `run`, for a command that needs no session. What the log keeps of the failures of a client that is not
    /// signed in is limited (`failure_records.rs`).
    pub fn run_open<T, F, Running>(
        app: &App,
        actor: impl Into<Actor>,
        client: &Client,
        workflow: Workflow,
        command: F,
    ) -> Detached<T>
    where
        T: Send + 'static,
        F: FnOnce(Self) -> Running + Send + 'static,
        Running: Future<Output = Result<Committed<T>>> + Send + 'static,
    {
        let actor = actor.into();
        let stranger = actor.user_id.is_none().then(|| client.clone());
        let journal = Journal::new(actor, stranger);
        Self::run_in(app, journal, workflow, command)
    }

    fn run_in<T, F, Running>(
        app: &App,
        journal: Journal,
        workflow: Workflow,
        command: F,
    ) -> Detached<T>
    where
        T: Send + 'static,
        F: FnOnce(Self) -> Running + Send + 'static,
        Running: Future<Output = Result<Committed<T>>> + Send + 'static,
    {
        let work = Self {
            app: app.clone(),
            journal,
        };
        let command: Command<T> = Box::new(move |work| command(work).boxed());
        to_its_end(work.run_workflow(workflow, command))
    }

    async fn run_workflow<T>(self, workflow: Workflow, command: Command<T>) -> Result<T> {
        // Before any signal is emitted: it costs the database nothing.
        let actor_id = self.actor_id();
        if let Some(actor_id) = actor_id {
            self.take_write_permit(actor_id).await?;
        }
        let (app, journal) = (self.app.clone(), self.journal.clone());
        journal.open(&app, workflow, None).await;
        let outcome = match AssertUnwindSafe(async { command(self).await })
            .catch_unwind()
            .await
        {
            Ok(outcome) => outcome,
            Err(_) => Err(Error::Unexpected("the command panicked".to_owned())),
        };
        if let Err(error) = &outcome {
            // Boxed, because most commands succeed.
            Box::pin(journal.fail(&app, error)).await;
        }
        outcome.map(Committed::into_inner)
    }

    /// Emits a signal before the transaction.
    pub async fn emit(&self, signal: Signal) {
        self.app.bus.emit(&signal, None).await;
        self.journal.push(&self.app, signal);
    }

    /// Sets the cause of a failure where the error alone does not determine it.
    pub fn set_failure_cause(&self, cause: Cause) {
        self.journal.lock().cause = Some(cause);
    }

    /// Notes that the input is refused before anything is looked up. Then the log records only the failure, because the
    /// start says nothing more.
    pub fn note_refused_input(&self) {
        self.journal.lock().is_refused_input = true;
    }

    /// The account that acts.
    #[must_use]
    pub fn actor_id(&self) -> Option<UserId> {
        self.journal.lock().actor.user_id
    }

    /// Who acts, with the administrator who does so as a member.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.journal.lock().actor
    }

    /// Notes what hooks did, for the log.
    pub fn note_hooks(&self, trace: HookTrace) {
        self.journal.lock().hooks = trace;
    }

    /// Sets the account that the workflow turned out to be about.
    pub fn set_subject(&self, user_id: UserId) {
        self.journal.lock().subject = Some(user_id);
    }

    /// Opens the transaction of a caller that acts on an account without being signed in to it. A caller with the
    /// account's password or a link counts toward the account's own writes. Must be called after the password or link
    /// was checked, so that strangers cannot use up the permits.
    ///
    /// # Errors
    /// `Busy` when the account has the maximum number of writes in progress, and when the database does not respond.
    pub async fn begin_on(self, user_id: UserId) -> Result<Tx> {
        let is_anothers = self.actor_id() != Some(user_id);
        if is_anothers && let Err(error) = self.take_write_permit(user_id).await {
            self.set_failure_cause(Cause::RepositoryError);
            return Err(error);
        }
        self.begin().await
    }

    /// Takes a write permit. The journal keeps it until the end of the work.
    async fn take_write_permit(&self, user_id: UserId) -> Result<()> {
        let permit = self.app.writes.permit(user_id).await?;
        self.journal.lock().permits.push(permit);
        Ok(())
    }

    /// Opens the transaction. Slow work must be done before.
    ///
    /// # Errors
    /// When the database does not respond.
    pub async fn begin(self) -> Result<Tx> {
        let transaction = self.app.db.begin().await?;
        Ok(Tx::new(self.app, self.journal, transaction))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::poll;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use tokio::task::yield_now;

    #[tokio::test]
    async fn a_task_starts_when_it_is_awaited_and_runs_to_its_end() {
        for is_polled in [false, true] {
            let is_done = Arc::new(AtomicBool::new(false));
            let done = Arc::clone(&is_done);
            let mut detached = to_its_end(async move {
                yield_now().await;
                done.store(true, Ordering::Relaxed);
                Ok(())
            });
            if is_polled {
                assert!(poll!(&mut detached).is_pending());
            }
            drop(detached);
            for _ in 0..10 {
                yield_now().await;
            }
            assert_eq!(is_done.load(Ordering::Relaxed), is_polled);
        }
    }
}
