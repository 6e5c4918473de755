//! Executes operations that were checked: metered, or without a meter where the result is small.
//!
//! A meter takes longer than the small query that it meters. async-graphql decides per schema whether it meters, so
//! there are two schemas, which all servers of a process share. `DocumentChecker` has validated each document once, with
//! the metered one. The other runs the library's fast checks again.

use async_graphql::{Request, Response, ValidationMode};
use futures_util::stream::BoxStream;
use std::sync::LazyLock;

use super::limits::CheckedOperation;
use super::meter::Meters;
use super::resources::Resources;
use super::{Schema, builder};
use crate::app::App;

/// Meters what it executes. A request without the resources of an application is only validated.
pub(super) static METERED: LazyLock<Schema> = LazyLock::new(|| {
    let metered = builder().extension(Meters);
    metered.validation_mode(ValidationMode::Strict).finish()
});

/// Without federation, async-graphql searches all types for entities at each field of `Query`. The fields that federation
/// adds are in no valid document, and its types in no document that does not introspect.
pub(super) static UNMETERED: LazyLock<Schema> = LazyLock::new(|| {
    let unmetered = builder().enable_federation().data(Unmetered);
    unmetered.validation_mode(ValidationMode::Fast).finish()
});

/// Data of the schema that does not meter.
pub(super) struct Unmetered;

/// Executes operations of one application.
#[derive(Clone)]
pub struct Executor(Resources);

impl Executor {
    /// Creates the executor of an application, and the schemas if it is the first of the process.
    #[must_use]
    pub fn new(app: &App) -> Self {
        LazyLock::force(&METERED);
        LazyLock::force(&UNMETERED);
        Self(Resources::new(app))
    }

    /// Executes a query or mutation. The request must be the one that was checked.
    pub async fn execute(&self, operation: &CheckedOperation, request: Request) -> Response {
        let request = request.data(self.0.clone());
        schema(operation).execute(request).await
    }

    /// Starts an operation of any type. The request must be the one that was checked.
    pub fn execute_stream(
        &self,
        operation: &CheckedOperation,
        request: Request,
    ) -> BoxStream<'static, Response> {
        schema(operation).execute_stream(request.data(self.0.clone()))
    }
}

fn schema(operation: &CheckedOperation) -> &'static Schema {
    match operation.is_small {
        true => &UNMETERED,
        false => &METERED,
    }
}
