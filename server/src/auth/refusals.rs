//! Records operations that were refused for a missing permission in the signal log, so that probing shows up there.
//!
//! A loop of refused calls must not fill the log, so one account and operation gets at most one signal per minute.
//! Refusals in between are counted here and recorded with the next signal.

use super::caller::{Caller, Client};
use super::permission::Permission;
use crate::app::App;
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::{Actor, Signal};
use crate::users;
use crate::work::{Work, Workflow};
use chrono::{DateTime, Duration, Utc};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Maximum number of pairs of account and operation that are counted; others are dropped, with a warning.
const MAX_ENTRIES: usize = 10_000;
/// Minimum time between two signals for one account and operation.
const INTERVAL: Duration = Duration::minutes(1);

/// The refusals of the last minute.
#[derive(Debug, Default)]
pub struct Refusals(Mutex<HashMap<Key, Count>>);

type Key = (Who, String);

/// The account, and the administrator who is signed in as it.
type Who = (UserId, Option<UserId>);

#[derive(Debug)]
struct Count {
    recorded_at: DateTime<Utc>,
    /// Refusals since then; the other fields describe the last one.
    pending: u64,
    permission: Permission,
    client: Client,
}

/// The content of one signal.
#[derive(Debug, Clone)]
struct Record {
    who: Who,
    operation: String,
    permission: Permission,
    client: Client,
    count: u64,
}

impl Refusals {
    /// Counts a refusal; returns what to record now.
    fn count(
        &self,
        who: Who,
        client: &Client,
        refused: Refused,
        now: DateTime<Utc>,
    ) -> Option<Record> {
        let (operation, permission) = refused;
        let mut counts = self.lock();
        let is_full = counts.len() >= MAX_ENTRIES;
        let key = (who, operation.to_owned());
        match counts.entry(key) {
            Entry::Occupied(mut entry) => {
                let count = entry.get_mut();
                count.pending += 1;
                count.permission = permission;
                count.client = client.clone();
                let key = entry.key().clone();
                entry.get_mut().take(key, now, false)
            }
            Entry::Vacant(_) if is_full => {
                tracing::warn!(user = %who.0, operation, "a refused operation was not recorded: too many counts");
                None
            }
            Entry::Vacant(entry) => {
                let key = entry.key().clone();
                let count = entry.insert(Count {
                    recorded_at: now - INTERVAL,
                    pending: 1,
                    permission,
                    client: client.clone(),
                });
                count.take(key, now, false)
            }
        }
    }

    /// Takes the counts that are due, or all, and drops entries that have nothing to record.
    fn take_due(&self, now: DateTime<Utc>, is_all: bool) -> Vec<Record> {
        let mut records = Vec::new();
        self.lock().retain(|key, count| {
            let record = count.take(key.clone(), now, is_all);
            let is_recent = record.is_some() || !count.is_due(now);
            records.extend(record);
            is_recent && !is_all
        });
        records
    }

