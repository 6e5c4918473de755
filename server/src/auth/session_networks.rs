//! Notices a session that is used from two networks in turn: somebody else may have a copy of its token.
//!
//! A cached session remembers the network of its last request, so that a request usually costs one comparison. IPv4 and
//! IPv6 are compared each on their own, because browsers use both in turn where a network has both.

use super::Client;
use super::caller::SignedIn;
use super::suspicions::{Rule, Subject, Suspicion, note};
use crate::app::App;
use crate::ids::SessionId;
use crate::rate_limits::Limit;
use chrono::Duration;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// How soon a session must be back in the first network.
const SOON: Duration = Duration::minutes(10);
/// Sessions in each of two generations. Both take about 8 MiB at most.
const CAPACITY: usize = 20_000;

/// The networks of the last requests of a cached session.
#[derive(Debug, Default)]
pub(super) struct LastNetworks {
    v4: AtomicU64,
    v6: AtomicU64,
}

/// The networks from which sessions were used.
#[derive(Debug, Default)]
pub struct SessionNetworks(Mutex<Generations>);

#[derive(Debug, Default)]
struct Generations {
    newer: HashMap<Key, Trail>,
    older: HashMap<Key, Trail>,
}

/// A session, and whether its requests come by IPv6.
type Key = (SessionId, bool);

/// The last two networks of a session.
#[derive(Debug, Clone, Copy)]
struct Trail {
    latest: Stay,
    earlier: Option<Stay>,
}

/// The use of a session from one network.
#[derive(Debug, Clone, Copy)]
struct Stay {
    network: u64,
    address: IpAddr,
    /// The last use, by the monotonic clock.
    seen_at: Duration,
}

/// Notes a request with a session.
pub(super) fn note_request(app: &App, signed_in: &SignedIn, client: &Client) {
    let Some(address) = client.ip.map(|address| address.to_canonical()) else {
        return;
    };
    let network = network(address);
    let last = match address {
        IpAddr::V4(_) => &signed_in.networks.v4,
        IpAddr::V6(_) => &signed_in.networks.v6,
    };
    if last.load(Ordering::Relaxed) != network {
        last.store(network, Ordering::Relaxed);
        note_network(app, signed_in, network, address);
    }
}

/// Called when the network has changed, and when the session was looked up again.
fn note_network(app: &App, signed_in: &SignedIn, network: u64, address: IpAddr) {
    let session = &signed_in.session;
    let stay = Stay {
        network,
        address,
        seen_at: app.clock.elapsed(),
    };
    let key = (session.id, address.is_ipv6());
    let Some(other) = app.session_networks.visit(key, stay) else {
        return;
    };
    let id = session.id.to_string();
    if !app.rate_limits.is_first(Limit::SharedSessions, &id) {
        return;
    }
    let facts = [
        ("sessionId", id),
        ("firstAddress", address.to_string()),
        ("secondAddress", other.to_string()),
    ];
    let facts = facts.map(|(name, value)| (name.to_owned(), value.into()));
    let suspicion = Suspicion {
        rule: Rule::SessionFromTwoNetworks,
        subject: Subject::User(session.user_id),
        facts: facts.into_iter().collect(),
        client: None,
    };
    note(app, suspicion);
}

impl SessionNetworks {
    /// Returns the other address if the session is back in its first network soon after it left it.
    fn visit(&self, key: Key, stay: Stay) -> Option<IpAddr> {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut trail) = generations.take(&key) else {
            let trail = Trail {
                latest: stay,
                earlier: None,
            };
            generations.put(key, trail);
            return None;
        };
        let other = trail.visit(stay);
        generations.put(key, trail);
        other
    }
}

impl Trail {
    fn visit(&mut self, stay: Stay) -> Option<IpAddr> {
        let left = self.latest;
        self.latest = stay;
        if left.network == stay.network {
            return None;
        }
        let first = self.earlier.replace(left)?;
        let is_back = first.network == stay.network && stay.seen_at - first.seen_at <= SOON;
        is_back.then_some(left.address)
    }
}

impl Generations {
    fn take(&mut self, key: &Key) -> Option<Trail> {
        self.newer.remove(key).or_else(|| self.older.remove(key))
    }

    fn put(&mut self, key: Key, trail: Trail) {
        if self.newer.len() >= CAPACITY {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(key, trail);
    }
}

/// A number for the network that one provider usually has: an IPv4 /16 or an IPv6 /48. Never 0.
fn network(address: IpAddr) -> u64 {
    match address {
        IpAddr::V4(address) => (1 << 48) | u64::from(address.to_bits() >> 16),
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            (1 << 48) | (u64::from(a) << 32) | (u64::from(b) << 16) | u64::from(c)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(networks: &SessionNetworks, key: Key, address: &str, minutes: i64) -> Option<String> {
        let address: IpAddr = address.parse().expect("an address");
        let stay = Stay {
            network: network(address),
            address,
            seen_at: Duration::minutes(minutes),
        };
        networks.visit(key, stay).map(|other| other.to_string())
    }

    #[test]
    fn only_a_return_within_ten_minutes_is_noticed() {
        let networks = SessionNetworks::default();
        let key = (SessionId::new(), false);
        let visit = |address, minutes| visit(&networks, key, address, minutes);
        assert_eq!(visit("10.1.0.1", 0), None);
        assert_eq!(visit("10.1.9.9", 1), None, "the same /16");
        assert_eq!(visit("10.2.0.1", 2), None, "a change of networks");
        assert_eq!(visit("10.2.0.1", 11), None);
        assert_eq!(visit("10.1.0.1", 12), None, "too late");
        assert_eq!(visit("10.2.0.1", 13).as_deref(), Some("10.1.0.1"));
        assert_eq!(visit("10.3.0.1", 14), None, "a third network");
    }

    #[test]
    fn memory_is_bounded() {
        let networks = SessionNetworks::default();
        for _ in 0..3 * CAPACITY {
            visit(&networks, (SessionId::new(), false), "10.1.0.1", 0);
        }
        let generations = networks.0.lock().expect("the networks");
        assert!(generations.newer.len() <= CAPACITY && generations.older.len() <= CAPACITY);
    }

    #[test]
    fn networks_of_ipv6_have_48_bits() {
        let of = |address: &str| network(address.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:ffff::1"));
        assert_ne!(of("2001:db8:1::1"), of("2001:db8:2::1"));
    }
}
