//! Counts the connections of each client, and closes idle ones when others need them.
//!
//! A connection is idle when it has not sent a request yet, is between two requests, or is a WebSocket on which no one
//! has signed in. At the limit, the connection that has been idle longest is closed. So no number of idle connections,
//! from one address or from many, can keep other clients out. Running requests and sockets of signed-in users are never
//! closed in favor of others.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::client::Network;

/// All connected clients.
pub(super) struct Clients {
    connections_each: usize,
    unauthenticated_each: usize,
    table: Mutex<Table>,
}

/// Invariant: contains no client without a connection, so its size is bounded by the number of connections.
#[derive(Default)]
struct Table {
    clients: HashMap<Network, Client>,
    /// Idle connections by number. The lowest number has been idle longest.
    idle: BTreeMap<u64, IdleEntry>,
    next: u64,
}

#[derive(Default)]
struct Client {
    connections: usize,
    sockets: BTreeSet<u64>,
    /// Idle HTTP connections.
    http: BTreeSet<u64>,
}

struct IdleEntry {
    client: Option<Network>,
    close: CancellationToken,
}

/// The kind of an idle connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An HTTP connection without a request, or with an incomplete one.
    Http,
    /// A WebSocket on which no one has signed in.
    Socket,
}

impl Clients {
    pub(super) fn new(connections_each: usize, unauthenticated_each: usize) -> Arc<Self> {
        Arc::new(Self {
            connections_each,
            unauthenticated_each,
            table: Mutex::default(),
        })
    }

    /// Counts one more connection of a client. At the limit, closes the client's connection that has been idle longest,
    /// or returns `None` when none is idle. Counts nothing when the client is unknown, as for a trusted proxy.
    pub(super) fn count(self: &Arc<Self>, network: Option<Network>) -> Option<Counted> {
        let counted = Counted {
            clients: Arc::clone(self),
            network,
        };
        let Some(network) = network else {
            return Some(counted);
        };
        let mut table = self.lock();
        let client = table.clients.entry(network).or_default();
        client.connections += 1;
        if client.connections > self.connections_each {
            let oldest = client.oldest();
            let has_closed = oldest.is_some_and(|number| table.close(number));
            // Dropping `counted` takes the lock.
            drop(table);
            return has_closed.then_some(counted);
        }
        Some(counted)
    }

    /// Registers an idle connection, which may be closed through `close`. When the client has more unauthenticated
    /// sockets than allowed, closes the oldest of them.
    pub(super) fn register_idle(
        self: &Arc<Self>,
        network: Option<Network>,
        kind: Kind,
        close: CancellationToken,
    ) -> IdleConnection {
        let mut table = self.lock();
        let number = table.next;
        table.next += 1;
        let entry = IdleEntry {
            client: network,
            close,
        };
        table.idle.insert(number, entry);
        if let Some(network) = network {
            let client = table.clients.entry(network).or_default();
            match kind {
                Kind::Http => client.http.insert(number),
                Kind::Socket => client.sockets.insert(number),
            };
            if client.sockets.len() > self.unauthenticated_each {
                let oldest = client.sockets.first().copied();
                oldest.map(|oldest| table.close(oldest));
            }
        }
        IdleConnection {
            clients: Arc::clone(self),
            number,
        }
    }

    /// Whether a client has more idle connections than it should. Their timeouts are shorter then.
    pub(super) fn is_crowded(&self, network: Option<Network>) -> bool {
        let table = self.lock();
        let client = network.and_then(|network| table.clients.get(&network));
        client.is_some_and(|client| client.idle() > self.unauthenticated_each)
    }

    /// Closes the connection that has been idle longest. Returns whether there was one.
    pub(super) fn close_oldest(&self) -> bool {
        let mut table = self.lock();
        let oldest = table.idle.keys().next().copied();
        oldest.is_some_and(|number| table.close(number))
    }

    /// Closes the client's oldest socket on which no one has signed in. Returns whether there was one.
    pub(super) fn close_oldest_socket(&self, network: Network) -> bool {
        let mut table = self.lock();
        let client = table.clients.get(&network);
        let oldest = client.and_then(|client| client.sockets.first().copied());
        oldest.is_some_and(|number| table.close(number))
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn close(&mut self, number: u64) -> bool {
        let entry = self.remove(number);
        if let Some(entry) = &entry {
            entry.close.cancel();
        }
        entry.is_some()
    }

    fn remove(&mut self, number: u64) -> Option<IdleEntry> {
        let entry = self.idle.remove(&number)?;
        if let Some(network) = entry.client
            && let Some(client) = self.clients.get_mut(&network)
        {
            client.sockets.remove(&number);
            client.http.remove(&number);
            self.remove_if_unused(network);
        }
        Some(entry)
    }

    fn remove_if_unused(&mut self, network: Network) {
        let client = self.clients.get(&network);
        if client.is_some_and(|client| client.connections == 0 && client.idle() == 0) {
            self.clients.remove(&network);
        }
    }
}

impl Client {
    fn idle(&self) -> usize {
        self.sockets.len() + self.http.len()
    }

    fn oldest(&self) -> Option<u64> {
        let oldest = [self.sockets.first(), self.http.first()];
        oldest.into_iter().flatten().min().copied()
    }
}

/// A connection that counts toward its client's limit until this is dropped.
pub(super) struct Counted {
    clients: Arc<Clients>,
    network: Option<Network>,
}

impl Drop for Counted {
    fn drop(&mut self) {
        let Some(network) = self.network else {
            return;
        };
        let mut table = self.clients.lock();
        if let Some(client) = table.clients.get_mut(&network) {
            client.connections = client.connections.saturating_sub(1);
            table.remove_if_unused(network);
        }
    }
}

/// An idle connection. Dropping it removes the connection from the idle ones.
pub(super) struct IdleConnection {
    clients: Arc<Clients>,
    number: u64,
}

impl Drop for IdleConnection {
    fn drop(&mut self) {
        self.clients.lock().remove(self.number);
    }
}
