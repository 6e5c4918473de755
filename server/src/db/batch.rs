//! Group commit on SQLite: transactions that wait for each other share one commit, and with it one flush to the disk.
//!
//! SQLite has one writer, so transactions run one after another on one connection. A transaction that ends while others
//! wait does not commit at once. It leaves its rows in the open batch and queues up again, behind those that wait; the
//! first of the batch whose turn comes commits for all of them. Until then no reader sees anything of the batch, and
//! none of it is acknowledged, so durability is the same as with a commit of its own.
//!
//! Each transaction after the first of a batch is a savepoint, so that it can be rolled back alone. It sees what those
//! before it wrote. If it is refused because of that, and the log keeps nothing of the refusal, its client may learn of it
//! before their commit.
//!
//! Invariant: no task holds a lock across its commit that another one takes inside a transaction: that one may be the next
//! of the batch, for which the commit waits.

use super::connection::{Connection, not_acquired};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use sqlx::sqlite::SqlitePool;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{fmt, io};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::time::timeout;

/// Transactions in a batch at most, so that a commit that fails does not affect everyone.
const MOST: usize = 64;

const SAVEPOINT: &str = "SAVEPOINT batch";
const NEXT_SAVEPOINT: &str = "RELEASE SAVEPOINT batch; SAVEPOINT batch";
const UNDO: &str = "ROLLBACK TO SAVEPOINT batch";
const LOST: &str = "the database rolled back a transaction that this one shared a commit with";

/// How a commit ended, for everyone who shares it.
type Outcome = Result<(), Shared>;

/// The driver's error, shared. `None` if the batch was gone before its commit.
type Shared = Option<Arc<sqlx::Error>>;

/// The only connection of this process that writes to a file, and the turns to use it.
pub(super) struct Writer {
    pool: SqlitePool,
    acquire_timeout: Duration,
    batch: Arc<Mutex<Batch>>,
    /// How many wait for their turn to begin.
    waiting: AtomicUsize,
}

/// Transactions that have ended and are not yet committed.
#[derive(Default)]
struct Batch {
    /// The connection between two transactions of the batch. Invariant: a transaction is open on it.
    connection: Option<Connection>,
    /// Whether the last transaction of the batch is a savepoint.
    has_savepoint: bool,
    /// Those who wait for the commit.
    members: Vec<oneshot::Sender<Outcome>>,
}

/// The right to use the connection, until the transaction ends.
pub(super) struct Turn {
    writer: Arc<Writer>,
    batch: OwnedMutexGuard<Batch>,
}

impl fmt::Debug for Turn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Turn").finish_non_exhaustive()
    }
}

impl Writer {
    pub(super) fn new(pool: SqlitePool, acquire_timeout: Duration) -> Arc<Self> {
        Arc::new(Self {
            pool,
            acquire_timeout,
            batch: Arc::default(),
            waiting: AtomicUsize::new(0),
        })
    }

    /// Waits for a turn, and begins a transaction or joins the open batch.
    pub(super) async fn begin(self: &Arc<Self>) -> Result<(Connection, Turn), DbErr> {
        let mut turn = self.turn().await?;
        if let Some(connection) = turn.batch.connection.take() {
            return turn.join(connection).await;
        }
        let connection = self.pool.acquire().await.map_err(not_acquired)?;
        let mut connection = Connection::sqlite(connection);
        connection.begin().await?;
        Ok((connection, turn))
    }

    async fn turn(self: &Arc<Self>) -> Result<Turn, DbErr> {
        let waiting = Waiting::new(&self.waiting);
        let batch = timeout(self.acquire_timeout, Arc::clone(&self.batch).lock_owned()).await;
        drop(waiting);
        match batch {
            Ok(batch) => Ok(self.turn_of(batch)),
            Err(_) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
        }
    }

    fn turn_of(self: &Arc<Self>, batch: OwnedMutexGuard<Batch>) -> Turn {
        Turn {
            writer: Arc::clone(self),
            batch,
        }
    }

    /// Commits the open batch, unless another of its members has.
    async fn commit_batch(self: &Arc<Self>) {
        let mut turn = self.turn_of(Arc::clone(&self.batch).lock_owned().await);
        if let Some(connection) = turn.batch.connection.take() {
            // Its members are informed, and include the caller.
            let _ = turn.commit_for_all(connection, false).await;
        }
    }
}

