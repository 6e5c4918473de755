//! Delivers to every endpoint whenever the log has new signals: one independent round for each.

use super::deliver;
use crate::app::App;
use crate::cursor::Cursor;
use crate::entities::webhook::Model;
use crate::error::{Error, Result};
use crate::ids::WebhookId;
use futures_util::FutureExt;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How often to look for attempts that are due.
const TICK: Duration = Duration::from_secs(1);

/// Delivers until `stop` is canceled. Each endpoint has a task of its own, so that a slow one does not delay the
/// others, but never two: a claim may expire while this process is still working on it.
pub async fn run(app: App, stop: CancellationToken) {
    let mut rounds = Rounds::default();
    loop {
        // Registered before looking, so that a commit in the meantime starts the next round.
        let woken = app.wake_webhooks.notified();
        if let Err(error) = rounds.begin(&app).await {
            tracing::error!(%error, "could not look up webhooks");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = woken => rounds.check_news(),
            () = rounds.ended_with_more() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// The running rounds. Dropping this aborts them.
#[derive(Default)]
struct Rounds {
    tasks: JoinSet<(WebhookId, u64)>,
    /// The webhooks of the running rounds, and whether the log got new signals since each began.
    has_news: HashMap<WebhookId, bool>,
}

impl Rounds {
    /// Starts a round for every endpoint that may have pending signals and has no running round.
    async fn begin(&mut self, app: &App) -> Result<()> {
        let (due, end) = deliver::due(app).await?;
        for webhook in due {
            if let Entry::Vacant(entry) = self.has_news.entry(webhook.id) {
                entry.insert(false);
                self.tasks.spawn(serve(app.clone(), webhook, end));
            }
        }
        Ok(())
    }

    /// Records that the log has new signals: a round that is about to end may have missed them.
    fn check_news(&mut self) {
        for has_news in self.has_news.values_mut() {
            *has_news = true;
        }
    }

    /// Waits for the end of a round that may have left pending signals. A round that sent nothing and missed no new
    /// signals leaves none; otherwise each round would start the next.
    async fn ended_with_more(&mut self) {
        while let Some(ended) = self.tasks.join_next().await {
            let Ok((id, accepted)) = ended else {
                continue;
            };
            let has_news = self.has_news.remove(&id).unwrap_or_default();
            if has_news || accepted > 0 {
                return;
            }
        }
        std::future::pending().await
    }
}

/// Runs a round for one endpoint; returns how many signals were accepted.
async fn serve(app: App, webhook: Model, end: Cursor) -> (WebhookId, u64) {
    let id = webhook.id;
    let round = AssertUnwindSafe(deliver::round(&app, webhook, end)).catch_unwind();
    let accepted = round
        .await
        .unwrap_or_else(|_| Err(Error::Unexpected("the round panicked".to_owned())));
    let accepted = accepted.inspect_err(|error| {
        tracing::error!(%error, webhook = %id, "could not deliver to a webhook; will retry");
    });
    (id, accepted.unwrap_or_default())
}
