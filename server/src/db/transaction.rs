//! A transaction that is reliable: whatever the database or the driver does, its statements are committed together or
//! not at all, and a commit is acknowledged only if it happened.
//!
//! SQLite rolls a transaction back by itself when it cannot write, and runs every later statement as a transaction of
//! its own. So after a statement that failed or was canceled, the next one first checks whether the transaction is
//! still open; if it is not, nothing is run any more.

use super::Engine;
use super::batch::Turn;
use super::connection::Connection;
use crate::error::is_unavailable;
use sea_orm::entity::prelude::async_trait;
use sea_orm::metric::Info;
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement,
    StatementBuilder, sqlx,
};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex as StdMutex, MutexGuard as StdMutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{fmt, io, mem};
use tokio::sync::{Mutex, MutexGuard};

/// A callback for every statement.
pub(super) type Observer = Arc<dyn Fn(&Info<'_>) + Send + Sync>;

/// An open transaction, or a savepoint in one. It is rolled back when dropped.
pub struct Transaction {
    shared: Arc<Shared>,
    engine: Engine,
    /// 1 for the transaction itself, plus 1 for each enclosing savepoint.
    level: usize,
    is_ended: bool,
    observer: Option<Observer>,
}

struct Shared {
    open: Mutex<Open>,
    /// What is to run before the next statement, or with the commit.
    later: StdMutex<Vec<Statement>>,
    /// Whether a savepoint, or the transaction, was dropped without being ended: then nothing more is run or committed.
    is_abandoned: AtomicBool,
}

/// The connection of a transaction that has not ended.
struct Open {
    /// Taken out at the end.
    connection: Option<Connection>,
    /// The turn to write, on SQLite. Taken out at the end.
    turn: Option<Turn>,
    state: State,
    /// How many levels are open.
    depth: usize,
    /// Whether beginning or ending a savepoint failed: then the connection is not reused.
    is_suspect: bool,
    /// Whether the last failure was the database's own: if the transaction is gone because of it, a retry may succeed.
    was_unavailable: bool,
}

const GONE: &str = "the transaction is gone: the database rolled it back by itself";

/// What is known about a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It is open.
    Open,
    /// The last statement failed, or was canceled.
    Unsure,
    /// A statement that was to run later failed, or was canceled. It can only be rolled back, or the savepoint.
    Failed,
    /// It is gone, or is not what its owner expects.
    Gone,
}

impl fmt::Debug for Transaction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Transaction(level {})", self.level)
    }
}

impl Transaction {
    /// The transaction that is open on a connection.
    pub(super) fn new(
        connection: Connection,
        turn: Option<Turn>,
        observer: Option<Observer>,
    ) -> Self {
        let engine = connection.engine();
        let open = Mutex::new(Open {
            connection: Some(connection),
            turn,
            state: State::Open,
            depth: 1,
            is_suspect: false,
            was_unavailable: false,
        });
        Self {
            shared: Arc::new(Shared {
                open,
                later: StdMutex::default(),
                is_abandoned: AtomicBool::new(false),
            }),
            engine,
            level: 1,
            is_ended: false,
            observer,
        }
    }

    /// Runs a statement later: before the next one, or together with the commit. On SQLite, statements that run
    /// together take one trip to the thread of the connection. Meant for writes whose outcome nobody waits for: if one
    /// fails, so does the transaction, or the savepoint.
    pub fn run_later(&self, statement: &impl StatementBuilder) {
        let statement = self.get_database_backend().build(statement);
        self.shared.later().push(statement);
    }

    /// Opens a savepoint, so that what runs until its end can be rolled back separately. It must be ended before the
    /// enclosing level; a transaction in which a savepoint was only dropped is not committed.
    ///
    /// # Errors
    /// When the database reports an error, or when the transaction is gone.
    pub async fn savepoint(&self) -> Result<Self, DbErr> {
        let mut open = self.open().await?;
        let level = open.depth + 1;
        open.control(&format!("SAVEPOINT level_{level}")).await?;
        open.depth = level;
        Ok(Self {
            shared: Arc::clone(&self.shared),
            engine: self.engine,
            level,
            is_ended: false,
            observer: self.observer.clone(),
        })
    }

    /// Checks that the transaction is still open.
    ///
    /// # Errors
    /// When the transaction is gone.
    pub(crate) async fn check(&self) -> Result<(), DbErr> {
        self.open().await.map(drop)
    }

