//! From a command's result to a mutation's payload.

use super::error::{UserError, to_graphql};
use crate::error::{Error, Result};

/// A mutation's payload: what the command returned, or `errors` for the person in front of the form.
pub(super) trait Payload: Default {
    /// The list that a refusal fills.
    fn errors_mut(&mut self) -> &mut Vec<UserError>;
}

/// Implements `Payload` for types with a field `errors`.
macro_rules! payloads {
    ($($name:ident),* $(,)?) => {
        $(
            impl $crate::graphql::payload::Payload for $name {
                fn errors_mut(&mut self) -> &mut Vec<$crate::graphql::error::UserError> {
                    &mut self.errors
                }
            }
        )*
    };
}
pub(super) use payloads;

/// The payload of a result: `accepted` makes it from a success; a refusal is listed in its `errors`.
///
/// # Errors
/// Any other error becomes a GraphQL error.
pub(super) fn payload<T, P: Payload>(
    result: Result<T>,
    accepted: impl FnOnce(T) -> P,
) -> async_graphql::Result<P> {
    match result {
        Ok(value) => Ok(accepted(value)),
        Err(Error::Refused(violations)) => {
            let mut payload = P::default();
            payload
                .errors_mut()
                .extend(violations.iter().map(UserError::from));
            Ok(payload)
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
