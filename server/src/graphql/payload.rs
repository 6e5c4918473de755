//! Converts a command's result to a mutation's payload.

use super::error::{UserError, to_graphql};
use crate::error::{Error, Result};

/// A mutation's payload: what the command returned, or the `errors` to show to the user.
pub(super) trait Payload: Default {
    /// The list of errors, which is filled when the command is refused.
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

/// Converts a result: `accepted` builds the payload of a success; a refusal is listed in `errors`.
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

/// Converts the result of a query.
///
/// # Errors
/// Every error becomes a GraphQL error.
pub(super) fn value<T>(result: Result<T>) -> async_graphql::Result<T> {
    result.map_err(|error| to_graphql(&error))
}
