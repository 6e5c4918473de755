//! Documents that only administrators may run: introspection, and those that are not trusted.

use async_graphql::ServerError;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, Selection};

use super::refusal::coded;
use crate::auth::Caller;

/// Why only administrators may run a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Restriction {
    /// It introspects the schema.
    Introspection,
    /// It is not among the trusted documents.
    NotTrusted,
}

/// Refuses a document unless the caller is an administrator.
pub(super) fn check(restriction: Restriction, caller: &Caller) -> Result<(), ServerError> {
    if caller.is_administrator() {
        return Ok(());
    }
    Err(match restriction {
        Restriction::Introspection => coded(
            "Only administrators may introspect the schema of this server.",
            "INTROSPECTION_DISABLED",
            403,
        ),
        Restriction::NotTrusted => coded(
            "This server runs only the documents that its operator trusts.",
            "DOCUMENT_NOT_TRUSTED",
            403,
        ),
    })
}

/// Whether a document selects `__schema` or `__type` anywhere, also in operations that do not run.
pub(super) fn introspects(document: &ExecutableDocument) -> bool {
    let mut sets: Vec<_> = match &document.operations {
        DocumentOperations::Single(operation) => vec![&operation.node.selection_set],
        DocumentOperations::Multiple(operations) => operations
            .values()
            .map(|operation| &operation.node.selection_set)
            .collect(),
    };
    let fragments = document.fragments.values();
    sets.extend(fragments.map(|fragment| &fragment.node.selection_set));
    while let Some(set) = sets.pop() {
        for selection in &set.node.items {
            match &selection.node {
                Selection::Field(field) => {
                    if matches!(&*field.node.name.node, "__schema" | "__type") {
                        return true;
                    }
                    sets.push(&field.node.selection_set);
                }
                Selection::InlineFragment(inline) => sets.push(&inline.node.selection_set),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    false
}
