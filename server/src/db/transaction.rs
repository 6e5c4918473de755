//! A transaction that is reliable: whatever the database or the driver does, its statements are committed together or
//! not at all, and a commit is acknowledged only if it happened.
//!
//! SQLite rolls a transaction back by itself when it cannot write, and runs every later statement as a transaction of
//! its own. So after a statement that failed or was canceled, the next one first checks whether the transaction is
//! still open; if it is not, nothing is run any more.

use super::Engine;
use super::batch::Turn;
use super::connection::Connection;
use super::open_transaction::{Open, State};
use crate::error::is_unavailable;
use sea_orm::entity::prelude::async_trait;
use sea_orm::metric::Info;
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement, StatementBuilder,
};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex as StdMutex, MutexGuard as StdMutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{fmt, mem};
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
        let open = Mutex::new(Open::new(connection, turn));
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
        match self.level {
            1 => self.commit_all().await,
            _ => self.release().await,
        }
    }

    async fn commit_all(&self) -> Result<(), DbErr> {
        let mut open = self.lock_open().await?;
        if open.depth != self.level {
            return Err(open.lose());
        }
        let rest = self.shared.take_later();
        let observed = self.observer.as_ref().map(|_| rest.clone());
        let start = Instant::now();
        let outcome = open.commit(rest).await;
        self.observe_all(&observed.unwrap_or_default(), start, outcome.is_err());
        outcome
    }

    async fn release(&self) -> Result<(), DbErr> {
        match self.open().await {
            Ok(mut open) if open.depth == self.level => open.release(self.level).await,
            Ok(mut open) => Err(open.lose()),
            Err(error) => {
                let mut open = self.shared.open.lock().await;
                if open.state == State::Failed && open.depth == self.level {
                    open.roll_back_to(self.level).await?;
                }
                Err(error)
            }
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
