//! Counts at how many accounts each client fails to sign in within an hour, in memory that is bounded.
//!
//! What is counted is kept in two generations, as in `table.rs`: when the newer one is full, the older one is dropped, so
//! that a flood of clients displaces only those that tried nothing meanwhile.

use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// For how long an account counts, in seconds.
const MEMORY: f64 = 3600.0;
/// Pairs of client and account in each generation. Both take about 4 MiB at most.
const CAPACITY: usize = 1 << 16;

/// The clients that failed, with the accounts at which they did, both as digests.
#[derive(Debug, Default)]
pub(super) struct AccountsPerClient(Mutex<Generations>);

#[derive(Debug, Default)]
struct Generations {
    newer: HashMap<u64, Vec<Tried>>,
    older: HashMap<u64, Vec<Tried>>,
    /// Pairs in the newer generation.
    pairs: usize,
}

/// An account, as a digest, and when it was tried last.
#[derive(Debug, Clone, Copy)]
struct Tried {
    account: u64,
    at: f64,
}

impl AccountsPerClient {
    /// Counts a failure at a time in seconds. Returns the number of accounts, including this one, that the client tried
    /// within the last hour; no more than `most` are counted.
    pub(super) fn count(&self, client: &str, account: &str, most: usize, now: f64) -> usize {
        let (client, account) = (digest(client), digest(account));
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tried = generations.take(&client);
        tried.retain(|tried| tried.account != account && now - tried.at < MEMORY);
        // The oldest ones come first.
        let surplus = (tried.len() + 1).saturating_sub(most);
        tried.drain(..surplus.min(tried.len()));
        tried.push(Tried { account, at: now });
        let count = tried.len();
        generations.put(client, tried);
        count
    }
}

impl Generations {
    fn take(&mut self, client: &u64) -> Vec<Tried> {
        if let Some(tried) = self.newer.remove(client) {
            self.pairs -= tried.len();
            return tried;
        }
        self.older.remove(client).unwrap_or_default()
    }

    fn put(&mut self, client: u64, tried: Vec<Tried>) {
        if self.pairs + tried.len() > CAPACITY {
            self.older = std::mem::take(&mut self.newer);
            self.pairs = 0;
        }
        self.pairs += tried.len();
        self.newer.insert(client, tried);
    }
}

/// Stands for a text: nothing that is typed is kept.
fn digest(text: &str) -> u64 {
    let digest = Sha256::digest(text);
    digest.first_chunk().copied().map_or(0, u64::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_counted_once_and_for_an_hour() {
        let accounts = AccountsPerClient::default();
        let count = |account: &str, now| accounts.count("client", account, 4, now);
        assert_eq!(
            [count("a", 0.0), count("a", 1.0), count("b", 2.0)],
            [1, 1, 2]
        );
        assert_eq!(accounts.count("other", "a", 4, 2.0), 1);
        // "a" was tried last at 1.0.
        assert_eq!(count("c", 3600.5), 3);
        assert_eq!(count("d", 3601.5), 3);
        // No more are counted than asked for.
        assert_eq!([count("e", 3601.6), count("f", 3601.7)], [4, 4]);
        assert_eq!(count("g", 9000.0), 1);
    }

    #[test]
    fn memory_is_bounded_and_who_is_active_is_not_displaced() {
        let accounts = AccountsPerClient::default();
        for number in 0..300_000 {
            if number % 1000 == 0 {
                let known = accounts.count("active", &format!("{}", number % 7000), 100, 0.0);
                assert_eq!(known, (number / 1000 + 1).min(7), "{number}");
            }
            accounts.count(&format!("client {number}"), "a", 100, 0.0);
        }
        let generations = accounts.0.lock().expect("the accounts");
        let pairs =
            |clients: &HashMap<u64, Vec<Tried>>| clients.values().map(Vec::len).sum::<usize>();
        assert_eq!(pairs(&generations.newer), generations.pairs);
        assert!(pairs(&generations.newer) <= CAPACITY && pairs(&generations.older) <= CAPACITY);
    }
}
