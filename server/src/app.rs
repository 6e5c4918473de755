//! What every command may use, in one value that is cheap to clone.

use crate::auth::hasher::Hasher;
use crate::auth::refusals::Refusals;
use crate::auth::session_cache::SessionCache;
use crate::auth::session_watch::Watches;
use crate::clock::Clock;
use crate::clock_guard::ClockGuard;
use crate::config::Config;
use crate::db::Db;
use crate::db::readiness::{self, Readiness};
use crate::db::write_limit::WriteLimit;
use crate::error::{Error, Result};
use crate::mail::Transport;
use crate::signals::Bus;
use crate::signals::Hub;
use crate::webhooks::Trust;
use std::ops::Deref;
use std::sync::Arc;
use tokio::sync::{Notify, Semaphore};

/// Pieces of work that may be under way with nobody waiting for them.
const BACKGROUND: usize = 256;

/// The application.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

/// The parts of the application.
#[derive(Debug)]
pub struct Parts {
    /// Settings.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// How much each account may write at once.
    pub writes: Arc<WriteLimit>,
    /// The time.
    pub clock: Clock,
    /// Whether the time is trusted.
    pub clock_guard: ClockGuard,
    /// The threads that hash passwords.
    pub hasher: Hasher,
    /// Sessions that were looked up a moment ago.
    pub sessions: SessionCache,
    /// Operations that were refused within the last minute.
    pub refusals: Refusals,
    /// Handlers of signals inside this process.
    pub bus: Bus,
    /// Live signals for subscribers.
    pub hub: Hub,
    /// Whom webhooks trust.
    pub trust: Trust,
    /// Sessions that open sockets depend on.
    pub watches: Watches,
    /// The way out for emails.
    pub mail: Transport,
    /// Room for work that nobody waits for.
    pub background: Arc<Semaphore>,
    /// What is known of the database's readiness.
    pub readiness: Readiness,
    /// How much of it may be at work at once: what waits for a lock must not take all connections.
    pub background_turns: Semaphore,
    /// Wakes the tail: there may be more in the log.
    pub wake_tail: Notify,
    /// Wakes whoever tells other processes that there may be more in the log.
    pub wake_others: Notify,
    /// Wakes the outbox after a commit that owes an email.
    pub wake_mail: Notify,
    /// Wakes the webhooks: there is more in the log.
    pub wake_webhooks: Notify,
    /// Wakes the redaction after a commit that deletes an account.
    pub wake_redaction: Notify,
    /// Wakes the computing of scores after a commit that changes some.
    pub wake_scores: Notify,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Puts the parts together over an open database.
    ///
    /// # Errors
    /// When the settings of mail or webhooks or the hashing threads cannot be used.
    pub fn new(config: Config, db: Db, clock: Clock) -> Result<Self> {
        let at_once = config.database.connections / 3;
        let background_turns = Semaphore::new(usize::try_from(at_once).unwrap_or(1).max(1));
        Ok(Self(Arc::new(Parts {
            hasher: Hasher::start(config.hashing)?,
            mail: Transport::new(&config.mail)?,
            trust: Trust::new(&config.webhooks)?,
            writes: WriteLimit::new(config.database.connections),
            config: Arc::new(config),
            db,
            clock,
            clock_guard: ClockGuard::default(),
            sessions: SessionCache::default(),
            refusals: Refusals::default(),
            bus: Bus::default(),
            hub: Hub::default(),
            watches: Watches::default(),
            background: Arc::new(Semaphore::new(BACKGROUND)),
            readiness: Readiness::default(),
            background_turns,
            wake_tail: Notify::new(),
            wake_others: Notify::new(),
            wake_mail: Notify::new(),
            wake_webhooks: Notify::new(),
            wake_redaction: Notify::new(),
            wake_scores: Notify::new(),
        })))
    }

    /// Starts work that nobody waits for.
    ///
    /// # Errors
    /// `Busy` when as much is under way as may be.
    pub fn in_background<T: Send>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<()> {
        let permit = Arc::clone(&self.background)
            .try_acquire_owned()
            .map_err(|_| Error::Busy)?;
        let app = self.clone();
        tokio::spawn(async move {
            let _permit = permit;
            let _permit = app.background_turns.acquire().await;
            if let Err(error) = work.await
                && error.is_internal()
            {
                tracing::error!(%error, "work in the background failed");
            }
        });
        Ok(())
    }

    /// Tells that signals were committed.
    pub fn wrote_signals(&self) {
        self.wake_tail.notify_one();
        self.wake_others.notify_one();
    }

    /// Waits until nothing is under way that nobody waits for.
    pub async fn background_is_done(&self) {
        let everything = u32::try_from(BACKGROUND).unwrap_or(u32::MAX);
        drop(self.background.acquire_many(everything).await);
    }

    /// Whether what is committed is in the database. Answers within two seconds, whatever the database does.
    pub async fn ready(&self) -> bool {
        let look = {
            let app = self.clone();
            async move { readiness::look(&app).await }
        };
        self.readiness.or_look(look).await
    }
}
