//! Executes operations that were checked: metered, or without a meter where the result is small.
//!
//! A meter takes longer than the small query that it meters. async-graphql decides per schema whether it meters, so
//! there are two schemas. Both run only the library's fast checks: `DocumentChecker` has validated each document once.

use async_graphql::{Request, Response, ValidationMode};
use futures_util::stream::BoxStream;

use super::limits::CheckedOperation;
use super::{Schema, builder, schema, with_data};
use crate::app::App;

/// Data of the schema that does not meter.
pub(super) struct Unmetered;

/// The executable schema, in two forms.
#[derive(Clone)]
pub struct Executor {
    metered: Schema,
    unmetered: Schema,
}

impl Executor {
    /// Creates the schemas of an application.
    #[must_use]
    pub fn new(app: &App) -> Self {
        // Without federation, async-graphql searches all types for entities at each field of `Query`. The fields that
        // federation adds are in no valid document, and its types in no document that does not introspect.
        let unmetered = builder()
            .validation_mode(ValidationMode::Fast)
            .enable_federation()
            .data(Unmetered);
        Self {
            metered: schema(app),
            unmetered: with_data(unmetered, app).finish(),
        }
    }

    /// Executes a query or mutation. The request must be the one that was checked.
    pub async fn execute(&self, operation: &CheckedOperation, request: Request) -> Response {
        self.schema(operation).execute(request).await
    }

    /// Starts an operation of any type. The request must be the one that was checked.
    pub fn execute_stream(
        &self,
        operation: &CheckedOperation,
        request: Request,
    ) -> BoxStream<'static, Response> {
        self.schema(operation).execute_stream(request)
    }

    const fn schema(&self, operation: &CheckedOperation) -> &Schema {
        match operation.is_small {
            true => &self.unmetered,
            false => &self.metered,
        }
    }
}
