//! What every connection shares.

use tokio_util::sync::CancellationToken;

use crate::{
    app::App,
    config::Config,
    graphql::{Schema, gate::Gate},
    http::{limits::Limits, live::Views},
};

/// The server as the door sees it.
pub(super) struct Door {
    pub(super) app: App,
    pub(super) schema: Schema,
    pub(super) gate: Gate,
    /// What subscribers look at.
    pub(super) views: Views,
    /// Cancelled when the server is to stop.
    pub(super) stop: CancellationToken,
}

impl Door {
    pub(super) fn new(app: App, schema: Schema, stop: CancellationToken) -> Self {
        let gate = Gate::new(app.config.limits.document.clone());
        Self {
            app,
            schema,
            gate,
            views: Views::default(),
            stop,
        }
    }

    pub(super) fn config(&self) -> &Config {
        &self.app.config
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.app.config.limits
    }
}
