//! The application state that every command uses. It is cheap to clone.

mod serve;

use crate::auth::code::CodeKey;
use crate::auth::hasher::Hasher;
use crate::auth::refusals::Refusals;
use crate::auth::session_cache::SessionCache;
use crate::auth::session_networks::SessionNetworks;
use crate::auth::session_watch::Watches;
use crate::auth::suspicions::Suspicions;
use crate::clock::Clock;
use crate::clock_guard::ClockGuard;
use crate::config::Config;
use crate::db::readiness::{self, Readiness};
use crate::db::write_limit::WriteLimit;
use crate::db::{Db, Engine};
use crate::error::{Error, Result};
use crate::hooks::Registry;
use crate::mail::Transport;
use crate::mail::claims::Claims;
use crate::media::Media;
use crate::rate_limits::RateLimits;
use crate::signals::{Bus, Hub};
use crate::webhooks::{Seal, Trust};
use crate::work::deferred::Deferred;
use crate::work::{FailureLog, Unrecorded};
use std::ops::Deref;
use std::sync::Arc;
use tokio::sync::{Notify, Semaphore};

/// The maximum number of background tasks, waiting or running.
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
    /// Limits how many writes each account can run at once.
    pub writes: Arc<WriteLimit>,
    /// Limits on abuse.
    pub rate_limits: RateLimits,
    /// The clock.
    pub clock: Clock,
    /// Whether the clock is trusted.
    pub clock_guard: ClockGuard,
    /// The threads that hash passwords.
    pub hasher: Hasher,
    /// The key of the codes in emails.
    pub code_key: CodeKey,
    /// Encrypts the secrets of webhooks and hooks.
    pub seal: Seal,
    /// Recently looked up sessions.
    pub sessions: SessionCache,
    /// Operations that were refused within the last minute.
    pub refusals: Refusals,
    /// Suspicious activity that the log does not have yet.
    pub suspicions: Suspicions,
    /// The networks from which sessions are used.
    pub session_networks: SessionNetworks,
    /// Failures that wait to be written to the log.
    pub failure_log: FailureLog,
    /// Failures that the log did not record.
    pub unrecorded: Unrecorded,
    /// Handlers of signals inside this process.
    pub bus: Bus,
    /// Live signals for subscribers.
    pub hub: Hub,
    /// The certificate authorities that webhooks trust.
    pub trust: Trust,
    /// The hooks, as they were read last.
    pub hooks: Registry,
    /// Sessions that open sockets depend on.
    pub watches: Watches,
    /// The transport for emails.
    pub mail: Transport,
    /// What marks the emails that this process is sending.
    pub claims: Claims,
    /// The media store.
    pub media: Media,
    /// Work that strangers' requests leave to a job.
    pub deferred: Deferred,
    /// Permits for background tasks, waiting or running.
    pub background: Arc<Semaphore>,
    /// The last known readiness of the database.
    pub readiness: Readiness,
    /// Permits for running background tasks: tasks that wait for a lock must not use all database connections.
    pub background_permits: Semaphore,
    /// Wakes the tail: the log may contain new signals.
    pub wake_tail: Notify,
    /// Wakes the job that notifies other processes that the log may contain new signals.
    pub wake_others: Notify,
    /// Wakes the outbox after a commit with a pending email.
    pub wake_mail: Notify,
    /// Wakes the webhooks: the log contains new signals.
    pub wake_webhooks: Notify,
    /// Wakes the redaction job after a commit that deletes an account.
    pub wake_redaction: Notify,
    /// Wakes the computation of scores after a commit that makes some stale.
    pub wake_scores: Notify,
    /// Wakes the update of the search words after a commit that changes some.
    pub wake_words: Notify,
    /// Wakes the computation of plans: one was proposed or revised.
    pub wake_plans: Notify,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Creates the application on an open database.
    ///
    /// # Errors
    /// When the settings of mail, media or webhooks are invalid, or the hashing threads cannot start.
    pub fn new(config: Config, db: Db, clock: Clock) -> Result<Self> {
        let at_once = config.database.connections / 3;
        let background_permits = Semaphore::new(usize::try_from(at_once).unwrap_or(1).max(1));
        Ok(Self(Arc::new(Parts {
            hasher: Hasher::start(config.hashing)?,
            mail: Transport::new(&config, clock.clone())?,
            claims: Claims::default(),
            media: Media::new(&config.media)?,
            trust: Trust::new(&config.webhooks)?,
            writes: WriteLimit::new(db.engine, config.database.connections),
            rate_limits: RateLimits::new(
                &config.rate_limits,
                clock.clone(),
                db.engine == Engine::Postgres,
            ),
            code_key: CodeKey::new(config.secret_key.as_ref())?,
            seal: Seal::new(
                config.secret_key.as_ref(),
                config.previous_secret_key.as_ref(),
            )?,
            config: Arc::new(config),
            db,
            clock,
            clock_guard: ClockGuard::default(),
            sessions: SessionCache::default(),
            refusals: Refusals::default(),
            suspicions: Suspicions::default(),
            session_networks: SessionNetworks::default(),
            failure_log: FailureLog::default(),
            unrecorded: Unrecorded::default(),
            bus: Bus::default(),
            hub: Hub::default(),
            hooks: Registry::default(),
            watches: Watches::default(),
            deferred: Deferred::default(),
            background: Arc::new(Semaphore::new(BACKGROUND)),
            readiness: Readiness::default(),
            background_permits,
            wake_tail: Notify::new(),
            wake_others: Notify::new(),
            wake_mail: Notify::new(),
            wake_webhooks: Notify::new(),
            wake_redaction: Notify::new(),
            wake_scores: Notify::new(),
            wake_words: Notify::new(),
            wake_plans: Notify::new(),
        })))
    }

    /// Starts a background task.
    ///
    /// # Errors
    /// `Busy` when the maximum number of background tasks is reached.
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
            let _permit = app.background_permits.acquire().await;
            if let Err(error) = work.await
                && error.is_internal()
            {
                tracing::error!(%error, "a background task failed");
            }
        });
        Ok(())
    }

    /// Wakes the jobs that process new signals after a commit.
    pub fn wrote_signals(&self) {
        self.wake_tail.notify_one();
        self.wake_others.notify_one();
    }

    /// Waits until all background tasks have finished.
    pub async fn background_is_done(&self) {
        let everything = u32::try_from(BACKGROUND).unwrap_or(u32::MAX);
        drop(self.background.acquire_many(everything).await);
    }

    /// Whether the database accepts commits. Returns within two seconds, whatever the state of the database.
    pub async fn ready(&self) -> bool {
        let look = {
            let app = self.clone();
            async move { readiness::look(&app).await }
        };
        self.readiness.or_look(look).await
    }
}