    /// Commits the transaction, or releases the savepoint.
    ///
    /// # Errors
    /// When the database reports an error, when the transaction is gone, and when a savepoint in it was not ended.
    /// Nothing of it happened then, unless the connection was lost on the way. A savepoint is rolled back.
    pub async fn commit(mut self) -> Result<(), DbErr> {
        self.is_ended = true;
        let mut open = self.lock_open().await?;
        if open.depth != self.level {
            return Err(open.lose());
        }
        if self.level == 1 {
            let rest = self.shared.take_later();
            let observed = self.observer.as_ref().map(|_| rest.clone());
            let start = Instant::now();
            let outcome = open.commit(rest).await;
            self.observe_all(&observed.unwrap_or_default(), start, outcome.is_err());
            outcome
        } else {
            self.run_delayed(&mut open).await?;
            open.release(self.level).await
        }
    }

    /// Rolls back the transaction, or everything since the savepoint.
    ///
    /// # Errors
    /// When the database reports an error. The transaction itself is undone in any case.
    pub async fn rollback(mut self) -> Result<(), DbErr> {
        self.is_ended = true;
        let mut open = self.shared.open.lock().await;
        drop(self.shared.take_later());
        if self.level == 1 {
            open.roll_back().await
        } else if open.depth == self.level && open.state != State::Gone {
            open.roll_back_to(self.level).await
        } else {
            Err(open.lose())
        }
    }

    /// The connection for the next statement, if the transaction is still open.
    async fn open(&self) -> Result<MutexGuard<'_, Open>, DbErr> {
        let mut open = self.lock_open().await?;
        self.run_delayed(&mut open).await?;
        Ok(open)
    }

    /// Runs what was to run later. If that fails or is canceled, nothing of the transaction is committed.
    async fn run_delayed(&self, open: &mut Open) -> Result<(), DbErr> {
        let delayed = self.shared.take_later();
        if delayed.is_empty() {
            return Ok(());
        }
        let observed = self.observer.as_ref().map(|_| delayed.clone());
        let start = Instant::now();
        let outcome = open.run_all(delayed).await;
        self.observe_all(&observed.unwrap_or_default(), start, outcome.is_err());
        outcome
    }

    async fn lock_open(&self) -> Result<MutexGuard<'_, Open>, DbErr> {
        let mut open = self.shared.open.lock().await;
        if self.shared.is_abandoned.load(Ordering::Acquire) {
            return Err(open.lose());
        }
        open.ensure_open(self.engine).await?;
        Ok(open)
    }

    fn observe_all(&self, statements: &[Statement], start: Instant, failed: bool) {
        for statement in statements {
            self.observe(statement, start.elapsed(), failed);
        }
    }

    fn observe(&self, statement: &Statement, elapsed: Duration, failed: bool) {
        if let Some(observer) = &self.observer {
            observer(&Info {
                elapsed,
                statement,
                failed,
            });
        }
    }
}

impl Shared {
    fn later(&self) -> StdMutexGuard<'_, Vec<Statement>> {
        self.later.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_later(&self) -> Vec<Statement> {
        mem::take(&mut *self.later())
    }
}

/// Runs one statement of a transaction. The state is unsure from before the statement until its success is known.
macro_rules! run {
    ($transaction:expr, $connection:ident => $work:expr) => {{
        let mut open = $transaction.open().await?;
        open.state = State::Unsure;
        let $connection = open.connection()?;
        let outcome = $work;
        match &outcome {
            Ok(_) => open.state = State::Open,
            Err(error) => open.was_unavailable = is_unavailable(error),
        }
        outcome
    }};
}

#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        match self.engine {
            Engine::Sqlite => DbBackend::Sqlite,
            Engine::Postgres => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let start = Instant::now();
        let outcome = run!(self, connection => connection.execute(&statement).await);
        self.observe(&statement, start.elapsed(), outcome.is_err());
        outcome
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        run!(self, connection => connection.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let start = Instant::now();
        let outcome = run!(self, connection => connection.query_one(&statement).await);
        self.observe(&statement, start.elapsed(), outcome.is_err());
        outcome
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let start = Instant::now();
        let outcome = run!(self, connection => connection.query_all(&statement).await);
        self.observe(&statement, start.elapsed(), outcome.is_err());
        outcome
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if !self.is_ended {
            self.shared.is_abandoned.store(true, Ordering::Release);
        }
    }
}

impl Open {
    fn connection(&mut self) -> Result<&mut Connection, DbErr> {
        self.connection.as_mut().ok_or_else(gone)
    }

    /// Ensures that nothing more is run, and that the connection is closed at the end.
    fn lose(&mut self) -> DbErr {
        if self.state != State::Failed {
            self.state = State::Gone;
        }
        if !self.was_unavailable {
            return gone();
        }
        let cause = io::Error::other(GONE);
        DbErr::Exec(RuntimeErr::SqlxError(sqlx::Error::Io(cause).into()))
    }

