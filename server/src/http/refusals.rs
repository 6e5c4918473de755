//! Finds the operations of a response that were refused because the caller lacks a permission, or the recent sign-in that
//! it needs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Selection, SelectionSet,
};
use async_graphql::{PathSegment, Response, ServerError};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use super::state::HttpState;
use crate::app::App;
use crate::auth::{Caller, Permission, refusals};

/// Observes the responses to one request of a signed-in caller.
pub(super) struct Observer {
    app: App,
    caller: Caller,
    document: Arc<ExecutableDocument>,
    operation_name: Option<String>,
}

impl Observer {
    /// Creates the observer of a request whose document passed the query limits. Returns `None` for an anonymous
    /// caller.
    pub(super) fn new(
        state: &HttpState,
        caller: &Caller,
        document: &Arc<ExecutableDocument>,
        operation_name: Option<&str>,
    ) -> Option<Self> {
        caller.is_signed_in().then(|| Self {
            app: state.app.clone(),
            caller: caller.clone(),
            document: Arc::clone(document),
            operation_name: operation_name.map(str::to_owned),
        })
    }

    /// Records the refused operations, each of them once.
    pub(super) fn note(&self, response: &Response) {
        let refused = |error| Some((root_field(error)?, *error.source::<Permission>()?));
        let refused: BTreeMap<&str, Permission> =
            response.errors.iter().filter_map(refused).collect();
        if refused.is_empty() {
            return;
        }
        let aliases = aliases(&self.document, self.operation_name.as_deref());
        let operations: BTreeMap<&str, Permission> = refused
            .into_iter()
            .map(|(key, permission)| (aliases.get(key).map_or(key, String::as_str), permission))
            .collect();
        for refused in operations {
            refusals::note(&self.app, &self.caller, refused);
        }
    }
}

/// Returns the name in the response of the root field that an error is about.
fn root_field(error: &ServerError) -> Option<&str> {
    match error.path.first()? {
        PathSegment::Field(key) => Some(key),
        PathSegment::Index(_) => None,
    }
}

/// Returns the same responses, observed.
pub(super) fn observed(
    observer: Option<Observer>,
    responses: BoxStream<'static, Response>,
) -> BoxStream<'static, Response> {
    match observer {
        Some(observer) => responses
            .inspect(move |response| observer.note(response))
            .boxed(),
        None => responses,
    }
}

/// Returns the aliases of the root fields of an operation, each with the name of its field.
fn aliases(document: &ExecutableDocument, name: Option<&str>) -> HashMap<String, String> {
    let operation = match (&document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some(operation),
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) => operations.values().next(),
    };
    let mut aliases = HashMap::new();
    let mut seen = HashSet::new();
    let mut sets: Vec<&SelectionSet> = Vec::new();
    sets.extend(operation.map(|operation| &operation.node.selection_set.node));
    // Each fragment is visited once, however often it is spread.
    while let Some(set) = sets.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    if let Some(alias) = &field.node.alias {
                        let name = field.node.name.node.to_string();
                        aliases.insert(alias.node.to_string(), name);
                    }
                }
                Selection::InlineFragment(fragment) => sets.push(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    if seen.insert(name)
                        && let Some(fragment) = document.fragments.get(name)
                    {
                        sets.push(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
    aliases
}
