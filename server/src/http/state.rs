//! The state that all connections share.

use std::sync::Arc;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;

use crate::{
    app::App,
    config::Config,
    config::limits::Limits,
    descriptors,
    graphql::{Schema, limits::DocumentChecker},
    http::{clients::Clients, shared_subscription::Views},
};

/// How many sockets may look up their session, and subscriptions may open, at once. Opening takes many times the memory
/// of an open one: when thousands reconnect together, as after a restart, the heap would stay fragmented.
const OPENING: usize = 16;

/// The state of the HTTP layer.
pub(super) struct HttpState {
    pub(super) app: App,
    pub(super) schema: Schema,
    pub(super) documents: DocumentChecker,
    /// The views of subscribers.
    pub(super) views: Views,
    /// The connected clients.
    pub(super) clients: Arc<Clients>,
    /// The maximum number of connections.
    pub(super) connections: usize,
    opening: Semaphore,
    /// Canceled when the server should stop.
    pub(super) stop: CancellationToken,
}

impl HttpState {
    pub(super) fn new(app: App, schema: Schema, stop: CancellationToken) -> Self {
        let mentees = app.config.accounts.max_mentees as usize;
        let limits = &app.config.limits;
        let documents = DocumentChecker::new(limits.document.clone(), mentees);
        let connections =
            descriptors::connections(limits.connections, app.config.database.connections);
        // A single client cannot use all connections, unless it is configured so.
        let connections_each = limits
            .connections_each
            .map_or(usize::MAX, |most| most.min(connections / 2).max(1));
        Self {
            clients: Clients::new(connections_each, limits.unauthenticated_each),
            connections,
            app,
            schema,
            documents,
            views: Views::default(),
            opening: Semaphore::new(OPENING),
            stop,
        }
    }

    /// Waits for a permit to open a socket or a subscription.
    pub(super) async fn opening_permit(&self) -> Option<SemaphorePermit<'_>> {
        // The semaphore is never closed.
        self.opening.acquire().await.ok()
    }

    pub(super) fn config(&self) -> &Config {
        &self.app.config
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.app.config.limits
    }
}
