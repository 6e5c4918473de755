//! Removes the files of pictures that no account refers to: of pictures that were replaced, of deleted accounts, and of
//! uploads that were not committed.

use super::schedule::{BATCH, clock_is_trusted, pause, report};
use crate::app::App;
use crate::entities::picture;
use crate::error::Result;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(60);

/// Removes files until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    loop {
        if clock_is_trusted(&app).await {
            report("removing pictures", remove_unused(&app, BATCH).await);
        }
        if pause(&stop, EVERY).await {
            return;
        }
    }
}

/// Removes every file that no account refers to, reading `batch` at a time, and returns how many.
///
/// # Errors
/// When the database does not respond. A file that the store does not remove is logged, and tried again in a later
/// round.
pub async fn remove_unused(app: &App, batch: u64) -> Result<u64> {
    let mut removed = 0;
    let mut after = String::new();
    loop {
        let now = app.clock.now();
        let unused = picture::unused(app.db.reader(), &after, now, batch).await?;
        for path in &unused {
            removed += u64::from(remove(app, path).await?);
        }
        match unused.into_iter().last() {
            Some(last) => after = last,
            None => return Ok(removed),
        }
    }
}

/// Removes a file, then its row. Between the two, no account can refer to it.
async fn remove(app: &App, path: &str) -> Result<bool> {
    let writer = app.db.writer();
    if !picture::claim(writer, path, app.clock.now()).await? {
        return Ok(false);
    }
    if let Err(error) = app.media.remove(path).await {
        tracing::error!(%error, path, "could not remove a picture");
        return Ok(false);
    }
    picture::forget(writer, path).await?;
    Ok(true)
}
