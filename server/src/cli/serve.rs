//! Serves requests until the system asks to stop.

use super::{Outcome, say};
use bruinbridge::app::App;
use bruinbridge::work::deferred;
use bruinbridge::{http, jobs};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Listens, prints the addresses, and serves.
pub(crate) async fn serve(app: App) -> Outcome {
    let bind = app.config.bind;
    let listener = TcpListener::bind(bind).await.map_err(|error| {
        format!("BIND: cannot listen on {bind} ({error}); for example BIND=127.0.0.1:8001")
    })?;
    let address = listener.local_addr()?;
    let stop = CancellationToken::new();
    tokio::spawn(stop_on_signal(stop.clone()));
    let jobs = tokio::spawn(jobs::run(app.clone(), stop.clone()));
    let playground = match app.config.graphql.playground {
        true => format!("\n  Playground  http://{address}/playground"),
        false => String::new(),
    };
    say(&format!(
        "BruinBridge is ready.\n  Console     http://{address}/{playground}\n  GraphQL     http://{address}/graphql\n  Live        ws://{address}/graphql\nStop with Ctrl-C."
    ))?;
    http::serve(app.clone(), listener, stop.clone()).await?;
    stop.cancel();
    let drained = async {
        // A job that panics is restarted by `jobs::run`, so its own result says nothing more.
        let _ = tokio::join!(jobs, app.background_is_done());
        deferred::drain(&app).await;
        jobs::record_last_refusals(&app).await;
    };
    // An email that is interrupted here is sent again later.
    if tokio::time::timeout(app.config.limits.drain, drained)
        .await
        .is_err()
    {
        tracing::warn!("stopped with work in progress");
    }
    app.hasher.stop();
    Ok(())
}

/// Shuts down gracefully on Ctrl-C and on SIGTERM from the service manager.
async fn stop_on_signal(stop: CancellationToken) {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("stopping");
    stop.cancel();
}
