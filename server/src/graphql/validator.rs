//! Validates documents without executing them.

use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Request, ServerError};
use futures_util::FutureExt;

use super::{Schema, builder, meter};

/// Asks the meter to stop after validation.
pub(super) struct OnlyValidate;

/// Validates documents. What it says of a document holds for all variables: these are checked against their types
/// separately.
#[derive(Clone)]
pub struct Validator(Schema);

impl Validator {
    /// Creates a validator that uses a schema with a meter.
    pub(super) const fn new(schema: Schema) -> Self {
        Self(schema)
    }

    /// Creates a validator of its own schema, which cannot execute anything.
    #[must_use]
    pub fn without_data() -> Self {
        let meters = meter::Meters { limit: 0 };
        Self(builder().extension(meters).finish())
    }

    /// Validates a document.
    ///
    /// # Errors
    /// What is wrong with it; the errors have no codes.
    pub(super) fn check(&self, document: &ExecutableDocument) -> Result<(), Vec<ServerError>> {
        let mut request = Request::new("").data(OnlyValidate);
        request.set_parsed_query(document.clone());
        // Validation never waits.
        let response = self.0.execute(request).now_or_never();
        let errors = response.map_or_else(Vec::new, |response| response.errors);
        match errors.is_empty() {
            true => Ok(()),
            false => Err(errors),
        }
    }
}

impl std::fmt::Debug for Validator {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Validator").finish()
    }
}
