//! What every connection shares.

use std::sync::Arc;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;

use crate::{
    app::App,
    auth::Client,
    config::Config,
    config::limits::Limits,
    descriptors,
    graphql::{Schema, limits::DocumentChecker},
    http::{
        clients::{Clients, Network},
        shared_subscription::Views,
    },
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
    /// Who is connected.
    pub(super) clients: Arc<Clients>,
    /// Connections that there may be at once.
    pub(super) connections: usize,
    opening: Semaphore,
    /// Cancelled when the server is to stop.
    pub(super) stop: CancellationToken,
}

impl HttpState {
    pub(super) fn new(app: App, schema: Schema, stop: CancellationToken) -> Self {
        let mentees = app.config.accounts.max_mentees as usize;
        let limits = &app.config.limits;
        let documents = DocumentChecker::new(limits.document.clone(), mentees);
        let connections =
            descriptors::connections(limits.connections, app.config.database.connections);
        // No client can take all, unless that is wanted.
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

    /// Waits for a place among those who open something that lasts.
    pub(super) async fn permit(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.opening.acquire().await.ok()
    }

    /// Whom the limits of clients are about; nobody where a proxy of ours does not say.
    pub(super) fn network(&self, client: &Client) -> Option<Network> {
        let address = client.ip?;
        let is_known = !self.config().trusted_proxies.contains(&address);
        is_known.then(|| Network::of(address))
    }

    pub(super) fn config(&self) -> &Config {
        &self.app.config
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.app.config.limits
    }
}
