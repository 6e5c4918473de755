//! Writes failures to the log, those of many commands in one transaction: a flood of requests that fail takes no more
//! transactions than the database commits one after another, so that other writes hardly wait.

use crate::app::App;
use crate::error::{Error, is_unavailable};
use crate::signals::Actor;
use crate::signals::log::{self, Entry};
use sea_orm::DbErr;
use std::slice;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Mutex as AsyncMutex;
use tokio::sync::oneshot::{self, Receiver, Sender};

/// The maximum number of failures in a transaction.
const GROUP: usize = 64;

/// The failure of a command.
#[derive(Debug)]
struct Failure {
    entries: Vec<Entry>,
    actor: Actor,
    written: Sender<()>,
}

/// Failures that wait to be written.
#[derive(Debug, Default)]
pub struct FailureLog {
    waiting: Mutex<Vec<Failure>>,
    /// Held while a group is written.
    writing: AsyncMutex<()>,
}

impl FailureLog {
    fn waiting(&self) -> MutexGuard<'_, Vec<Failure>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the failures that have waited longest.
    fn next_group(&self) -> Vec<Failure> {
        let mut waiting = self.waiting();
        let size = waiting.len().min(GROUP);
        waiting.drain(..size).collect()
    }
}

/// Writes the signals of a failed command, and returns when they are in the log or could not be written.
pub(super) async fn write(app: &App, entries: Vec<Entry>, actor: Actor) {
    if entries.is_empty() {
        return;
    }
    let (written, mut outcome) = oneshot::channel();
    app.failure_log.waiting().push(Failure {
        entries,
        actor,
        written,
    });
    while is_pending(&mut outcome) {
        let _writing = app.failure_log.writing.lock().await;
        // Whoever wrote meanwhile may have written this failure too.
        if is_pending(&mut outcome) {
            write_group(app, app.failure_log.next_group()).await;
        }
    }
}

fn is_pending(outcome: &mut Receiver<()>) -> bool {
    matches!(outcome.try_recv(), Err(oneshot::error::TryRecvError::Empty))
}

async fn write_group(app: &App, group: Vec<Failure>) {
    match commit(app, &group).await {
        Ok(()) => {}
        Err(Unwritten::Rejected(_)) if group.len() > 1 => write_each(app, &group).await,
        Err(error) => log_unwritten(&error, group.len()),
    }
    for failure in group {
        // Nobody waits for it any more if the server is stopping.
        let _ = failure.written.send(());
    }
}

/// Writes each failure in a transaction of its own: one that the database rejects must not take the others with it. Stops
/// when the database is unavailable: all commands that failed would wait until each attempt has timed out.
async fn write_each(app: &App, group: &[Failure]) {
    for (number, failure) in group.iter().enumerate() {
        match commit(app, slice::from_ref(failure)).await {
            Ok(()) => {}
            Err(error @ Unwritten::Rejected(_)) => log_unwritten(&error, 1),
            Err(error) => return log_unwritten(&error, group.len() - number),
        }
    }
}

/// Why failures were not written.
enum Unwritten {
    /// The database rejected one of them.
    Rejected(Error),
    /// The database could not be reached, could not write, or did not acknowledge the commit.
    Unavailable(Error),
}

impl From<DbErr> for Unwritten {
    fn from(error: DbErr) -> Self {
        match is_unavailable(&error) {
            true => Self::Unavailable(error.into()),
            false => Self::Rejected(error.into()),
        }
    }
}

fn log_unwritten(unwritten: &Unwritten, count: usize) {
    let (Unwritten::Rejected(error) | Unwritten::Unavailable(error)) = unwritten;
    tracing::error!(%error, count, "could not write failures to the signal log");
}

async fn commit(app: &App, group: &[Failure]) -> Result<(), Unwritten> {
    let begun = app.db.begin().await;
    let transaction = begun.map_err(Unwritten::Unavailable)?;
    let rows = group.iter().flat_map(|failure| {
        let row = |entry| log::row(entry, failure.actor);
        failure.entries.iter().map(row)
    });
    log::append(&transaction, app.db.engine, rows.collect()).await?;
    transaction.commit().await?;
    app.wrote_signals();
    Ok(())
}
