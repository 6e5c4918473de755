//! Checks whether the database stores what it is given: writes and commits a row, which must then be visible on another
//! connection. A server that can only read, or whose commits have no effect, is not ready.

use crate::app::App;
use crate::entities::readiness_check::{self, Entity, Model};
use crate::error::{Error, Result};
use crate::ids::ServerId;
use chrono::Duration as Span;
use sea_orm::{EntityTrait, QueryTrait};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::time::timeout;

/// A caller gets a result within this time.
const RESPONSE_TIMEOUT: Duration = Duration::from_millis(1500);
/// How long a result is valid. No matter how many callers there are, the database is checked once in this time.
const VALID_FOR: Duration = Duration::from_secs(1);
/// A check is given up after this time; until then no other begins.
const CHECK_TIMEOUT: Duration = Duration::from_secs(5);
/// Rows of servers that have not written for this long are removed.
const RETENTION: Span = Span::days(1);

/// The readiness of this server.
#[derive(Debug, Default)]
pub struct Readiness {
    server_id: ServerId,
    /// Checks begun so far.
    checks: AtomicI64,
    latest: Mutex<Option<Check>>,
}

/// A check of the database, in progress or finished.
#[derive(Debug, Clone)]
struct Check {
    started_at: Instant,
    /// `None` while the check is in progress.
    outcome: watch::Receiver<Option<bool>>,
}

impl Check {
    /// Whether its result may still be used.
    fn is_valid(&self) -> bool {
        let is_running = self.outcome.borrow().is_none() && self.outcome.has_changed().is_ok();
        is_running || self.started_at.elapsed() < VALID_FOR
    }
}

impl Readiness {
    /// Returns whether the last check, or one that begins now, found the database ready. Responds within two seconds.
    pub(crate) async fn or_look(
        &self,
        look: impl Future<Output = Result<()>> + Send + 'static,
    ) -> bool {
        let mut outcome = self.latest_or(look).outcome;
        let known = timeout(RESPONSE_TIMEOUT, outcome.wait_for(Option::is_some)).await;
        matches!(known, Ok(Ok(known)) if *known == Some(true))
    }

    /// Returns the check whose result is valid, and begins one if there is none.
    fn latest_or(&self, look: impl Future<Output = Result<()>> + Send + 'static) -> Check {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(latest) = latest.as_ref().filter(|latest| latest.is_valid()) {
            return latest.clone();
        }
        let (sender, outcome) = watch::channel(None);
        // In a task of its own, so that a caller that disconnects does not cancel it.
        tokio::spawn(async move {
            let outcome = match timeout(CHECK_TIMEOUT, look).await {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => Err(error.to_string()),
                Err(_) => Err("the database does not respond in time".to_owned()),
            };
            if let Err(error) = &outcome {
                tracing::error!(error, "the server is not ready");
            }
            sender.send_replace(Some(outcome.is_ok()));
        });
        latest
            .insert(Check {
                started_at: Instant::now(),
                outcome,
            })
            .clone()
    }
}

/// Commits a row and looks for it on another connection.
pub(crate) async fn look(app: &App) -> Result<()> {
    let (db, own) = (&app.db, &app.readiness);
    let row = Model {
        server_id: own.server_id,
        number: own.checks.fetch_add(1, Ordering::Relaxed),
        written_at: app.clock.now(),
    };
    // Taken before the commit returns its own connection to the pool, so that this is another one.
    let mut reader = db.reading().await?;
    let transaction = db.begin_unnoted().await?;
    if row.number == 0 {
        readiness_check::forget(&transaction, row.written_at - RETENTION).await?;
    }
    readiness_check::write(&transaction, row).await?;
    transaction.commit().await?;
    let query = Entity::find_by_id(row.server_id).build(db.reader().get_database_backend());
    let found = reader.query_one(&query).await?;
    let number: Option<i64> = found.map(|found| found.try_get("", "number")).transpose()?;
    if number == Some(row.number) {
        Ok(())
    } else {
        Err(Error::Unexpected(
            "a committed row is not in the database".to_owned(),
        ))
    }
}
