//! An operation on its way to its execution: read, then checked.

use std::sync::Arc;

use async_graphql::ServerError;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};

use super::cache::ValidDocument;
use super::digest::Digest;
use super::refusal::refusal;

/// An operation whose document was parsed. Nothing about it depends on the schema, so everyone may learn it.
#[derive(Debug)]
pub struct ReadOperation {
    /// The type of the operation.
    pub kind: OperationType,
    pub(super) digest: Digest,
    pub(super) document: ReadDocument,
}

/// A parsed document.
#[derive(Debug)]
pub(super) enum ReadDocument {
    /// It comes from the cache.
    Valid(ValidDocument),
    /// It is not validated yet.
    New(ExecutableDocument),
}

impl ReadOperation {
    /// Chooses the operation with a name, or the only one.
    pub(super) fn new(
        digest: Digest,
        document: ReadDocument,
        name: Option<&str>,
    ) -> Result<Self, ServerError> {
        let parsed = match &document {
            ReadDocument::Valid(document) => &document.parsed,
            ReadDocument::New(document) => document,
        };
        Ok(Self {
            kind: chosen(parsed, name)?.ty,
            digest,
            document,
        })
    }
}

/// An operation that may run: valid, within the query limits, and permitted to its caller.
#[derive(Debug)]
pub struct CheckedOperation {
    /// The type of the operation.
    pub kind: OperationType,
    /// The document, without the variables that have no value.
    pub document: Arc<ExecutableDocument>,
    /// Bytes that the document, as text and parsed, and the variables hold while the operation runs.
    pub bytes: usize,
    /// Whether its result is so small that it needs no meter.
    pub(in crate::graphql) is_small: bool,
}

/// Returns the operation with a name, or the only one.
pub(super) fn chosen<'a>(
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
