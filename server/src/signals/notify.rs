//! Between processes on one PostgreSQL: a commit here wakes the tail there.
//!
//! A hint and no more: it may get lost, and the tail looks by itself every second. It is sent after the commit,
//! because a NOTIFY inside a transaction takes a lock of the whole instance when it commits, and by one task, so
//! that many commits make few hints.

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
/// How long to wait before the next try to listen.
const RECONNECT: Duration = Duration::from_secs(1);
/// How long nothing may be heard before the database is asked whether it is still there.
pub const IDLE_CHECK: Duration = Duration::from_secs(30);

/// Tells other processes of commits here and hears of theirs, until told to stop. After `silence` it asks whether it
/// would still hear.
pub async fn exchange(app: App, silence: Duration, stop: CancellationToken) {
    if app.db.engine == Engine::Sqlite {
        return;
    }
    // By its name a process knows its own voice.
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
            tracing::warn!(%error, "other processes were not told of new signals");
        }
    }
}

async fn receive(app: &App, name: &str, silence: Duration) {
    loop {
        if let Err(error) = listen(app, name, silence).await {
            tracing::warn!(%error, "cannot hear of other processes' signals; looking once a second");
        }
        sleep(RECONNECT).await;
    }
}

/// Listens on a connection of its own until it breaks.
async fn listen(app: &App, name: &str, silence: Duration) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect(app.config.database.url.expose()).await?;
    soon(silence, listener.listen(CHANNEL)).await?;
    // What was said before went unheard.
    app.wake_tail.notify_one();
    loop {
        match timeout(silence, listener.try_recv()).await {
            Ok(Ok(Some(notification))) if notification.payload() == name => {}
            // Another's word; or none, because the connection broke and was rebuilt: what was said then went unheard.
            Ok(Ok(_)) => app.wake_tail.notify_one(),
            Ok(Err(error)) => return Err(error),
            // Networks forget connections on which nothing is said, and tell neither end.
            Err(_) => {
                soon(silence, listener.execute("SELECT 1")).await?;
            }
        }
    }
}

/// An answer to what the database does at once, in a sixth of the time that it may be silent.
async fn soon<T>(
    silence: Duration,
    answer: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let answered = timeout(silence / 6, answer).await;
    answered.unwrap_or_else(|_| Err(sqlx::Error::Io(ErrorKind::TimedOut.into())))
}
