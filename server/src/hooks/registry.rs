//! The hooks in the memory of this process, so that a request without hooks costs the database nothing.

use super::Topic;
use crate::app::App;
use crate::entities::hook::{Column, Entity, Model};
use crate::error::{Error, Result};
use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::sync::Arc;
use tokio::sync::{Mutex, Semaphore, SemaphorePermit};

/// After this time the hooks are read again, because another process may have changed them.
const MAX_AGE: Duration = Duration::seconds(1);
/// The maximum number of requests of this process that wait for hooks.
const MAX_WAITING: usize = 64;

/// The enabled hooks, as they were read last.
#[derive(Debug)]
pub struct Registry {
    read: Mutex<Option<Read>>,
    permits: Semaphore,
}

#[derive(Debug)]
struct Read {
    hooks: Arc<[Model]>,
    /// When, since the start of the process.
    at: Duration,
}

impl Default for Registry {
    fn default() -> Self {
        Self {
            read: Mutex::default(),
            permits: Semaphore::new(MAX_WAITING),
        }
    }
}

impl Registry {
    /// Forgets the hooks after a change.
    pub(super) async fn invalidate(&self) {
        *self.read.lock().await = None;
    }

    /// Returns a permit to wait for hooks.
    ///
    /// # Errors
    /// `Busy` when too many requests wait.
    pub(super) fn permit(&self) -> Result<SemaphorePermit<'_>> {
        self.permits.try_acquire().map_err(|_| Error::Busy)
    }
}

/// Returns the enabled hooks that are asked about a signal, in the order in which they were created.
pub(super) async fn asked_about(app: &App, topic: Topic) -> Result<Vec<Model>> {
    let hooks = enabled(app).await?;
    let is_asked = |hook: &&Model| hook.signals.0.iter().any(|name| name == topic.as_str());
    Ok(hooks.iter().filter(is_asked).cloned().collect())
}

async fn enabled(app: &App) -> Result<Arc<[Model]>> {
    // Held while reading, so that a change during the reading is not overwritten by what was read before it.
    let mut read = app.hooks.read.lock().await;
    let at = app.clock.elapsed();
    if let Some(read) = &*read
        && at - read.at < MAX_AGE
    {
        return Ok(Arc::clone(&read.hooks));
    }
    let found = Entity::find()
        .filter(Column::IsEnabled.eq(true))
        .order_by_asc(Column::Id)
        .all(app.db.reader())
        .await?;
    let hooks: Arc<[Model]> = found.into();
    *read = Some(Read {
        hooks: Arc::clone(&hooks),
        at,
    });
    Ok(hooks)
}
