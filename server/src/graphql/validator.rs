//! Validates documents without executing them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Pos, Request, ServerError};
use futures_util::FutureExt;

use super::error::internal;
use super::executor::METERED;

/// Validates a document. What this says of it holds for all variables: these are checked against their types separately.
///
/// # Errors
/// What is wrong with it; the errors have no codes.
pub(super) fn validate(document: &ExecutableDocument) -> Result<(), Vec<ServerError>> {
    // Without the resources of an application, so that nothing is executed.
    let mut request = Request::new("");
    request.set_parsed_query(document.clone());
    // Validation never waits. It panics on some documents; those that are known are refused before.
    let validated = catch_unwind(AssertUnwindSafe(|| METERED.execute(request).now_or_never()));
    match validated {
        Ok(Some(response)) if response.errors.is_empty() => Ok(()),
        Ok(Some(response)) => Err(response.errors),
        Ok(None) | Err(_) => Err(vec![internal().into_server_error(Pos::default())]),
    }
}
