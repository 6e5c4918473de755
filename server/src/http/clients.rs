//! How many connections each client has, and which may be closed to make room for others.
//!
//! Whoever only waits (says nothing yet, is between two requests, has not signed in on its socket) keeps its place as
//! long as nobody else needs it; then the one that has waited longest is closed. So no number of silent connections,
//! from one address or from many, shuts anybody out. What runs, and sockets of members, are never closed for others.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio_util::sync::CancellationToken;

/// A client as the limits see it: an IPv4 address, or the /64 network that an IPv6 client chooses its addresses from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Network(IpAddr);

impl Network {
    pub(super) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let prefix = address.to_bits() >> 64 << 64;
                Self(Ipv6Addr::from_bits(prefix).into())
            }
            address => Self(address),
        }
    }
}

/// All clients that are connected.
pub(super) struct Clients {
    connections_each: usize,
    unauthenticated_each: usize,
    table: Mutex<Table>,
}

/// Invariant: holds nothing about clients without a connection, so that it is as small as they are few.
#[derive(Default)]
struct Table {
    clients: HashMap<Network, Client>,
    /// By their numbers, which are their order.
    waiting: BTreeMap<u64, Waiter>,
    next: u64,
}

#[derive(Default)]
struct Client {
    connections: usize,
    sockets: BTreeSet<u64>,
    /// Connections that speak HTTP.
    others: BTreeSet<u64>,
}

struct Waiter {
    client: Option<Network>,
    close: CancellationToken,
}

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A connection without a request, or with one that is not complete.
    Http,
    /// A WebSocket on which nobody has signed in.
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

    /// Counts one more connection of a client. One too many takes the place of one that waits; nothing if none does.
    /// Without a client, whom nobody knows behind a proxy of ours, there is nothing to count.
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
            let has_made_room = oldest.is_some_and(|number| table.close(number));
            // Dropping what was counted takes the lock.
            drop(table);
            return has_made_room.then_some(counted);
        }
        Some(counted)
    }

    /// Puts a connection among those that `close` may close. A socket too many takes the place of the client's oldest.
    pub(super) fn wait(
        self: &Arc<Self>,
        network: Option<Network>,
        kind: Kind,
        close: CancellationToken,
    ) -> Waiting {
        let mut table = self.lock();
        let number = table.next;
        table.next += 1;
        let waiter = Waiter {
            client: network,
            close,
        };
        table.waiting.insert(number, waiter);
        if let Some(network) = network {
            let client = table.clients.entry(network).or_default();
            match kind {
                Kind::Http => client.others.insert(number),
                Kind::Socket => client.sockets.insert(number),
            };
            if client.sockets.len() > self.unauthenticated_each {
                let oldest = client.sockets.first().copied();
                oldest.map(|oldest| table.close(oldest));
            }
        }
        Waiting {
            clients: Arc::clone(self),
            number,
        }
    }

    /// Whether more of a client's connections wait than should; they are given less time then.
    pub(super) fn is_crowded(&self, network: Option<Network>) -> bool {
        let table = self.lock();
        let client = network.and_then(|network| table.clients.get(&network));
        client.is_some_and(|client| client.waiting() > self.unauthenticated_each)
    }

    /// Closes the connection that has waited longest; returns whether there was one.
    pub(super) fn make_room(&self) -> bool {
        let mut table = self.lock();
        let oldest = table.waiting.keys().next().copied();
        oldest.is_some_and(|number| table.close(number))
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn close(&mut self, number: u64) -> bool {
        let waiter = self.remove(number);
        if let Some(waiter) = &waiter {
            waiter.close.cancel();
        }
        waiter.is_some()
    }

    fn remove(&mut self, number: u64) -> Option<Waiter> {
        let waiter = self.waiting.remove(&number)?;
        if let Some(network) = waiter.client
            && let Some(client) = self.clients.get_mut(&network)
        {
            client.sockets.remove(&number);
            client.others.remove(&number);
            self.forget(network);
        }
        Some(waiter)
    }

    fn forget(&mut self, network: Network) {
        let client = self.clients.get(&network);
        if client.is_some_and(|client| client.connections == 0 && client.waiting() == 0) {
            self.clients.remove(&network);
        }
    }
}

impl Client {
    fn waiting(&self) -> usize {
        self.sockets.len() + self.others.len()
    }

    fn oldest(&self) -> Option<u64> {
        let oldest = [self.sockets.first(), self.others.first()];
        oldest.into_iter().flatten().min().copied()
    }
}

/// One connection of a client, until dropped.
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
            table.forget(network);
        }
    }
}

/// One connection that waits, until dropped.
pub(super) struct Waiting {
    clients: Arc<Clients>,
    number: u64,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.clients.lock().remove(self.number);
    }
}
