//! Between processes on one PostgreSQL: a commit here wakes the tail there.
//!
//! A hint and no more: it may get lost, and the tail looks by itself every second. It is sent after the commit,
//! because a NOTIFY inside a transaction takes a lock of the whole instance when it commits, and by one task, so
//! that many commits make few hints.

use crate::app::App;
use crate::db::Engine;
use sea_orm::{ConnectionTrait, Statement};
use sqlx::postgres::PgListener;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const CHANNEL: &str = "bruinbridge_signals";
/// How long to wait before the next try to listen.
const RECONNECT: Duration = Duration::from_secs(1);

/// Tells other processes of commits here and hears of theirs, until told to stop.
pub async fn exchange(app: App, stop: CancellationToken) {
    if app.db.engine == Engine::Sqlite {
        return;
    }
    // By its name a process knows its own voice.
    let name = Uuid::now_v7().to_string();
    tokio::select! {
        () = stop.cancelled() => {}
        () = tell(&app, &name) => {}
        () = hear(&app, &name) => {}
    }
}

async fn tell(app: &App, name: &str) {
    loop {
        app.wake_others.notified().await;
        let notify = Statement::from_sql_and_values(
            app.db.reader().get_database_backend(),
            "SELECT pg_notify($1, $2)",
            [CHANNEL.into(), name.into()],
        );
        if let Err(error) = app.db.reader().execute_raw(notify).await {
            tracing::warn!(%error, "other processes were not told of new signals");
        }
    }
}

async fn hear(app: &App, name: &str) {
    loop {
        if let Err(error) = listen(app, name).await {
            tracing::warn!(%error, "cannot hear of other processes' signals; looking once a second");
        }
        tokio::time::sleep(RECONNECT).await;
    }
}

/// Listens on a connection of its own until it breaks.
async fn listen(app: &App, name: &str) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect(app.config.database.url.expose()).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // What was said before, or while the connection was lost, went unheard.
        app.wake_tail.notify_one();
        while let Some(notification) = listener.try_recv().await? {
            if notification.payload() != name {
                app.wake_tail.notify_one();
            }
        }
    }
}
