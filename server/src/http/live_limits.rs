//! Limits what stays open: the WebSockets and event streams of a client or a session, and the bytes that the
//! subscriptions of a session hold.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::auth::Caller;
use crate::client::Network;
use crate::config::limits::LiveLimits;
use crate::ids::SessionId;

/// Whom an open connection or a subscription is counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Holder {
    Session(SessionId),
    /// `None` is every client whose address is not known.
    Client(Option<Network>),
}

impl Holder {
    /// The session of a caller, or the client of an anonymous one.
    pub(super) fn of(caller: &Caller, network: Option<Network>) -> Self {
        match caller.session() {
            Ok(signed_in) => Self::Session(signed_in.session.id),
            Err(_) => Self::Client(network),
        }
    }
}

/// What is open at the moment.
#[derive(Debug)]
pub(super) struct LiveUse {
    limits: LiveLimits,
    /// Invariant: contains no holder of nothing, so its size is bounded by the number of connections.
    table: Mutex<HashMap<Holder, Usage>>,
}

#[derive(Debug, Default)]
struct Usage {
    connections: usize,
    bytes: usize,
}

impl LiveUse {
    pub(super) fn new(limits: LiveLimits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            table: Mutex::default(),
        })
    }

    /// Counts one more WebSocket or event stream. Returns `None` at the limit, unless `displace` closes another one.
    pub(super) fn connect(
        self: &Arc<Self>,
        holder: Holder,
        displace: impl FnOnce() -> bool,
    ) -> Option<OpenConnection> {
        let limit = match holder {
            Holder::Session(_) => self.limits.sockets_of_session,
            Holder::Client(Some(_)) => self.limits.sockets_of_client,
            Holder::Client(None) => None,
        };
        let mut table = self.lock();
        let usage = table.entry(holder).or_default();
        usage.connections += 1;
        let is_over = limit.is_some_and(|limit| usage.connections > limit);
        drop(table);
        // From here on, dropping it counts it out again.
        let connection = OpenConnection {
            live: Arc::clone(self),
            holder,
        };
        (!is_over || displace()).then_some(connection)
    }

    /// Counts the bytes of one more subscription. Returns `None` when they exceed the budget.
    pub(super) fn hold(self: &Arc<Self>, holder: Holder, bytes: usize) -> Option<HeldBytes> {
        let budget = self.limits.bytes_of_session.unwrap_or(usize::MAX);
        let mut table = self.lock();
        let held = table.get(&holder).map_or(0, |usage| usage.bytes);
        if held.saturating_add(bytes) > budget {
            return None;
        }
        table.entry(holder).or_default().bytes += bytes;
        drop(table);
        Some(HeldBytes {
            live: Arc::clone(self),
            holder,
            bytes,
        })
    }

    fn release(&self, holder: Holder, connections: usize, bytes: usize) {
        let mut table = self.lock();
        let Some(usage) = table.get_mut(&holder) else {
            return;
        };
        usage.connections = usage.connections.saturating_sub(connections);
        usage.bytes = usage.bytes.saturating_sub(bytes);
        if usage.connections == 0 && usage.bytes == 0 {
            table.remove(&holder);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Holder, Usage>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A WebSocket or event stream, which is counted until this is dropped.
#[derive(Debug)]
pub(super) struct OpenConnection {
    live: Arc<LiveUse>,
    holder: Holder,
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.live.release(self.holder, 1, 0);
    }
}

/// The bytes of a subscription, which are counted until this is dropped.
#[derive(Debug)]
pub(super) struct HeldBytes {
    live: Arc<LiveUse>,
    holder: Holder,
    bytes: usize,
}

impl Drop for HeldBytes {
    fn drop(&mut self) {
        self.live.release(self.holder, 0, self.bytes);
    }
}
