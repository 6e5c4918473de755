//! Parses arguments.

use super::error::bad_input;
use async_graphql::{ID, Result};
use uuid::Uuid;

/// Parses the UUID of an argument.
///
/// # Errors
/// `BAD_USER_INPUT` that names the argument.
pub(super) fn uuid(id: &ID, name: &str) -> Result<Uuid> {
    Uuid::try_parse(id).map_err(|_| bad_input(format!("{name} is not a UUID.")))
}
