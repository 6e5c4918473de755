//! From a verb's result to a mutation's payload.

use super::error::{UserError, to_graphql};
use crate::error::{Error, Result};

/// A payload: `accepted` makes it from a success, `refused` from what the person should read.
///
/// # Errors
/// What is no refusal of a form becomes a GraphQL error.
pub(super) fn payload<T, Payload>(
    result: Result<T>,
    accepted: impl FnOnce(T) -> Payload,
    refused: impl FnOnce(Vec<UserError>) -> Payload,
) -> async_graphql::Result<Payload> {
    match result {
        Ok(value) => Ok(accepted(value)),
        Err(Error::Refused(violations)) => {
            Ok(refused(violations.iter().map(UserError::from).collect()))
        }
        Err(error) => Err(to_graphql(&error)),
    }
}

/// A query's value.
///
/// # Errors
/// Every error becomes a GraphQL error.
pub(super) fn value<T>(result: Result<T>) -> async_graphql::Result<T> {
    result.map_err(|error| to_graphql(&error))
}
