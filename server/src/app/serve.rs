//! The life of a server: opening its database, and serving until it is asked to stop.

use super::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, migrate, readiness};
use crate::error::{Error, Result};
use crate::roster::adopt_approval::adopt_approval;
use crate::roster::adopt_limit::adopt_limit;
use crate::signals::rebase::rebase;
use crate::webhooks::owner;
use crate::work::deferred;
use crate::{http, jobs};
use std::io;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

impl App {
    /// Opens the database of the settings, migrates its schema, and prepares its data for serving.
    ///
    /// # Errors
    /// When the database does not respond or cannot be written, has migrations that this version does not know, or the
    /// settings of mail, media or webhooks are invalid.
    pub async fn open(config: Config) -> Result<Self> {
        let db = Db::connect(&config.database).await?;
        db.check_writable().await?;
        let app = Self::new(config, db, Clock::System)?;
        let unwritten = |error: Error| match error {
            Error::Busy | Error::Repository(_) => app.db.not_writable(&error),
            other => other,
        };
        migrate::up(&app.db).await.map_err(unwritten)?;
        // This commits a row: a full disk refuses nothing before a commit.
        readiness::look(&app).await.map_err(unwritten)?;
        rebase(&app).await?;
        adopt_limit(&app).await?;
        adopt_approval(&app).await?;
        owner::review_all(&app).await?;
        app.media.check().await?;
        Ok(app)
    }

    /// Serves HTTP and WebSockets and runs the background jobs until `stop` completes. Then finishes what is running,
    /// for up to `limits.drain` each for connections and for jobs.
    ///
    /// # Errors
    /// When the listener has no local address.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        if let Err(error) = self.hasher.announce() {
            tracing::debug!(%error, "could not announce the code that hashes");
        }
        let stopping = CancellationToken::new();
        let stopper = tokio::spawn(cancel_after(stop, stopping.clone()));
        let jobs = tokio::spawn(jobs::run(self.clone(), stopping.clone()));
        let served = http::serve(self.clone(), listener, stopping.clone()).await;
        stopper.abort();
        stopping.cancel();
        let drained = async {
            // A job that panics is restarted by `jobs::run`, so its own result says nothing more.
            let _ = tokio::join!(jobs, self.background_is_done());
            deferred::drain(&self).await;
            jobs::record_last_refusals(&self).await;
        };
        // An email that is interrupted here is sent again later.
        if tokio::time::timeout(self.config.limits.drain, drained)
            .await
            .is_err()
        {
            tracing::warn!("stopped with work in progress");
        }
        self.hasher.stop();
        served
    }
}

async fn cancel_after(stop: impl Future<Output = ()>, stopping: CancellationToken) {
    stop.await;
    tracing::info!("stopping");
    stopping.cancel();
}
