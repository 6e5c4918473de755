//! Serves requests until the system asks to stop.

use super::{Outcome, say};
use bruinbridge::app::App;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Listens, prints the addresses, and serves.
pub(crate) async fn serve(app: App) -> Outcome {
    let bind = app.config.bind;
    let listener = TcpListener::bind(bind).await.map_err(|error| {
        format!("BIND: cannot listen on {bind} ({error}); for example BIND=127.0.0.1:8001")
    })?;
    let address = listener.local_addr()?;
    // Ctrl-C, or SIGTERM from the service manager.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let playground = match app.config.graphql.playground {
        true => format!("\n  Playground  http://{address}/playground"),
        false => String::new(),
    };
    say(&format!(
        "BruinBridge is ready.\n  Console     http://{address}/{playground}\n  GraphQL     http://{address}/graphql\n  Live        ws://{address}/graphql\nStop with Ctrl-C."
    ))?;
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    Ok(app.serve(listener, stop).await?)
}
