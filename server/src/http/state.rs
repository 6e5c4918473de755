//! The state that all connections share.

use std::sync::Arc;

use http::HeaderValue;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::auth::{Caller, Client};
use crate::config::Config;
use crate::config::limits::Limits;
use crate::descriptors;
use crate::graphql::executor::Executor;
use crate::graphql::limits::DocumentChecker;
use crate::http::assets;
use crate::http::clients::Clients;
use crate::http::csp_reports::ReportCounter;
use crate::http::live_limits::{HeldBytes, Holder, LiveUse, OpenConnection};
use crate::http::origin::TrustedOrigins;
use crate::http::shared_subscription::Views;
use crate::http::uploads::Uploads;

/// How many sockets may look up their session, and subscriptions may open, at once. Opening takes many times the memory
/// of an open one: when thousands reconnect together, as after a restart, the heap would stay fragmented.
const OPENING: usize = 16;

/// The state of the HTTP layer.
pub(super) struct HttpState {
    pub(super) app: App,
    pub(super) executor: Executor,
    pub(super) documents: DocumentChecker,
    /// The views of subscribers.
    pub(super) views: Views,
    /// The connected clients.
    pub(super) clients: Arc<Clients>,
    live: Arc<LiveUse>,
    /// The requests with files that are in memory.
    pub(super) uploads: Uploads,
    /// The content security policy of the console.
    pub(super) console_policy: HeaderValue,
    pub(super) csp_reports: ReportCounter,
    /// The pages that may use the session cookie.
    pub(super) origins: Arc<TrustedOrigins>,
    /// The maximum number of connections.
    pub(super) connections: usize,
    opening: Semaphore,
    /// Canceled when the server should stop.
    pub(super) stop: CancellationToken,
}

impl HttpState {
    pub(super) fn new(app: App, stop: CancellationToken) -> Self {
        let mentees = app.config.accounts.max_mentees as usize;
        let limits = &app.config.limits;
        let graphql = &app.config.graphql;
        let trusted = graphql.trusted_documents.clone().map(|mut documents| {
            documents.extend(assets::console_documents());
            documents
        });
        let documents = DocumentChecker::new(limits.document.clone(), mentees)
            .restricted(graphql.introspection, trusted);
        let connections =
            descriptors::connections(limits.connections, app.config.database.connections);
        // A single client cannot use all connections, unless it is configured so.
        let connections_each = limits
            .connections_each
            .map_or(usize::MAX, |most| most.min(connections / 2).max(1));
        Self {
            clients: Clients::new(connections_each, limits.unauthenticated_each),
            csp_reports: ReportCounter::default(),
            origins: Arc::new(TrustedOrigins::new(&app.config)),
            live: LiveUse::new(limits.live.clone()),
            uploads: Uploads::new(limits.uploads),
            console_policy: assets::console_policy(&app.config.media),
            connections,
            executor: Executor::new(&app),
            app,
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

    /// Counts one more WebSocket or event stream of a client. At the limit, closes the client's oldest socket on which
    /// no one has signed in, or returns `None` when there is none.
    pub(super) fn open_for_client(&self, client: &Client) -> Option<OpenConnection> {
        let network = client.network;
        let displace = || network.is_some_and(|network| self.clients.close_oldest_socket(network));
        self.live.connect(Holder::Client(network), displace)
    }

    /// Counts one more WebSocket or event stream of a session, or returns `None` at the limit.
    pub(super) fn open_for_session(&self, caller: &Caller) -> Option<OpenConnection> {
        self.live.connect(self.holder(caller), || false)
    }

    /// Counts the bytes of one more subscription, or returns `None` when they exceed the budget.
    pub(super) fn hold(&self, caller: &Caller, bytes: usize) -> Option<HeldBytes> {
        self.live.hold(self.holder(caller), bytes)
    }

    fn holder(&self, caller: &Caller) -> Holder {
        Holder::of(caller, caller.client().network)
    }

    pub(super) fn config(&self) -> &Config {
        &self.app.config
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.app.config.limits
    }
}
