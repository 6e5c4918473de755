//! A webhook's filter as it is kept.

use crate::ids::UserId;
use crate::signals::log::Filter;
use crate::signals::{Name, Sender};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use std::str::FromStr;

/// What a row keeps; every version writes all of it.
#[derive(Deserialize)]
struct Kept {
    names: Vec<String>,
    senders: Vec<String>,
    user_id: Option<UserId>,
    since: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

/// The filter as a row keeps it.
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
        "since": filter.since,
        "until": filter.until,
    })
}

/// The filter of a row; `None` where no signal passes it. Names of another version that this one does not know are
/// passed over, and where nothing else was asked for, nothing is told: an empty list would stand for all. Nor does a
/// row that cannot be read let anything pass, or keep others from going on.
pub(super) fn of_row(row: &Value) -> Option<Filter> {
    let kept = Kept::deserialize(row)
        .inspect_err(|error| tracing::error!(%error, "a webhook's filter is broken"))
        .ok()?;
    Some(Filter {
        names: known(&kept.names)?,
        senders: known(&kept.senders)?,
        user_id: kept.user_id,
        since: kept.since,
        until: kept.until,
    })
}

/// Whether this version knows everything that a row asks for.
pub(super) fn is_understood(row: &Value) -> bool {
    let Ok(kept) = Kept::deserialize(row) else {
        return false;
    };
    kept.names.iter().all(|name| name.parse::<Name>().is_ok())
        && kept
            .senders
            .iter()
            .all(|sender| sender.parse::<Sender>().is_ok())
}

/// Those of a list that this version knows; `None` where that leaves nothing of it.
fn known<T: FromStr>(names: &[String]) -> Option<Vec<T>> {
    let known: Vec<T> = names.iter().filter_map(|name| name.parse().ok()).collect();
    (names.is_empty() || !known.is_empty()).then_some(known)
}
