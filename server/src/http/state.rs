//! What every connection shares.

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;

use crate::{
    app::App,
    config::Config,
    config::limits::Limits,
    graphql::{Schema, limits::DocumentChecker},
    http::shared_subscription::Views,
};

/// Sockets that look up their session, and subscriptions that open, at once. Both take many times the memory of one
/// that is open: when thousands come back together, as after a restart, the heap would never be whole again.
const OPENING: usize = 16;

/// The server as the HTTP layer sees it.
pub(super) struct HttpState {
    pub(super) app: App,
    pub(super) schema: Schema,
    pub(super) documents: DocumentChecker,
    /// What subscribers look at.
    pub(super) views: Views,
    opening: Semaphore,
    /// Cancelled when the server is to stop.
    pub(super) stop: CancellationToken,
}

impl HttpState {
    pub(super) fn new(app: App, schema: Schema, stop: CancellationToken) -> Self {
        let mentees = app.config.accounts.max_mentees as usize;
        let documents = DocumentChecker::new(app.config.limits.document.clone(), mentees);
        Self {
            app,
            schema,
            documents,
            views: Views::default(),
            opening: Semaphore::new(OPENING),
            stop,
        }
    }

    /// Waits for a place among those who open something that lasts.
    pub(super) async fn permit(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.opening.acquire().await.ok()
    }

    pub(super) fn config(&self) -> &Config {
        &self.app.config
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.app.config.limits
    }
}
