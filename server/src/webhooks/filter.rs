//! A webhook's filter as it is kept.

use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::signals::log::Filter;
use serde_json::{Value, json};
use std::str::FromStr;

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

/// The filter of a row. Names of an earlier version that this one does not know are passed over.
pub(super) fn of_row(row: &Value) -> Result<Filter> {
    let moment = |key: &str| serde_json::from_value(row.get(key).cloned().unwrap_or_default());
    let user_id: Option<UserId> =
        serde_json::from_value(row.get("user_id").cloned().unwrap_or_default()).map_err(broken)?;
    Ok(Filter {
        names: known(row, "names"),
        senders: known(row, "senders"),
        user_id,
        since: moment("since").map_err(broken)?,
        until: moment("until").map_err(broken)?,
    })
}

fn known<T: FromStr>(row: &Value, key: &str) -> Vec<T> {
    let names = row.get(key).and_then(Value::as_array).into_iter().flatten();
    names
        .filter_map(Value::as_str)
        .filter_map(|name| name.parse().ok())
        .collect()
}

#[expect(clippy::needless_pass_by_value, reason = "used with map_err")]
fn broken(error: serde_json::Error) -> Error {
    Error::Unexpected(format!("a webhook's filter is broken: {error}"))
}