    /// Counts refusals again that could not be recorded.
    fn put_back(&self, record: Record, now: DateTime<Utc>) {
        let key = (record.who, record.operation);
        let mut counts = self.lock();
        let count = counts.entry(key).or_insert(Count {
            recorded_at: now,
            pending: 0,
            permission: record.permission,
            client: record.client,
        });
        count.pending += record.count;
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Count>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Count {
    /// A clock that was set back makes an entry due, so that recording does not pause until the clock catches up.
    fn is_due(&self, now: DateTime<Utc>) -> bool {
        (now - self.recorded_at).abs() >= INTERVAL
    }

    fn take(&mut self, (who, operation): Key, now: DateTime<Utc>, is_all: bool) -> Option<Record> {
        if self.pending == 0 || !(is_all || self.is_due(now)) {
            return None;
        }
        self.recorded_at = now;
        Some(Record {
            who,
            operation,
            permission: self.permission,
            client: self.client.clone(),
            count: std::mem::take(&mut self.pending),
        })
    }
}

/// An operation of the schema, and the permission that it needs.
pub(crate) type Refused<'a> = (&'a str, Permission);

/// Counts a refusal of a signed-in caller and records it, unless a similar one was recorded within the last minute. The
/// caller does not wait for it.
pub(crate) fn note(app: &App, caller: &Caller, refused: Refused) {
    let Some(user_id) = caller.user_id() else {
        return;
    };
    let now = app.clock.now();
    let who = (user_id, caller.actor().impersonator_id);
    if let Some(record) = app.refusals.count(who, caller.client(), refused, now) {
        let task = app.clone();
        if app
            .in_background(async move { write(&task, record).await })
            .is_err()
        {
            tracing::warn!(user = %user_id, "a refused operation was not recorded: too many background tasks");
        }
    }
}

/// Records the refusals that were counted for at least a minute, or all when the server stops; returns the number of
/// signals.
///
/// # Errors
/// When one could not be recorded. It is counted for the next round, and the others are recorded.
pub async fn record_due(app: &App, is_all: bool) -> Result<usize> {
    let records = app.refusals.take_due(app.clock.now(), is_all);
    let recorded = records.len();
    let mut outcome = Ok(recorded);
    for record in records {
        if let Err(error) = write(app, record).await {
            outcome = outcome.and(Err(error));
        }
    }
    outcome
}

/// Records refusals, or counts them for the next round.
async fn write(app: &App, record: Record) -> Result<()> {
    let outcome = emit(app, record.clone()).await;
    if outcome.is_err() {
        app.refusals.put_back(record, app.clock.now());
    }
    outcome
}

async fn emit(app: &App, record: Record) -> Result<()> {
    let (user_id, impersonator_id) = record.who;
    let actor = Actor {
        user_id: Some(user_id),
        impersonator_id,
    };
    Work::run(app, actor, Workflow::Plain, move |work| async move {
        let tx = work.begin().await?;
        // Records nothing about an account that was deleted in the meantime: the signal holds a client's address.
        let held = users::hold_all(&tx, &[user_id]).await?;
        if !held.is_empty() {
            let Record {
                operation,
                permission,
                client,
                count,
                ..
            } = record;
            let signal = Signal::admin_action_refused(user_id, &operation, permission, count);
            tx.emit(signal.sent_by(&client)).await;
        }
        tx.commit(()).await
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::seconds(seconds)
    }

    #[test]
    fn the_number_of_entries_is_bounded() {
        let refusals = Refusals::default();
        let user_id = UserId::new();
        let count = |number: usize, now| {
            let operation = format!("operation{number}");
            let refused = (operation.as_str(), Permission::UsersRead);
            refusals
                .count((user_id, None), &Client::default(), refused, now)
                .is_some()
        };
        let recorded = (0..MAX_ENTRIES + 100).filter(|number| count(*number, at(0)));
        assert_eq!(recorded.count(), MAX_ENTRIES);
        assert_eq!(refusals.lock().len(), MAX_ENTRIES);
        assert!(refusals.take_due(at(60), false).is_empty());
        assert!(refusals.lock().is_empty());
    }

    #[test]
    fn one_signal_per_minute_has_the_number_of_refusals() {
        let refusals = Refusals::default();
        let user_id = UserId::new();
        let refused = ("users", Permission::UsersRead);
        let count = |now| {
            let record = refusals.count((user_id, None), &Client::default(), refused, now);
            record.map(|record| record.count)
        };
        assert_eq!(count(at(0)), Some(1));
        assert_eq!([count(at(1)), count(at(59))], [None, None]);
        assert!(refusals.take_due(at(59), false).is_empty());
        let counts = |now, is_all| {
            let records = refusals.take_due(now, is_all);
            records
                .into_iter()
                .map(|record| record.count)
                .collect::<Vec<_>>()
        };
        assert_eq!(counts(at(60), false), [2]);
        // The minute restarts when a signal is recorded.
        assert_eq!(count(at(61)), None);
        assert_eq!(count(at(120)), Some(2));
        // A clock that was set back delays nothing.
        assert_eq!(count(at(-600)), Some(1));
        assert_eq!(count(at(-599)), None);
        assert_eq!(counts(at(-598), true), [1]);
        assert!(refusals.lock().is_empty());
    }

    #[test]
    fn refusals_that_could_not_be_recorded_are_counted_again() {
        let refusals = Refusals::default();
        let user_id = UserId::new();
        let refused = ("users", Permission::UsersRead);
        let count = |now| refusals.count((user_id, None), &Client::default(), refused, now);
        let record = count(at(0)).expect("the first is recorded at once");
        refusals.put_back(record, at(5));
        assert!(count(at(6)).is_none());
        for is_all in [false, true] {
            let mut records = refusals.take_due(at(65), is_all);
            let record = records.pop().expect("a record");
            assert_eq!(record.count, 2);
            refusals.put_back(record, at(5));
        }
    }
}
