//! Operations that were refused for want of a permission, for the signal log: whoever tries doors shows up there.
//!
//! A loop of refused calls must not fill the log, so that one account and operation gets at most one signal a minute.
//! What is refused meanwhile is counted here and recorded with the next one.

use super::caller::{Caller, Client};
use super::permission::Permission;
use crate::app::App;
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::Signal;
use crate::users;
use crate::work::{Work, Workflow};
use chrono::{DateTime, Duration, Utc};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Accounts and operations that are counted at the same time; more are left out, with a warning.
const MOST: usize = 10_000;
/// How long one account and operation waits between two signals.
const EVERY: Duration = Duration::minutes(1);

/// What was refused within the last minute.
#[derive(Debug, Default)]
pub struct Refusals(Mutex<HashMap<Key, Count>>);

type Key = (UserId, String);

#[derive(Debug)]
struct Count {
    recorded_at: DateTime<Utc>,
    /// Refusals since then, and the last of them.
    pending: u64,
    permission: Permission,
    client: Client,
}

/// What one signal says.
#[derive(Debug)]
struct Record {
    user_id: UserId,
    operation: String,
    permission: Permission,
    client: Client,
    count: u64,
}

impl Refusals {
    /// Counts a refusal; returns what is to be recorded now.
    fn count(
        &self,
        user_id: UserId,
        client: &Client,
        refused: Refused,
        now: DateTime<Utc>,
    ) -> Option<Record> {
        let (operation, permission) = refused;
        let mut counts = self.lock();
        let is_full = counts.len() >= MOST;
        let key = (user_id, operation.to_owned());
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
                tracing::warn!(user = %user_id, operation, "a refused operation was not recorded: too many are counted");
                None
            }
            Entry::Vacant(entry) => {
                let key = entry.key().clone();
                let count = entry.insert(Count {
                    recorded_at: now - EVERY,
                    pending: 1,
                    permission,
                    client: client.clone(),
                });
                count.take(key, now, false)
            }
        }
    }

    /// What has waited for a minute, or everything; what has nothing to record is forgotten.
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

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Count>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Count {
    /// A clock that was set back counts as well, so that nobody goes unrecorded until it has caught up.
    fn is_due(&self, now: DateTime<Utc>) -> bool {
        (now - self.recorded_at).abs() >= EVERY
    }

    fn take(
        &mut self,
        (user_id, operation): Key,
        now: DateTime<Utc>,
        is_all: bool,
    ) -> Option<Record> {
        if self.pending == 0 || !(is_all || self.is_due(now)) {
            return None;
        }
        self.recorded_at = now;
        Some(Record {
            user_id,
            operation,
            permission: self.permission,
            client: self.client.clone(),
            count: std::mem::take(&mut self.pending),
        })
    }
}

/// An operation of the schema, and the permission that it needs.
pub(crate) type Refused<'a> = (&'a str, Permission);

/// Counts a refusal of somebody who is signed in and records it, unless one like it was recorded within the last minute.
/// The caller does not wait for it.
pub(crate) fn note(app: &App, caller: &Caller, refused: Refused) {
    let Some(user_id) = caller.user_id() else {
        return;
    };
    let now = app.clock.now();
    if let Some(record) = app.refusals.count(user_id, caller.client(), refused, now) {
        let task = app.clone();
        if app
            .in_background(async move { write(&task, record).await })
            .is_err()
        {
            tracing::warn!(user = %user_id, "a refused operation was not recorded: too much is under way");
        }
    }
}

/// Records the refusals that were counted for at least a minute, or all when the server stops; returns how many signals
/// that were.
///
/// # Errors
/// When the database does not respond.
pub async fn record_due(app: &App, is_all: bool) -> Result<usize> {
    let records = app.refusals.take_due(app.clock.now(), is_all);
    let recorded = records.len();
    for record in records {
        write(app, record).await?;
    }
    Ok(recorded)
}

async fn write(app: &App, record: Record) -> Result<()> {
    let user_id = record.user_id;
    Work::run(
        app,
        Some(user_id),
        Workflow::Plain,
        move |work| async move {
            let tx = work.begin().await?;
            // An account that was deleted meanwhile leaves no address behind.
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
        },
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::seconds(seconds)
    }

    #[test]
    fn what_is_counted_stays_bounded() {
        let refusals = Refusals::default();
        let user_id = UserId::new();
        let count = |number: usize, now| {
            let operation = format!("operation{number}");
            let refused = (operation.as_str(), Permission::UsersRead);
            refusals
                .count(user_id, &Client::default(), refused, now)
                .is_some()
        };
        let recorded = (0..MOST + 100).filter(|number| count(*number, at(0)));
        assert_eq!(recorded.count(), MOST);
        assert_eq!(refusals.lock().len(), MOST);
        assert!(refusals.take_due(at(60), false).is_empty());
        assert!(refusals.lock().is_empty());
    }

    #[test]
    fn one_signal_a_minute_says_how_many_there_were() {
        let refusals = Refusals::default();
        let user_id = UserId::new();
        let refused = ("users", Permission::UsersRead);
        let count = |now| {
            let record = refusals.count(user_id, &Client::default(), refused, now);
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
        // The minute begins again with what was recorded then.
        assert_eq!(count(at(61)), None);
        assert_eq!(count(at(120)), Some(2));
        // A clock that was set back holds nothing up.
        assert_eq!(count(at(-600)), Some(1));
        assert_eq!(count(at(-599)), None);
        assert_eq!(counts(at(-598), true), [1]);
        assert!(refusals.lock().is_empty());
    }
}
