//! Reads the signal log for tests.

use std::time::Duration;

use bruinbridge::app::App;
use bruinbridge::cursor::Cursor;
use bruinbridge::entities::signal::{Column, Entity, Model};
use bruinbridge::signals::{Name, log};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::Value;
use tokio::time::{sleep, timeout};

use super::TIMEOUT;

/// A signal in the log.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LoggedSignal {
    /// The sender, such as `UserManager`.
    pub(crate) sender: String,
    /// The name, such as `user_registered`.
    pub(crate) name: String,
    /// The id of the workflow (one run of a command) that emitted the signal.
    pub(crate) workflow: String,
    /// The account that the signal is about.
    pub(crate) user_id: Option<String>,
    /// The account that acted.
    pub(crate) actor_id: Option<String>,
    /// The administrator who acted as that account.
    pub(crate) impersonator_id: Option<String>,
    /// The other arguments.
    pub(crate) arguments: Value,
}

impl From<Model> for LoggedSignal {
    fn from(signal: Model) -> Self {
        Self {
            sender: signal.sender,
            name: signal.name,
            workflow: signal.workflow_id.to_string(),
            user_id: signal.user_id.map(|id| id.to_string()),
            actor_id: signal.actor_id.map(|id| id.to_string()),
            impersonator_id: signal.impersonator_id.map(|id| id.to_string()),
            arguments: signal.arguments,
        }
    }
}

/// Returns the names of the signals, in order.
pub(crate) fn names(signals: &[LoggedSignal]) -> Vec<&str> {
    signals.iter().map(|signal| signal.name.as_str()).collect()
}

pub(super) async fn all(app: &App) -> Vec<LoggedSignal> {
    let signals = Entity::find()
        .order_by_asc(Column::TransactionId)
        .order_by_asc(Column::Position);
    let signals = signals.all(app.db.reader()).await.expect("the log");
    signals.into_iter().map(LoggedSignal::from).collect()
}

/// Waits until readers of the log see all of it and the subscriptions have received all of it.
pub(super) async fn wait_until_stable(app: &App) {
    let newest = Entity::find()
        .order_by_desc(Column::TransactionId)
        .order_by_desc(Column::Position);
    let newest = newest.one(app.db.reader()).await.expect("the log");
    let end = newest.map_or(Cursor::START, |signal| log::cursor(&signal));
    let waiting = async {
        while log::end(app.db.reader(), app.db.engine)
            .await
            .expect("the log")
            < end
        {
            sleep(Duration::from_millis(5)).await;
        }
        while app.hub.position().await < end {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(TIMEOUT, waiting).await.expect("a stable log");
}

pub(super) async fn forget(app: &App) {
    Entity::delete_many()
        .exec(app.db.writer())
        .await
        .expect("an empty log");
}

pub(super) async fn wait_for(app: &App, name: Name) -> LoggedSignal {
    // Subscribe before reading the log, so that no signal in between is missed.
    let mut live = app.hub.receiver();
    let emitted = all(app).await;
    if let Some(emitted) = emitted
        .into_iter()
        .find(|emitted| emitted.name == name.as_str())
    {
        return emitted;
    }
    let waiting = async {
        loop {
            let signal = live.recv().await.expect("the log is followed");
            if signal.signal.name == name.as_str() {
                return LoggedSignal::from((*signal.signal).clone());
            }
        }
    };
    timeout(TIMEOUT, waiting)
        .await
        .unwrap_or_else(|_| panic!("{} was not emitted", name.as_str()))
}
