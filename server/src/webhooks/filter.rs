//! A webhook's filter as it is stored.

use crate::ids::{UserId, WorkflowId};
use crate::signals::log::Filter;
use crate::signals::{Name, Sender};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use std::str::FromStr;

/// A stored filter; every version writes all fields.
#[derive(Deserialize)]
struct StoredFilter {
    names: Vec<String>,
    senders: Vec<String>,
    user_id: Option<UserId>,
    actor_id: Option<UserId>,
    workflow_id: Option<WorkflowId>,
    since: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

/// Converts a filter to its stored form.
pub(super) fn to_row(filter: &Filter) -> Value {
    let names: Vec<&str> = filter.names.iter().map(|name| name.as_str()).collect();
    let senders: Vec<&str> = filter
        .senders
        .iter()
        .map(|sender| sender.as_str())
        .collect();
    json!({
        "names": names,
        "senders": senders,
        "user_id": filter.user_id,
        "actor_id": filter.actor_id,
        "workflow_id": filter.workflow_id,
        "since": filter.since,
        "until": filter.until,
    })
}

/// Reads a stored filter; `None` if it lets no signal pass. Names that only another version knows are ignored. If no
/// others remain, no signal passes, because an empty list would mean all signals. A filter that cannot be read lets
/// nothing pass, and does not stop other webhooks.
pub(super) fn of_row(row: &Value) -> Option<Filter> {
    let stored = StoredFilter::deserialize(row)
        .inspect_err(|error| tracing::error!(%error, "a webhook's filter cannot be read"))
        .ok()?;
    Some(Filter {
        names: known(&stored.names)?,
        senders: known(&stored.senders)?,
        user_id: stored.user_id,
        actor_id: stored.actor_id,
        workflow_id: stored.workflow_id,
        since: stored.since,
        until: stored.until,
        is_for_owner: false,
    })
}

/// Whether this version knows everything in a stored filter.
pub(super) fn is_understood(row: &Value) -> bool {
    let Ok(stored) = StoredFilter::deserialize(row) else {
        return false;
    };
    stored.names.iter().all(|name| name.parse::<Name>().is_ok())
        && stored
            .senders
            .iter()
            .all(|sender| sender.parse::<Sender>().is_ok())
}

/// Returns the entries that this version knows; `None` if it knows none of a list that has some.
fn known<T: FromStr>(names: &[String]) -> Option<Vec<T>> {
    let known: Vec<T> = names.iter().filter_map(|name| name.parse().ok()).collect();
    (names.is_empty() || !known.is_empty()).then_some(known)
}