    /// Fails if the transaction is gone. PostgreSQL itself rejects everything after a failure, until a rollback to an
    /// earlier savepoint, so there this is checked only before a commit.
    async fn ensure_open(&mut self, engine: Engine) -> Result<(), DbErr> {
        if self.state == State::Unsure && engine == Engine::Sqlite {
            self.state = if self.connection()?.is_in_transaction().await {
                State::Open
            } else {
                State::Gone
            };
        }
        match self.state {
            State::Open | State::Unsure => Ok(()),
            State::Failed | State::Gone => Err(self.lose()),
        }
    }

    /// Begins or ends a savepoint. If the caller is canceled meanwhile, the transaction counts as gone.
    async fn control(&mut self, sql: &str) -> Result<(), DbErr> {
        self.state = State::Gone;
        let outcome = self.connection()?.control(sql).await;
        self.is_suspect |= outcome.is_err();
        self.was_unavailable |= outcome.as_ref().is_err_and(is_unavailable);
        self.state = if outcome.is_ok() {
            State::Open
        } else {
            State::Unsure
        };
        outcome
    }

    /// Runs statements that must all succeed.
    async fn run_all(&mut self, statements: Vec<Statement>) -> Result<(), DbErr> {
        let state = mem::replace(&mut self.state, State::Failed);
        let Err(error) = self.connection()?.run_all(statements, None).await else {
            self.state = state;
            return Ok(());
        };
        self.was_unavailable = is_unavailable(&error);
        if self.was_unavailable {
            return Err(error);
        }
        // It is not the caller's own statement: the caller must not take this for a violation that it expects.
        let failed = format!("a statement that was to run later failed: {error}");
        tracing::error!("{failed}");
        Err(DbErr::Custom(failed))
    }

    async fn commit(&mut self, rest: Vec<Statement>) -> Result<(), DbErr> {
        // PostgreSQL reports success for the COMMIT of a transaction in which a statement failed, and rolls back.
        if self.state == State::Unsure && !self.connection()?.is_in_transaction().await {
            return Err(self.lose());
        }
        let is_suspect = self.is_suspect;
        let mut connection = self.take_connection()?;
        match self.turn.take() {
            Some(turn) => turn.commit(connection, is_suspect, rest).await,
            None => {
                connection.commit(rest).await?;
                if is_suspect {
                    connection.discard();
                }
                Ok(())
            }
        }
    }

    async fn roll_back(&mut self) -> Result<(), DbErr> {
        let connection = self.take_connection()?;
        roll_back(connection, self.turn.take()).await
    }

    /// Takes the connection out. From here on the result of ending it decides whether it is reused or closed.
    fn take_connection(&mut self) -> Result<Connection, DbErr> {
        self.state = State::Gone;
        self.connection.take().ok_or_else(gone)
    }

    async fn release(&mut self, level: usize) -> Result<(), DbErr> {
        let release = format!("RELEASE SAVEPOINT level_{level}");
        if let Err(error) = self.control(&release).await {
            self.roll_back_to(level).await?;
            return Err(error);
        }
        self.depth = level - 1;
        Ok(())
    }

    async fn roll_back_to(&mut self, level: usize) -> Result<(), DbErr> {
        let back = format!("ROLLBACK TO SAVEPOINT level_{level}");
        let release = format!("RELEASE SAVEPOINT level_{level}");
        for statement in [back, release] {
            if let Err(error) = self.control(&statement).await {
                self.lose();
                return Err(error);
            }
        }
        self.depth = level - 1;
        Ok(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        let turn = self.turn.take();
        let is_reusable = self.state != State::Gone && !self.is_suspect;
        // What others of the batch wrote must not be lost with a connection that is closed. If it is gone, this fails.
        let has_savepoint = turn.as_ref().is_some_and(Turn::has_savepoint);
        if is_reusable || has_savepoint {
            tokio::spawn(async move {
                // A connection whose rollback fails is closed.
                if let Err(error) = roll_back(connection, turn).await {
                    tracing::debug!(%error, "a rollback failed; its connection is closed");
                }
            });
        }
    }
}

async fn roll_back(mut connection: Connection, turn: Option<Turn>) -> Result<(), DbErr> {
    match turn {
        Some(turn) => turn.roll_back(connection).await,
        None => connection.roll_back().await,
    }
}

fn gone() -> DbErr {
    DbErr::Custom(GONE.to_owned())
}
