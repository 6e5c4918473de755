//! Opens a socket and a stream of a session, and checks that both end.

use std::time::{Duration, Instant};

use bruinbridge::db::Engine;
use serde_json::json;

use super::events::Events;
use super::support::text;
use crate::harness::{Client, Server};
use crate::http::support::Socket;

/// The kind of account whose sockets end.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Of {
    Member,
    /// A member whose account deletion is pending.
    Leaving,
    /// An administrator with the role DESK.
    Admin,
}

/// A socket and a stream of one session in one process.
pub(super) struct Ends {
    pub(super) socket: Socket,
    /// `None` for an account whose deletion is pending: it cannot open a stream.
    pub(super) events: Option<Events>,
}

impl Ends {
    /// Opens both.
    pub(super) async fn open(server: &Server, token: &str, of: Of) -> Self {
        let socket = open(server, &server.client_with(token)).await;
        let document = match of {
            Of::Member => "subscription { accountSignals(after: \"0\") { name } }",
            Of::Admin => "subscription { signals(after: \"0\") { name } }",
            Of::Leaving => {
                let events = None;
                return Self { socket, events };
            }
        };
        let mut events = Events::open(&server.client_with(token), document, &[]).await;
        events.next().await.expect("an event");
        let events = Some(events);
        Self { socket, events }
    }

    /// Opens both in each process. On SQLite there is only one process.
    pub(super) async fn everywhere([here, there]: [&Server; 2], token: &str, of: Of) -> Vec<Self> {
        let mut open = vec![Self::open(here, token, of).await];
        if here.app.db.engine == Engine::Postgres {
            open.push(Self::open(there, token, of).await);
        }
        open
    }

    /// Fails unless all of them end within a second.
    pub(super) async fn all(open: Vec<Self>, title: &str, code: u16) {
        let happened = Instant::now();
        for ends in open {
            ends.end(title, code).await;
        }
        let took = happened.elapsed();
        assert!(took < Duration::from_secs(1), "{title}: {took:?}");
    }

    /// Fails unless both end with this code.
    pub(super) async fn end(mut self, title: &str, code: u16) {
        assert_eq!(self.socket.closed_in_the_end().await, code, "{title}");
        let Some(mut events) = self.events else {
            return;
        };
        let actual = loop {
            let event = events.next().await.expect(title);
            assert_eq!(event.kind, "next", "{title}");
            if let Some(errors) = event.payload().get("errors") {
                break text(&errors[0]["extensions"], "code");
            }
        };
        let expected = if code == 4401 {
            "UNAUTHENTICATED"
        } else {
            "FORBIDDEN"
        };
        assert_eq!(actual, expected, "{title}");
        assert_eq!(events.next().await.expect(title).kind, "complete");
        assert!(events.next().await.is_none(), "{title}");
    }
}

/// Opens a socket that is signed in with the session of a client.
pub(super) async fn open(server: &Server, client: &Client) -> Socket {
    let mut socket = Socket::open(server).await;
    let token = client.token.as_deref().expect("a token");
    let authorization = format!("Bearer {token}");
    socket
        .initialize(json!({ "authorization": authorization }))
        .await;
    socket
}
