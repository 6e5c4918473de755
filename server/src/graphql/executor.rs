//! Executes valid operations: metered, or quickly where the result is small.
//!
//! A meter takes about as long as the small query that it meters. async-graphql decides per schema whether it validates
//! and meters, so there are two schemas. Neither has to validate: `DocumentChecker` has done it once for each document.

use async_graphql::{Request, Response, ValidationMode};
use futures_util::stream::BoxStream;

use super::limits::CheckedOperation;
use super::validator::Validator;
use super::{Schema, builder, schema, with_data};
use crate::app::App;

/// Results with more nodes than this are metered. So many nodes take about a millisecond, and their size is checked
/// when the response is written.
const FEW_NODES: usize = 4096;

/// The executable schema, in two forms.
#[derive(Clone)]
pub struct Executor {
    /// Validates and meters.
    thorough: Schema,
    /// Only checks what execution itself relies on.
    quick: Schema,
}

impl Executor {
    /// Creates the schemas of an application.
    #[must_use]
    pub fn new(app: &App) -> Self {
        // Without federation, async-graphql searches all types for entities at each field of `Query`. The fields that
        // federation adds are in no valid document.
        let quick = builder()
            .validation_mode(ValidationMode::Fast)
            .enable_federation();
        Self {
            thorough: schema(app),
            quick: with_data(quick, app).finish(),
        }
    }

    /// Returns a validator of documents.
    #[must_use]
    pub fn validator(&self) -> Validator {
        Validator::new(self.thorough.clone())
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
        match operation.nodes <= FEW_NODES && operation.is_plain {
            true => &self.quick,
            false => &self.thorough,
        }
    }
}