// What may end the transaction of others runs in a task of its own, so that a caller that is canceled does not take them
// with it.
impl Turn {
    /// Begins a transaction in the open batch.
    async fn join(mut self, mut connection: Connection) -> Result<(Connection, Self), DbErr> {
        let (sender, joined) = oneshot::channel();
        tokio::spawn(async move {
            let savepoint = match self.batch.has_savepoint {
                true => NEXT_SAVEPOINT,
                false => SAVEPOINT,
            };
            let outcome = connection.control(savepoint).await;
            self.batch.has_savepoint |= outcome.is_ok();
            let joined = outcome.map(|()| Joined(Some((connection, self))));
            // If the caller is gone, the transaction is rolled back as it is dropped.
            let _ = sender.send(joined);
        });
        let mut joined = joined.await.unwrap_or_else(|_| Err(lost()))?;
        joined.0.take().ok_or_else(lost)
    }

    /// Whether the transaction is a savepoint, so that it can end without the rest of its batch.
    pub(super) fn has_savepoint(&self) -> bool {
        self.batch.has_savepoint
    }

    /// Commits the transaction: at once, or together with those that wait. A connection that is suspect is closed.
    pub(super) async fn commit(
        mut self,
        connection: Connection,
        is_suspect: bool,
    ) -> Result<(), DbErr> {
        let is_last = self.writer.waiting.load(Ordering::Relaxed) == 0;
        if is_last || is_suspect || self.batch.members.len() + 1 >= MOST {
            let outcome = self.commit_for_all(connection, is_suspect).await;
            return outcome.map_err(not_committed);
        }
        let (sender, outcome) = oneshot::channel();
        self.batch.members.push(sender);
        self.batch.connection = Some(connection);
        let pending = Pending(Some(Arc::clone(&self.writer)));
        drop(self);
        pending.outcome(outcome).await.map_err(not_committed)
    }

    async fn commit_for_all(mut self, connection: Connection, is_suspect: bool) -> Outcome {
        if self.batch.members.is_empty() {
            return self.batch.commit(connection, is_suspect).await;
        }
        let committed = async move { self.batch.commit(connection, is_suspect).await };
        tokio::spawn(committed).await.unwrap_or(Err(None))
    }

    /// Rolls the transaction back, and nothing of the others.
    pub(super) async fn roll_back(self, mut connection: Connection) -> Result<(), DbErr> {
        if !self.batch.has_savepoint {
            return connection.roll_back().await;
        }
        let undone = tokio::spawn(self.undo(connection)).await;
        undone.unwrap_or_else(|_| Err(lost()))
    }

    async fn undo(mut self, mut connection: Connection) -> Result<(), DbErr> {
        connection.control(UNDO).await?;
        // A member, which waits for its turn, commits the rest.
        self.batch.connection = Some(connection);
        Ok(())
    }
}

impl Drop for Turn {
    /// If the connection was not handed over, the transaction on it has ended: for the members, who were not informed,
    /// without a commit that is known.
    fn drop(&mut self) {
        if self.batch.connection.is_none() {
            self.batch.end(&Err(None));
        }
    }
}

impl Batch {
    /// Commits everything on the connection, and informs the members.
    async fn commit(&mut self, mut connection: Connection, is_suspect: bool) -> Outcome {
        let outcome = connection.commit().await.map_err(shared);
        if is_suspect {
            connection.discard();
        }
        self.end(&outcome);
        outcome
    }

    fn end(&mut self, outcome: &Outcome) {
        self.has_savepoint = false;
        for member in self.members.drain(..) {
            // A member that is gone needs no outcome.
            let _ = member.send(outcome.clone());
        }
    }
}

/// A transaction on its way to whoever begins it.
struct Joined(Option<(Connection, Turn)>);

impl Drop for Joined {
    fn drop(&mut self) {
        if let Some((connection, turn)) = self.0.take() {
            tokio::spawn(turn.roll_back(connection));
        }
    }
}

/// A member that waits for the commit of its batch. If it is canceled, the commit happens all the same.
struct Pending(Option<Arc<Writer>>);

impl Pending {
    async fn outcome(mut self, mut outcome: oneshot::Receiver<Outcome>) -> Outcome {
        let Some(writer) = self.0.clone() else {
            return Err(None);
        };
        let committed = tokio::select! {
            biased;
            outcome = &mut outcome => outcome,
            () = writer.commit_batch() => outcome.await,
        };
        self.0 = None;
        committed.unwrap_or(Err(None))
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(writer) = self.0.take() {
            tokio::spawn(async move { writer.commit_batch().await });
        }
    }
}

/// Counts a waiting transaction, also if it is canceled.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(waiting: &'a AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn shared(error: DbErr) -> Shared {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

fn lost() -> DbErr {
    not_committed(None)
}

fn not_committed(error: Shared) -> DbErr {
    let lost = || Arc::new(sqlx::Error::Io(io::Error::other(LOST)));
    DbErr::Exec(RuntimeErr::SqlxError(error.unwrap_or_else(lost)))
}
