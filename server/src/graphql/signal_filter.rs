//! Filters for signals of the log.

use super::argument::uuid;
use super::enum_of_list::Item;
use super::error::bad_input;
use crate::clock;
use crate::ids::{UserId, WorkflowId};
use crate::signals::catalogue::{Name, Sender};
use crate::signals::log::Filter;
use async_graphql::{ID, InputObject, Result};
use chrono::{DateTime, Datelike, Utc};

/// Filters for signals. Fields that are left out do not filter.
#[derive(Debug, Default, InputObject)]
pub struct SignalFilter {
    /// Only these names.
    pub names: Option<Vec<Item<Name>>>,
    /// Only these senders.
    pub senders: Option<Vec<Item<Sender>>>,
    /// Only signals about this account.
    pub user_id: Option<ID>,
    /// Only what this account did, to itself or to others.
    pub actor_id: Option<ID>,
    /// Only signals of this workflow.
    pub workflow_id: Option<ID>,
    /// Only signals at or after this time.
    pub since: Option<DateTime<Utc>>,
    /// Only signals before this time.
    pub until: Option<DateTime<Utc>>,
}

pub(super) fn filter(input: Option<SignalFilter>) -> Result<Filter> {
    let input = input.unwrap_or_default();
    let user_id = input.user_id.map(|id| uuid(&id, "userId").map(UserId));
    let actor_id = input.actor_id.map(|id| uuid(&id, "actorId").map(UserId));
    let workflow_id = input
        .workflow_id
        .map(|id| uuid(&id, "workflowId").map(WorkflowId));
    Ok(Filter {
        names: input
            .names
            .unwrap_or_default()
            .into_iter()
            .map(|item| item.0)
            .collect(),
        senders: input
            .senders
            .unwrap_or_default()
            .into_iter()
            .map(|item| item.0)
            .collect(),
        user_id: user_id.transpose()?,
        actor_id: actor_id.transpose()?,
        workflow_id: workflow_id.transpose()?,
        since: representable("since", input.since)?,
        until: representable("until", input.until)?,
        is_for_owner: false,
    })
}

/// Checks that the database can represent a time.
pub(super) fn representable(
    name: &str,
    moment: Option<DateTime<Utc>>,
) -> Result<Option<DateTime<Utc>>> {
    match moment.filter(|moment| !clock::YEARS.contains(&moment.year())) {
        None => Ok(moment),
        Some(_) => Err(bad_input(format!("{name} is not in the years 1 to 9999."))),
    }
}
