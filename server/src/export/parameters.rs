//! Reads what to export from the parameters of a URL.

use super::table::Table;
use crate::admins::users::Filter;
use crate::entities::user::Role;
use crate::error::{Error, Result};
use crate::signals::signal::Data;
use std::collections::HashSet;

/// A table that an administrator asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The table.
    pub table: Table,
    /// Whether to begin with the byte order mark by which Excel recognizes UTF-8.
    pub is_marked: bool,
}

impl Request {
    /// Reads a request for accounts: the fields of the filter of accounts, and `bom`.
    ///
    /// # Errors
    /// `BadInput` for a parameter that does not exist, is there twice, or has another type.
    pub fn users(parameters: Vec<(String, String)>) -> Result<Self> {
        check_distinct(&parameters)?;
        let (mut filter, mut is_marked) = (Filter::default(), false);
        for (name, value) in parameters {
            let states = &mut filter.states;
            match name.as_str() {
                "role" => states.role = Some(role(&value)?),
                "isVerified" => states.is_verified = Some(truth(&name, &value)?),
                "isActive" => states.is_active = Some(truth(&name, &value)?),
                "isDeleted" => states.is_deleted = Some(truth(&name, &value)?),
                "isMatched" => states.is_matched = Some(truth(&name, &value)?),
                "isApproved" => states.is_approved = Some(truth(&name, &value)?),
                "isEligible" => states.is_eligible = Some(truth(&name, &value)?),
                "search" => filter.search = Some(value),
                "bom" => is_marked = mark(&value)?,
                _ => {
                    return Err(bad(
                        "There is no such parameter. Use role, isVerified, isActive, isDeleted, isMatched, \
                         isApproved, isEligible, search and bom.",
                    ));
                }
            }
        }
        Ok(Self {
            table: Table::Users(filter),
            is_marked,
        })
    }

    /// Reads a request for matches, whose only parameter is `bom`.
    ///
    /// # Errors
    /// `BadInput` for another parameter, or another value.
    pub fn matches(parameters: Vec<(String, String)>) -> Result<Self> {
        check_distinct(&parameters)?;
        let mut is_marked = false;
        for (name, value) in parameters {
            match name.as_str() {
                "bom" => is_marked = mark(&value)?,
                _ => return Err(bad("There is no such parameter. Use bom.")),
            }
        }
        Ok(Self {
            table: Table::Matches,
            is_marked,
        })
    }

    /// What the log keeps of it. What was searched for may be somebody's name or address, which the log must not hold
    /// longer than the account exists.
    pub(super) fn to_data(&self) -> Data {
        let Table::Users(filter) = &self.table else {
            return named([("table", "matches".into())]);
        };
        let mut data = named([("table", "users".into())]);
        let states = &filter.states;
        let conditions = [
            ("isVerified", states.is_verified),
            ("isActive", states.is_active),
            ("isDeleted", states.is_deleted),
            ("isMatched", states.is_matched),
            ("isApproved", states.is_approved),
            ("isEligible", states.is_eligible),
            ("isSearched", filter.is_searched().then_some(true)),
        ];
        let given = conditions
            .into_iter()
            .filter_map(|(name, value)| Some((name, serde_json::Value::from(value?))));
        let role = states.role.map(|role| ("role", role.as_str().into()));
        data.insert(
            "filter".to_owned(),
            named(role.into_iter().chain(given)).into(),
        );
        data
    }
}

fn named<'a>(values: impl IntoIterator<Item = (&'a str, serde_json::Value)>) -> Data {
    let values = values.into_iter();
    values
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn check_distinct(parameters: &[(String, String)]) -> Result<()> {
    let names: HashSet<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
    match names.len() == parameters.len() {
        true => Ok(()),
        false => Err(bad("A parameter is there twice.")),
    }
}

fn role(value: &str) -> Result<Role> {
    [Role::Mentee, Role::Mentor, Role::Admin]
        .into_iter()
        .find(|role| role.as_str() == value)
        .ok_or_else(|| bad("role must be MENTEE, MENTOR or ADMIN."))
}

fn truth(name: &str, value: &str) -> Result<bool> {
    value
        .parse()
        .map_err(|_| bad(&format!("{name} must be true or false.")))
}

fn mark(value: &str) -> Result<bool> {
    match value {
        "1" => Ok(true),
        "0" => Ok(false),
        _ => Err(bad("bom must be 1 or 0.")),
    }
}

fn bad(sentence: &str) -> Error {
    Error::BadInput(sentence.to_owned())
}
