//! Group commit on SQLite: transactions that wait for each other share one commit, and with it one flush to the disk.
//!
//! SQLite has one writer, so transactions run one after another on one connection. A transaction that ends while others
//! wait does not commit at once. It leaves its rows in the open batch and queues up again, behind those that wait; the
//! first of the batch whose turn comes commits for all of them. Until then no reader sees anything of the batch, and
//! none of it is acknowledged, so durability is the same as with a commit of its own.
//!
//! Each transaction after the first of a batch is a savepoint, so that it can be rolled back alone. The one before it
//! opens it together with its own end, which takes one trip to the thread of the connection instead of two. It sees what
//! those before it wrote. If it is refused because of that, and the log keeps nothing of the refusal, its client may learn
//! of it before their commit.
//!
//! Invariant: no task holds a lock across its commit that another one takes inside a transaction: that one may be the next
//! of the batch, for which the commit waits.

use super::connection::{Connection, not_acquired};
use super::uncancelable::{Uncancelable, uncancelable};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, Statement};
use sqlx::sqlite::SqlitePool;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{fmt, io};
use tokio::sync::oneshot::{self, Receiver, Sender};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::timeout;

/// Transactions in a batch at most, so that a commit that fails does not affect everyone.
const MOST: usize = 64;

/// Begins the next transaction of the batch.
const SAVEPOINT: &str = "SAVEPOINT batch";
/// Ends one and begins the next.
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
    /// The connection between two transactions of the batch. Invariant: a savepoint is open on it, in which nothing was
    /// written.
    connection: Option<Connection>,
    /// Whether the current transaction is a savepoint: it is not the first of the batch.
    has_savepoint: bool,
    /// Those who wait for the commit.
    members: Vec<Sender<Outcome>>,
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
            return Ok((connection, turn));
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
            let _ = turn.commit_for_all(connection, false, Vec::new()).await;
        }
    }
}

// What may end the transaction of others runs to its end, so that a caller that is canceled does not take them with it.
impl Turn {
    /// Whether the transaction is a savepoint, so that it can end without the rest of its batch.
    pub(super) fn has_savepoint(&self) -> bool {
        self.batch.has_savepoint
    }

    /// Runs what is left of the transaction, and commits it: at once, or together with those that wait. A connection
    /// that is suspect is closed.
    pub(super) fn commit(
        self,
        connection: Connection,
        is_suspect: bool,
        rest: Vec<Statement>,
    ) -> Uncancelable<Result<(), DbErr>> {
        uncancelable(async move {
            let is_last = self.writer.waiting.load(Ordering::Relaxed) == 0;
            if is_last || is_suspect || self.batch.members.len() + 1 >= MOST {
                return self.commit_for_all(connection, is_suspect, rest).await;
            }
            let writer = Arc::clone(&self.writer);
            let mut outcome = self.join(connection, rest).await?;
            let outcome = tokio::select! {
                biased;
                outcome = &mut outcome => outcome,
                () = writer.commit_batch() => outcome.await,
            };
            outcome.unwrap_or(Err(None)).map_err(not_committed)
        })
    }

    /// Leaves the transaction in the batch, and begins the next one.
    async fn join(
        mut self,
        mut connection: Connection,
        rest: Vec<Statement>,
    ) -> Result<Receiver<Outcome>, DbErr> {
        let next = match self.batch.has_savepoint {
            true => NEXT_SAVEPOINT,
            false => SAVEPOINT,
        };
        if let Err(error) = connection.run_all(rest, Some(next)).await {
            return Err(self.fail(error, connection).await);
        }
        let (sender, outcome) = oneshot::channel();
        self.batch.has_savepoint = true;
        self.batch.members.push(sender);
        self.batch.connection = Some(connection);
        Ok(outcome)
    }

    /// Commits everything on the connection, and informs the members.
    async fn commit_for_all(
        mut self,
        mut connection: Connection,
        is_suspect: bool,
        rest: Vec<Statement>,
    ) -> Result<(), DbErr> {
        let has_rest = !rest.is_empty();
        let outcome = match connection.commit(rest).await {
            // Perhaps the rest failed, which concerns nobody else, and not the commit.
            Err(error) if has_rest && !is_suspect => {
                return Err(self.fail(error, connection).await);
            }
            outcome => outcome.map_err(shared),
        };
        if is_suspect {
            connection.discard();
        }
        self.batch.end(&outcome);
        outcome.map_err(not_committed)
    }

    /// Rolls the transaction back because of an error, and returns the error. It is that of all members if the database
    /// has rolled back by itself.
    async fn fail(mut self, error: DbErr, connection: Connection) -> DbErr {
        let error = shared(error);
        if self.undo(connection).await.is_err() {
            self.batch.end(&Err(error.clone()));
        }
        not_committed(error)
    }

    /// Rolls the transaction back, and nothing of the others.
    pub(super) fn roll_back(mut self, connection: Connection) -> Uncancelable<Result<(), DbErr>> {
        uncancelable(async move { self.undo(connection).await })
    }

    async fn undo(&mut self, mut connection: Connection) -> Result<(), DbErr> {
        if !self.batch.has_savepoint {
            return connection.roll_back().await;
        }
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
    fn end(&mut self, outcome: &Outcome) {
        self.has_savepoint = false;
        for member in self.members.drain(..) {
            // A member that is gone needs no outcome.
            let _ = member.send(outcome.clone());
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

fn not_committed(error: Shared) -> DbErr {
    let lost = || Arc::new(sqlx::Error::Io(io::Error::other(LOST)));
    DbErr::Exec(RuntimeErr::SqlxError(error.unwrap_or_else(lost)))
}
