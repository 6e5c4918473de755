//! What became of a commit whose answer was lost on the way: it may have come through all the same.

use crate::app::App;
use crate::db::Engine;
use crate::ids::SignalId;
use crate::signals::log;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// For how long a database that is away is waited for.
const GIVE_UP_AFTER: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(50);

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CommitOutcome {
    /// It came through.
    Committed,
    /// Nothing of it happened, and nothing will.
    RolledBack,
    /// Nobody knows.
    Unknown,
}

/// Finds out, by one of the signals that it wrote.
pub(super) async fn of_commit(app: &App, written: SignalId) -> CommitOutcome {
    let since = Instant::now();
    let mut horizon = None;
    while since.elapsed() < GIVE_UP_AFTER {
        match look(app, written, &mut horizon).await {
            Ok(Some(fate)) => return fate,
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, "a commit cannot be looked for yet"),
        }
        sleep(PAUSE).await;
    }
    tracing::error!("nobody knows whether a transaction was committed");
    CommitOutcome::Unknown
}

/// `None` while it may still come through: PostgreSQL may be at it behind a connection that is gone. Whatever was open
/// when this first looked lies before `horizon`; once all of that has ended, so has the commit.
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

/// The oldest transaction that is open, and the next that will be.
async fn snapshot(reader: &impl ConnectionTrait) -> Result<(i64, i64), DbErr> {
    let query = Statement::from_string(
        reader.get_database_backend(),
        "SELECT pg_snapshot_xmin(now)::text::bigint AS oldest, pg_snapshot_xmax(now)::text::bigint AS next \
         FROM pg_current_snapshot() AS now",
    );
    let row = reader.query_one_raw(query).await?;
    let row = row.ok_or_else(|| DbErr::Custom("PostgreSQL told no snapshot".to_owned()))?;
    Ok((row.try_get("", "oldest")?, row.try_get("", "next")?))
}
