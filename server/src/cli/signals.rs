//! Shows the signal log in a terminal.

use super::{Outcome, say};
use bruinbridge::app::App;
use bruinbridge::cursor::Cursor;
use bruinbridge::jobs::tail;
use bruinbridge::signals::log::{self, Filter, Range};
use bruinbridge::signals::stream;
use serde_json::json;
use std::pin::pin;
use tokio_util::sync::CancellationToken;

type Row = bruinbridge::entities::signal::Model;

/// Signals per read of the log.
const PAGE: u64 = 500;

/// Prints the signals after a cursor, one JSON object per line.
pub(crate) async fn list(app: App, after: Option<Cursor>) -> Outcome {
    let mut cursor = after.unwrap_or(Cursor::START);
    loop {
        let range = Range::next(cursor, PAGE);
        let rows = log::read(app.db.reader(), app.db.engine, &Filter::default(), range).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        cursor = log::cursor(last);
        for row in &rows {
            say(&line(row))?;
        }
    }
}

/// Prints signals as any process commits them, until interrupted.
pub(crate) async fn follow(app: App, after: Option<Cursor>) -> Outcome {
    let stop = CancellationToken::new();
    let tail = tokio::spawn(tail::follow(app.clone(), stop.clone()));
    let mut signals = stream::subscribe(app, Filter::default(), after).await?;
    let interrupted = tokio::signal::ctrl_c();
    let mut interrupted = pin!(interrupted);
    loop {
        tokio::select! {
            _ = &mut interrupted => break,
            signal = signals.next() => match signal {
                Some(signal) => say(&line(&signal?.signal))?,
                None => break,
            },
        }
    }
    stop.cancel();
    Ok(tail.await?)
}

fn line(row: &Row) -> String {
    json!({
        "cursor": log::cursor(row).to_string(),
        "at": row.occurred_at.to_rfc3339(),
        "sender": row.sender,
        "name": row.name,
        "user": row.user_id,
        "actor": row.actor_id,
        "impersonator": row.impersonator_id,
        "workflow": row.workflow_id,
        "arguments": row.arguments,
    })
    .to_string()
}
