//! Limits on abuse: how often a client, an account or a mailbox may do what costs others something.
//!
//! A command charges a limit before its work and, where only failures count, refunds it afterwards: attempts that run
//! at the same time are all counted. Processes on one PostgreSQL share their counts (`shared.rs`). Where there is one
//! process, the counts are in memory only and start at zero with it.

mod distinct;
mod limit;
mod policy;
pub mod shared;
mod table;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};

use self::distinct::AccountsPerClient;
pub use self::limit::Limit;
pub(crate) use self::policy::MAX_DELAY;
use self::policy::{Cell, Policy};
use self::table::{Key, Table};
use crate::client::Client;
use crate::clock::Clock;
use crate::config::rate_limits::{RateLimitsConfig, Rates};
use crate::error::{Error, Result};

/// The limits and what counts toward them.
#[derive(Debug)]
pub struct RateLimits {
    is_on: bool,
    clock: Clock,
    policies: HashMap<Limit, Policy>,
    accounts: AccountsPerClient,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    tables: HashMap<Limit, Table>,
    /// Charges that other processes do not know yet; `None` where there are no others.
    unshared: Option<HashMap<(Limit, Key), f64>>,
    /// The time, by the database's clock, of the last row that was read.
    shared_until: f64,
}

/// The most charges that wait to be shared; more are counted in this process only.
const MAX_UNSHARED: usize = 20_000;

impl RateLimits {
    /// Creates the limits. With `is_shared`, charges are collected for other processes.
    #[must_use]
    pub fn new(config: &RateLimitsConfig, clock: Clock, is_shared: bool) -> Self {
        let rates = |rates: &_| Policy::Rates(Clone::clone(rates));
        let delay = |free| Policy::Delay { free };
        let policies = [
            (Limit::FailuresPerClient, rates(&config.sign_ins_per_client)),
            (Limit::FailuresPerPair, delay(config.free_sign_ins_per_pair)),
            (
                Limit::FailuresPerAccount,
                delay(config.free_sign_ins_per_account),
            ),
            (Limit::SignInsPerPair, rates(&config.sign_ins_per_pair)),
            (Limit::GuessesPerWindow, rates(&Rates::one_in(MAX_DELAY))),
            (
                Limit::FailuresPerDevice,
                delay(config.free_sign_ins_per_pair),
            ),
            (Limit::PasswordChecks, delay(config.free_password_checks)),
            (
                Limit::PasswordCandidates,
                rates(&config.password_candidates_per_client),
            ),
            (
                Limit::Registrations,
                rates(&config.registrations_per_client),
            ),
            (
                Limit::RegistrationsWithoutProof,
                rates(&config.registrations_without_proof),
            ),
            (Limit::SpentProofs, rates(&Rates::one_in(86_400.0))),
            (
                Limit::EmailRequests,
                rates(&config.email_requests_per_client),
            ),
            (Limit::EmailsPerAddress, rates(&config.emails_per_address)),
            (
                Limit::OtherEmailsPerAddress,
                rates(&config.emails_per_address.with_one_less()),
            ),
            (
                Limit::MatchEmailsPerAddress,
                rates(&config.match_emails_per_address),
            ),
            (Limit::Links, rates(&config.links_per_client)),
            (Limit::CodesPerAddress, rates(&config.codes_per_address)),
            (
                Limit::EmailChanges,
                rates(&config.email_changes_per_account),
            ),
            (Limit::Messages, rates(&config.messages_per_account)),
            (Limit::Pictures, rates(&config.pictures_per_account)),
            (Limit::Requests, rates(&config.requests_per_account)),
            (Limit::Concerns, rates(&config.concerns_per_account)),
            (Limit::Exports, rates(&config.exports_per_account)),
            (Limit::ExportParts, rates(&config.export_parts_per_account)),
            (
                Limit::FailureRecords,
                rates(&config.failure_records_per_client),
            ),
            (Limit::GuessingClients, rates(&Rates::one_in(3600.0))),
            (Limit::GuessedAccounts, rates(&Rates::one_in(86_400.0))),
            (Limit::SharedSessions, rates(&Rates::one_in(86_400.0))),
        ];
        let state = State {
            tables: HashMap::new(),
            unshared: is_shared.then(HashMap::new),
            shared_until: 0.0,
        };
        Self {
            is_on: config.is_on,
            clock,
            policies: policies.into_iter().collect(),
            accounts: AccountsPerClient::default(),
            state: Mutex::new(state),
        }
    }

