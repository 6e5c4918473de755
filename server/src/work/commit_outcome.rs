//! Finds out what became of a commit whose response was lost: it may have succeeded anyway.

use crate::app::App;
use crate::db::Engine;
use crate::ids::SignalId;
use crate::signals::log;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long to wait for a database that is unavailable.
const LOOKUP_TIMEOUT: Duration = Duration::from_secs(10);
const RETRY_DELAY: Duration = Duration::from_millis(50);

/// The outcome of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CommitOutcome {
    /// It was committed.
    Committed,
    /// It was rolled back, and will not be committed later.
    RolledBack,
    /// The outcome could not be determined.
    Unknown,
}

/// Determines the outcome by looking for one of the signals that the transaction wrote.
pub(super) async fn of_commit(app: &App, written: SignalId) -> CommitOutcome {
    let since = Instant::now();
    let mut horizon = None;
    while since.elapsed() < LOOKUP_TIMEOUT {
        match look(app, written, &mut horizon).await {
            Ok(Some(outcome)) => return outcome,
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, "cannot look up the outcome of a commit yet"),
        }
        sleep(RETRY_DELAY).await;
    }
    tracing::error!("could not determine whether a transaction was committed");
    CommitOutcome::Unknown
}

/// `None` while the commit may still succeed: PostgreSQL may still be processing it on a connection that is lost. Every
/// transaction that was open at the first look is before `horizon`; once all of them have ended, so has the commit.
async fn look(
    app: &App,
    written: SignalId,
    horizon: &mut Option<i64>,
) -> Result<Option<CommitOutcome>, DbErr> {
    let has_ended = match app.db.engine {
        Engine::Sqlite => true,
        Engine::Postgres => {
            let (oldest, next) = snapshot(app.db.reader()).await?;
            oldest >= *horizon.get_or_insert(next)
        }
    };
    if log::is_written(app.db.reader(), written).await? {
        return Ok(Some(CommitOutcome::Committed));
    }
    Ok(has_ended.then_some(CommitOutcome::RolledBack))
}

/// The oldest transaction that is open, and the next transaction id to be assigned.
async fn snapshot(reader: &impl ConnectionTrait) -> Result<(i64, i64), DbErr> {
    let query = Statement::from_string(
        reader.get_database_backend(),
        "SELECT pg_snapshot_xmin(now)::text::bigint AS oldest, pg_snapshot_xmax(now)::text::bigint AS next \
         FROM pg_current_snapshot() AS now",
    );
    let row = reader.query_one_raw(query).await?;
    let row = row.ok_or_else(|| DbErr::Custom("PostgreSQL returned no snapshot".to_owned()))?;
    Ok((row.try_get("", "oldest")?, row.try_get("", "next")?))
}
