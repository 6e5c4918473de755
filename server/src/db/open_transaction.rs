//! The connection of an open transaction: its state, and how it ends.

use super::Engine;
use super::batch::Turn;
use super::connection::Connection;
use crate::error::is_unavailable;
use sea_orm::{DbErr, RuntimeErr, Statement, sqlx};
use std::{io, mem};

/// The connection of a transaction that has not ended.
pub(super) struct Open {
    /// Taken out at the end.
    connection: Option<Connection>,
    /// The turn to write, on SQLite. Taken out at the end.
    turn: Option<Turn>,
    pub(super) state: State,
    /// How many levels are open.
    pub(super) depth: usize,
    /// Whether beginning or ending a savepoint failed: then the connection is not reused.
    is_suspect: bool,
    /// Whether the last failure was the database's own: if the transaction is gone because of it, a retry may succeed.
    pub(super) was_unavailable: bool,
}

const GONE: &str = "the transaction is gone: the database rolled it back by itself";
const FAILED: &str = "the transaction has failed with a statement that was to run later";

/// What is known about a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It is open.
    Open,
    /// The last statement failed, or was canceled.
    Unsure,
    /// A statement that was to run later failed, or was canceled. It can only be rolled back, or the savepoint.
    Failed,
    /// It is gone, or is not what its owner expects.
    Gone,
}

impl Open {
    pub(super) const fn new(connection: Connection, turn: Option<Turn>) -> Self {
        Self {
            connection: Some(connection),
            turn,
            state: State::Open,
            depth: 1,
            is_suspect: false,
            was_unavailable: false,
        }
    }

    pub(super) fn connection(&mut self) -> Result<&mut Connection, DbErr> {
        self.connection.as_mut().ok_or_else(gone)
    }

    /// Ensures that nothing more is run, and that the connection is closed at the end unless it can be rolled back.
    pub(super) fn lose(&mut self) -> DbErr {
        let cause = match self.state {
            State::Failed => FAILED,
            _ => GONE,
        };
        if self.state != State::Failed {
            self.state = State::Gone;
        }
        if !self.was_unavailable {
            return DbErr::Custom(cause.to_owned());
        }
        let cause = io::Error::other(cause);
        DbErr::Exec(RuntimeErr::SqlxError(sqlx::Error::Io(cause).into()))
    }

    /// Fails if the transaction is gone. PostgreSQL itself rejects everything after a failure, until a rollback to an
    /// earlier savepoint, so there this is checked only before a commit.
    pub(super) async fn ensure_open(&mut self, engine: Engine) -> Result<(), DbErr> {
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
    pub(super) async fn control(&mut self, sql: &str) -> Result<(), DbErr> {
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
    pub(super) async fn run_all(&mut self, statements: Vec<Statement>) -> Result<(), DbErr> {
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

    pub(super) async fn commit(&mut self, rest: Vec<Statement>) -> Result<(), DbErr> {
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

    pub(super) async fn roll_back(&mut self) -> Result<(), DbErr> {
        let connection = self.take_connection()?;
        roll_back(connection, self.turn.take()).await
    }

    /// Takes the connection out. From here on the result of ending it decides whether it is reused or closed.
    fn take_connection(&mut self) -> Result<Connection, DbErr> {
        self.state = State::Gone;
        self.connection.take().ok_or_else(gone)
    }

    pub(super) async fn release(&mut self, level: usize) -> Result<(), DbErr> {
        let release = format!("RELEASE SAVEPOINT level_{level}");
        if let Err(error) = self.control(&release).await {
            self.roll_back_to(level).await?;
            return Err(error);
        }
        self.depth = level - 1;
        Ok(())
    }

    pub(super) async fn roll_back_to(&mut self, level: usize) -> Result<(), DbErr> {
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