    /// Whether any limit holds.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.is_on
    }

    /// Charges one attempt.
    ///
    /// # Errors
    /// `RateLimited`; then nothing is charged.
    pub fn charge(&self, limit: Limit, who: &str) -> Result<()> {
        self.charge_all(&[(limit, who)])
            .map_err(|waits| limited(waits.into_iter().map(|(_, wait)| wait)))
    }

    /// Charges one attempt of a client. A client without a network, as on the command line, has no limits.
    ///
    /// # Errors
    /// `RateLimited`; then nothing is charged.
    pub fn charge_client(&self, limit: Limit, client: &Client) -> Result<()> {
        match client.origin() {
            Some(network) => self.charge(limit, &network.to_string()),
            None => Ok(()),
        }
    }

    /// Gives back one attempt of a client that turned out not to count.
    pub fn refund_client(&self, limit: Limit, client: &Client) {
        if let Some(network) = client.origin() {
            self.refund(limit, &network.to_string());
        }
    }

    /// Charges one attempt to several limits, or to none if one of them refuses it.
    ///
    /// # Errors
    /// The limits that refuse it, with how long each has to wait.
    pub(crate) fn charge_all(
        &self,
        charges: &[(Limit, &str)],
    ) -> std::result::Result<(), Vec<(Limit, Duration)>> {
        if !self.is_on {
            return Ok(());
        }
        let now = self.now();
        let mut state = self.lock();
        let waits: Vec<_> = charges
            .iter()
            .map(|(limit, who)| (*limit, self.wait(&state, *limit, who, now)))
            .filter(|(_, wait)| *wait > 0.0)
            .map(|(limit, wait)| (limit, Duration::from_secs_f64(wait)))
            .collect();
        if !waits.is_empty() {
            return Err(waits);
        }
        for (limit, who) in charges {
            self.add(&mut state, *limit, key(*limit, who), 1.0, now);
        }
        Ok(())
    }

    /// Gives back one attempt that was charged and turned out not to count.
    pub fn refund(&self, limit: Limit, who: &str) {
        if self.is_on {
            let now = self.now();
            self.add(&mut self.lock(), limit, key(limit, who), -1.0, now);
        }
    }

    /// Forgets all attempts.
    pub fn forget(&self, limit: Limit, who: &str) {
        if !self.is_on {
            return;
        }
        let key = key(limit, who);
        let now = self.now();
        let mut state = self.lock();
        let level = state
            .cell(limit, &key)
            .levels
            .iter()
            .copied()
            .fold(0.0, f64::max);
        self.add(&mut state, limit, key, -level, now);
        state.tables.entry(limit).or_default().remove(&key);
    }

    /// Whether something has not happened within the time of its limit; then it counts as having happened now. Also where the
    /// limits on abuse do not hold.
    pub(crate) fn is_first(&self, limit: Limit, who: &str) -> bool {
        let now = self.now();
        let mut state = self.lock();
        if self.wait(&state, limit, who, now) > 0.0 {
            return false;
        }
        self.add(&mut state, limit, key(limit, who), 1.0, now);
        true
    }

    /// Whether what is free of a delay is used up.
    pub(crate) fn is_delaying(&self, limit: Limit, who: &str) -> bool {
        let cell = self.lock().cell(limit, &key(limit, who));
        let policy = self.policies.get(&limit);
        policy.is_some_and(|policy| policy.is_delaying(&cell, self.now()))
    }

    /// Counts a failure of a client at an account. Returns at how many accounts it failed within an hour; at most `most`
    /// are counted.
    pub(crate) fn count_account(&self, client: &str, account: &str, most: usize) -> usize {
        self.accounts.count(client, account, most, self.now())
    }

    /// Frees the memory of what is over.
    pub fn tidy(&self) {
        let now = self.now();
        let mut state = self.lock();
        for (limit, table) in &mut state.tables {
            if let Some(policy) = self.policies.get(limit) {
                table.tidy(|cell| !policy.is_forgotten(cell, now));
            }
        }
    }

    fn wait(&self, state: &State, limit: Limit, who: &str, now: f64) -> f64 {
        let cell = state.cell(limit, &key(limit, who));
        let policy = self.policies.get(&limit);
        policy.map_or(0.0, |policy| policy.wait(&cell, now))
    }

    fn add(&self, state: &mut State, limit: Limit, key: Key, count: f64, now: f64) {
        let Some(policy) = self.policies.get(&limit) else {
            return;
        };
        let mut cell = state.cell(limit, &key);
        policy.charge(&mut cell, count, now);
        state.put(limit, key, cell);
        if let Some(unshared) = &mut state.unshared
            && (unshared.len() < MAX_UNSHARED || unshared.contains_key(&(limit, key)))
        {
            *unshared.entry((limit, key)).or_default() += count;
        }
    }

    /// Seconds since the start of this process.
    fn now(&self) -> f64 {
        self.clock.elapsed().as_seconds_f64()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn cell(&self, limit: Limit, key: &Key) -> Cell {
        let table = self.tables.get(&limit);
        table.and_then(|table| table.get(key)).unwrap_or_default()
    }

    fn put(&mut self, limit: Limit, key: Key, cell: Cell) {
        self.tables.entry(limit).or_default().put(key, cell);
    }
}

/// The error for an attempt that has to wait.
pub(crate) fn limited(waits: impl IntoIterator<Item = Duration>) -> Error {
    let wait = waits.into_iter().max().unwrap_or_default();
    Error::RateLimited { wait }
}

fn key(limit: Limit, who: &str) -> Key {
    let name: &'static str = limit.into();
    let digest = Sha256::new()
        .chain_update(name)
        .chain_update([0])
        .chain_update(who)
        .finalize();
    digest.as_slice().first_chunk().copied().unwrap_or_default()
}
