//! Notifications between processes on one PostgreSQL database: a commit here wakes the tail there.
//!
//! A notification is only a hint: it may get lost, and the tail polls every second anyway. It is sent after the commit,
//! because a NOTIFY inside a transaction takes an instance-wide lock when it commits. One task sends it, so that many
//! commits cause few notifications.

use crate::app::App;
use crate::db::Engine;
use sea_orm::{ConnectionTrait, Statement};
use sqlx::Executor;
use sqlx::postgres::PgListener;
use std::io::ErrorKind;
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const CHANNEL: &str = "bruinbridge_signals";
/// Delay before the next attempt to listen.
const RECONNECT: Duration = Duration::from_secs(1);
/// How long a connection may be silent before the database is asked whether it is still there.
pub const IDLE_CHECK: Duration = Duration::from_secs(30);

/// Notifies other processes of commits here and receives their notifications, until `stop` is canceled. After `silence`
/// it checks that the connection still works.
pub async fn exchange(app: App, silence: Duration, stop: CancellationToken) {
    if app.db.engine == Engine::Sqlite {
        return;
    }
    // A process recognizes its own notifications by this name.
    let name = Uuid::now_v7().to_string();
    tokio::select! {
        () = stop.cancelled() => {}
        () = notify(&app, &name) => {}
        () = receive(&app, &name, silence) => {}
    }
}

async fn notify(app: &App, name: &str) {
    loop {
        app.wake_others.notified().await;
        let notify = Statement::from_sql_and_values(
            app.db.reader().get_database_backend(),
            "SELECT pg_notify($1, $2)",
            [CHANNEL.into(), name.into()],
        );
        if let Err(error) = app.db.reader().execute_raw(notify).await {
            tracing::warn!(%error, "could not notify other processes of new signals");
        }
    }
}

async fn receive(app: &App, name: &str, silence: Duration) {
    loop {
        if let Err(error) = listen(app, name, silence).await {
            tracing::warn!(%error, "cannot listen for other processes' signals; polling once a second");
        }
        sleep(RECONNECT).await;
    }
}

/// Listens on a connection of its own until the connection breaks.
async fn listen(app: &App, name: &str, silence: Duration) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect(app.config.database.url.expose()).await?;
    with_timeout(silence, listener.listen(CHANNEL)).await?;
    // Notifications sent before this point were missed.
    app.wake_tail.notify_one();
    loop {
        match timeout(silence, listener.try_recv()).await {
            Ok(Ok(Some(notification))) if notification.payload() == name => {}
            // A notification from another process; or `None`, because the connection broke and was rebuilt, and
            // notifications sent meanwhile were missed.
            Ok(Ok(_)) => app.wake_tail.notify_one(),
            Ok(Err(error)) => return Err(error),
            // Networks drop connections that are silent for long, and notify neither end.
            Err(_) => {
                with_timeout(silence, listener.execute("SELECT 1")).await?;
            }
        }
    }
}

/// Awaits what the database does at once, for a sixth of `silence` at most.
async fn with_timeout<T>(
    silence: Duration,
    query: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let result = timeout(silence / 6, query).await;
    result.unwrap_or_else(|_| Err(sqlx::Error::Io(ErrorKind::TimedOut.into())))
}
