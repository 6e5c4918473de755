//! Executes operations: thoroughly, or quickly where nothing is left to check.
//!
//! Validation and the meter take about half of the time of a small query. Both are unnecessary for an operation that is
//! known to be valid and whose result is small: a client sends the same few documents again and again. async-graphql
//! decides per schema whether it validates and meters, so there are two schemas.

use async_graphql::{Request, Response, ValidationMode};
use futures_util::stream::BoxStream;

use super::limits::CheckedOperation;
use super::{Schema, builder, schema, with_data};
use crate::app::App;

/// Results with more nodes than this are metered. So many nodes take about a millisecond, and their size is checked
/// when the response is written.
const FEW_NODES: usize = 4096;

/// The executable schema, in two forms.
#[derive(Clone)]
pub struct Executor {
    thorough: Schema,
    /// Without the meter, and without validation except for what execution itself relies on.
    quick: Schema,
}

impl Executor {
    /// Creates the schemas of an application.
    #[must_use]
    pub fn new(app: &App) -> Self {
        let quick = builder().validation_mode(ValidationMode::Fast);
        Self {
            thorough: schema(app),
            quick: with_data(quick, app).finish(),
        }
    }

    /// Executes a query or mutation. The request must be the one that the operation was checked with.
    pub async fn execute(&self, operation: &CheckedOperation, request: Request) -> Response {
        let (schema, request) = self.prepared(operation, request);
        schema.execute(request).await
    }

    /// Starts an operation of any type. The request must be the one that the operation was checked with.
    pub fn execute_stream(
        &self,
        operation: &CheckedOperation,
        request: Request,
    ) -> BoxStream<'static, Response> {
        let (schema, request) = self.prepared(operation, request);
        schema.execute_stream(request)
    }

    /// Chooses the schema. The thorough one learns from the request where to note that the operation is valid.
    fn prepared(&self, operation: &CheckedOperation, request: Request) -> (&Schema, Request) {
        let has_few_nodes = operation.nodes <= FEW_NODES;
        if operation.validity.is_known() && has_few_nodes && !operation.has_added_field {
            return (&self.quick, request);
        }
        (&self.thorough, request.data(operation.validity.clone()))
    }
}
