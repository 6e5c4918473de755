//! Attends to every endpoint whenever the log has news: a round for each, by itself.

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

/// How often to look for tries that are due.
const TICK: Duration = Duration::from_secs(1);

/// Delivers until told to stop. Each endpoint has a task of its own, so that a slow one delays no other, and never two:
/// a claim may run out while this process is still at it.
pub async fn run(app: App, stop: CancellationToken) {
    let mut rounds = Rounds::default();
    loop {
        // Registered before looking: what is committed meanwhile wakes the next round.
        let woken = app.wake_webhooks.notified();
        if let Err(error) = rounds.begin(&app).await {
            tracing::error!(%error, "cannot look for webhooks");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = woken => rounds.check_news(),
            () = rounds.ended_with_more() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Rounds under way. They end with this.
#[derive(Default)]
struct Rounds {
    tasks: JoinSet<(WebhookId, u64)>,
    /// Whose they are, and whether the log had news since each began.
    has_news: HashMap<WebhookId, bool>,
}

impl Rounds {
    /// Begins one for every endpoint that may be pending something and has none.
    async fn begin(&mut self, app: &App) -> Result<()> {
        let (due, end) = deliver::due(app).await?;
        for webhook in due {
            if let Entry::Vacant(cursor) = self.has_news.entry(webhook.id) {
                cursor.insert(false);
                self.tasks.spawn(serve(app.clone(), webhook, end));
            }
        }
        Ok(())
    }

    /// A round that is about to end does not see what is in the log by now.
    fn check_news(&mut self) {
        for has_news in self.has_news.values_mut() {
            *has_news = true;
        }
    }

    /// Waits for the end of a round that may have left something. One that had nothing to tell and missed no news
    /// leaves nothing, or each would bring about the next.
    async fn ended_with_more(&mut self) {
        while let Some(ended) = self.tasks.join_next().await {
            let Ok((id, taken)) = ended else {
                continue;
            };
            let has_news = self.has_news.remove(&id).unwrap_or_default();
            if has_news || taken > 0 {
                return;
            }
        }
        std::future::pending().await
    }
}

/// A round of one endpoint, and how many signals it took.
async fn serve(app: App, webhook: Model, end: Cursor) -> (WebhookId, u64) {
    let id = webhook.id;
    let round = AssertUnwindSafe(deliver::round(&app, webhook, end)).catch_unwind();
    let taken = round
        .await
        .unwrap_or_else(|_| Err(Error::Unexpected("the round panicked".to_owned())));
    let taken = taken.inspect_err(|error| {
        tracing::error!(%error, webhook = %id, "a webhook could not be served; it is tried again");
    });
    (id, taken.unwrap_or_default())
}
