//! Query limits: parses a document once and refuses what is too costly, before async-graphql sees it.
//!
//! Before it validates, async-graphql expands every fragment at every spread: 996 bytes of fragments that each spread
//! the next one twice blocked a thread for 43 seconds. These checks cache the cost of each fragment, so they are linear
//! in the document, and pass the parsed document on.

mod budget;
mod cache;
mod deviations;
mod lists;
mod measure;
mod refusal;
mod scan;
mod shape;
mod variables;
mod weight;

use self::budget::Budget;
use self::cache::Cache;
use self::measure::Measure;
use self::refusal::refusal;
use self::shape::Shape;
use crate::config::limits::DocumentLimits;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use async_graphql::{Request, ServerError};
use std::sync::Arc;

pub(super) use self::deviations::remove_added_field;

/// Checks documents against their limits and caches those that passed.
#[derive(Debug)]
pub struct DocumentChecker {
    limits: DocumentLimits,
    mentees: usize,
    shape: &'static Shape,
    cache: Cache,
}

impl DocumentChecker {
    /// Creates a checker with these limits and an empty cache; `mentees` is the maximum number of mentees of a mentor.
    #[must_use]
    pub fn new(limits: DocumentLimits, mentees: usize) -> Self {
        let cache = Cache::new(limits.cached_bytes);
        Self {
            limits,
            mentees,
            shape: Shape::of_schema(),
            cache,
        }
    }

    /// Checks the document of a request, gives the request its parsed form, and returns the type of the operation.
    ///
    /// # Errors
    /// A `BAD_USER_INPUT` that names the limit, the syntax error, the unknown operation or the missing variable.
    pub fn check(&self, request: &mut Request) -> Result<OperationType, ServerError> {
        let document = self.document(&request.query)?;
        let operation = chosen(&document, request.operation_name.as_deref())?;
        variables::within_limits(&request.variables, self.limits.variables)?;
        variables::complete(operation, &mut request.variables)?;
        let budget = Budget {
            document: &document,
            variables: &request.variables,
            nodes: self.limits.nodes,
            mentees: self.mentees,
            shape: self.shape,
        };
        budget.check(operation)?;
        let kind = operation.ty;
        request.set_parsed_query(ExecutableDocument::clone(&document));
        Ok(kind)
    }

    fn document(&self, text: &str) -> Result<Arc<ExecutableDocument>, ServerError> {
        if text.len() > self.limits.bytes {
            return Err(refusal(format!(
                "The document is longer than {} bytes.",
                self.limits.bytes
            )));
        }
        if let Some(document) = self.cache.get(text) {
            return Ok(document);
        }
        // This runs before the parser, because the parser recurses: the check bounds its stack.
        scan::within_limits(text, &self.limits)?;
        let mut document = parse_query(text).map_err(refusal::syntax)?;
        Measure::new(&document, &self.limits).check()?;
        deviations::work_around(&mut document, self.shape)?;
        Ok(self.cache.keep(text, document))
    }
}

/// The lists of the schema that are missing in `lists`, as `Type.field`; there must be none.
#[must_use]
pub fn lists_of_unknown_length() -> Vec<String> {
    Shape::of_schema().unknown_lengths()
}

fn chosen<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, ServerError> {
    let operation = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next()
        }
        (DocumentOperations::Multiple(_), None) => {
            return Err(refusal(
                "The document has several operations: choose one with operationName.",
            ));
        }
    };
    operation
        .map(|operation| &operation.node)
        .ok_or_else(|| refusal("The document has no operation with that operationName."))
}
