//! The reference for the live stream: axum's WebSockets, to which a prepared frame is broadcast on each POST.

use crate::Outcome;
use axum::Router;
use axum::extract::ws::{Message, WebSocket};
use axum::extract::{State, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use axum::serve::ListenerExt;
use std::io::Write;
use tokio::net::TcpListener;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{Receiver, Sender};

/// The number of frames that a slow socket may be behind.
const BUFFER: usize = 4096;

#[derive(Clone)]
struct Channel {
    frames: Sender<Message>,
    frame: Message,
}

/// Serves on a free port and prints its address; frames have `bytes` bytes.
pub(crate) async fn serve(bytes: usize) -> Outcome {
    let start = r#"{"type":"next","id":"1","payload":""#;
    let padding = "x".repeat(bytes.saturating_sub(start.len() + 2));
    let channel = Channel {
        frames: Sender::new(BUFFER),
        frame: Message::from(format!("{start}{padding}\"}}")),
    };
    let router = Router::new()
        .route("/graphql", get(open).post(emit))
        .with_state(channel);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    let listener = listener.tap_io(|stream| {
        // Like the server.
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, router).await?)
}

async fn emit(State(channel): State<Channel>, _body: String) {
    // Having no receivers is not an error.
    let _ = channel.frames.send(channel.frame.clone());
}

async fn open(State(channel): State<Channel>, upgrade: WebSocketUpgrade) -> Response {
    let frames = channel.frames.subscribe();
    upgrade
        .protocols(["graphql-transport-ws"])
        .read_buffer_size(1024)
        .write_buffer_size(4096)
        .on_upgrade(|socket| play(socket, frames))
}

async fn play(mut socket: WebSocket, mut frames: Receiver<Message>) {
    loop {
        let frame = tokio::select! {
            frame = frames.recv() => frame,
            message = socket.recv() => match message {
                Some(Ok(_)) => continue,
                _ => return,
            },
        };
        match frame {
            Ok(frame) => {
                if socket.send(frame).await.is_err() {
                    return;
                }
            }
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}
