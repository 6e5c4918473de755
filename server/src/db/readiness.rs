//! Whether the database takes what it is given: something is written and committed, and must then be there on another
//! connection. A server that only reads, or whose commits come to nothing, is not ready.

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

/// Whoever asks gets an answer within this time.
const ANSWER_WITHIN: Duration = Duration::from_millis(1500);
/// How long an answer holds; however many ask, the database is asked once in this time.
const HOLDS_FOR: Duration = Duration::from_secs(1);
/// After this a look at the database is given up; until then there is no other.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(5);
/// Marks of servers that have not written for so long are removed.
const FORGOTTEN_AFTER: Span = Span::days(1);

/// What this server knows of its readiness.
#[derive(Debug, Default)]
pub struct Readiness {
    server_id: ServerId,
    /// Marks begun so far.
    marks: AtomicI64,
    latest: Mutex<Option<Look>>,
}

/// A look at the database, under way or over.
#[derive(Debug, Clone)]
struct Look {
    begun_at: Instant,
    /// `None` while it is under way.
    outcome: watch::Receiver<Option<bool>>,
}

impl Look {
    /// Whether it may answer for the database.
    fn holds(&self) -> bool {
        let is_under_way = self.outcome.borrow().is_none() && self.outcome.has_changed().is_ok();
        is_under_way || self.begun_at.elapsed() < HOLDS_FOR
    }
}

impl Readiness {
    /// Whether the last look, or the one that begins now, found the database in order. Answers within two seconds.
    pub(crate) async fn or_look(
        &self,
        look: impl Future<Output = Result<()>> + Send + 'static,
    ) -> bool {
        let mut outcome = self.latest_or(look).outcome;
        let known = timeout(ANSWER_WITHIN, outcome.wait_for(Option::is_some)).await;
        matches!(known, Ok(Ok(known)) if *known == Some(true))
    }

    /// The look that answers for the database, begun now if there is none.
    fn latest_or(&self, look: impl Future<Output = Result<()>> + Send + 'static) -> Look {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(latest) = latest.as_ref().filter(|latest| latest.holds()) {
            return latest.clone();
        }
        let (told, outcome) = watch::channel(None);
        // In a task of its own: whoever stops waiting does not cancel it.
        tokio::spawn(async move {
            let outcome = match timeout(GIVEN_UP_AFTER, look).await {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => Err(error.to_string()),
                Err(_) => Err("the database does not answer in time".to_owned()),
            };
            if let Err(error) = &outcome {
                tracing::error!(error, "the server is not ready");
            }
            told.send_replace(Some(outcome.is_ok()));
        });
        latest
            .insert(Look {
                begun_at: Instant::now(),
                outcome,
            })
            .clone()
    }
}

/// Commits a mark and finds it on another connection.
pub(crate) async fn look(app: &App) -> Result<()> {
    let (db, own) = (&app.db, &app.readiness);
    let mark = Model {
        server_id: own.server_id,
        number: own.marks.fetch_add(1, Ordering::Relaxed),
        written_at: app.clock.now(),
    };
    // Taken before the commit gives its own connection back, so that it is another one.
    let mut reader = db.reading().await?;
    let transaction = db.begin_unnoted().await?;
    if mark.number == 0 {
        readiness_check::forget(&transaction, mark.written_at - FORGOTTEN_AFTER).await?;
    }
    readiness_check::write(&transaction, mark).await?;
    transaction.commit().await?;
    let query = Entity::find_by_id(mark.server_id).build(db.reader().get_database_backend());
    let found = reader.query_one(&query).await?;
    let number: Option<i64> = found.map(|row| row.try_get("", "number")).transpose()?;
    if number == Some(mark.number) {
        Ok(())
    } else {
        Err(Error::Unexpected(
            "what was committed is not in the database".to_owned(),
        ))
    }
}
