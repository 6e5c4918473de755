//! Validates documents without executing them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Pos, Request, ServerError, ValidationResult, async_trait};
use futures_util::FutureExt;

use super::error::internal;
use super::{Schema, builder};

/// Validates documents, with a schema that executes nothing. What it says of a document holds for all variables: these
/// are checked against their types separately.
#[derive(Clone)]
pub struct Validator(Schema);

impl Validator {
    /// Validates a document.
    ///
    /// # Errors
    /// What is wrong with it; the errors have no codes.
    pub(super) fn check(&self, document: &ExecutableDocument) -> Result<(), Vec<ServerError>> {
        let mut request = Request::new("");
        request.set_parsed_query(document.clone());
        // Validation never waits. It panics on some documents; those that are known are refused before.
        let validated = catch_unwind(AssertUnwindSafe(|| self.0.execute(request).now_or_never()));
        match validated {
            Ok(Some(response)) if response.errors.is_empty() => Ok(()),
            Ok(Some(response)) => Err(response.errors),
            Ok(None) | Err(_) => Err(vec![internal().into_server_error(Pos::default())]),
        }
    }
}

impl Default for Validator {
    fn default() -> Self {
        Self(builder().extension(StopAfterValidation).finish())
    }
}

impl std::fmt::Debug for Validator {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Validator").finish()
    }
}

/// Ends every operation once it is validated.
struct StopAfterValidation;

impl ExtensionFactory for StopAfterValidation {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for StopAfterValidation {
    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        next.run(context).await?;
        // An end without errors.
        Err(Vec::new())
    }
}
