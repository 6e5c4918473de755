//! Removes variables that have no value from a document.
//!
//! An argument or an input field given by such a variable is not there, which is not the same as null (specification,
//! sections 3.10 and 6.4.1). async-graphql makes it null, so the document is executed without it.

use std::collections::HashSet;

use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Variables};
use async_graphql_value::Value;

/// The variables of an operation that have neither a value nor a default.
pub(super) fn names<'a>(
    operation: &'a OperationDefinition,
    variables: &Variables,
) -> HashSet<&'a Name> {
    let definitions = operation.variable_definitions.iter();
    let names = definitions.map(|definition| &definition.node.name.node);
    names
        .filter(|name| !variables.contains_key(*name))
        .collect()
}

/// Returns a document without the variables with these names. Only the chosen operation remains, because others may use
/// them too.
pub(super) fn removed(
    document: &ExecutableDocument,
    operation_name: Option<&str>,
    absent: &HashSet<&Name>,
) -> ExecutableDocument {
    let mut document = document.clone();
    let remover = Remover { absent };
    match &mut document.operations {
        DocumentOperations::Single(operation) => remover.operation(&mut operation.node),
        DocumentOperations::Multiple(operations) => {
            if let Some(chosen) = operation_name {
                operations.retain(|name, _| name == chosen);
            }
            for operation in operations.values_mut() {
                remover.operation(&mut operation.node);
            }
        }
    }
    for fragment in document.fragments.values_mut() {
        remover.directives(&mut fragment.node.directives);
        remover.selection_set(&mut fragment.node.selection_set.node);
    }
    document
}

struct Remover<'a> {
    absent: &'a HashSet<&'a Name>,
}

impl Remover<'_> {
    fn operation(&self, operation: &mut OperationDefinition) {
        let definitions = &mut operation.variable_definitions;
        definitions.retain(|definition| !self.absent.contains(&definition.node.name.node));
        self.directives(&mut operation.directives);
        self.selection_set(&mut operation.selection_set.node);
    }

    fn selection_set(&self, selection_set: &mut SelectionSet) {
        for selection in &mut selection_set.items {
            match &mut selection.node {
                Selection::Field(field) => {
                    self.arguments(&mut field.node.arguments);
                    self.directives(&mut field.node.directives);
                    self.selection_set(&mut field.node.selection_set.node);
                }
                Selection::InlineFragment(inline) => {
                    self.directives(&mut inline.node.directives);
                    self.selection_set(&mut inline.node.selection_set.node);
                }
                Selection::FragmentSpread(spread) => self.directives(&mut spread.node.directives),
            }
        }
    }

    fn directives(&self, directives: &mut [Positioned<Directive>]) {
        for directive in directives {
            self.arguments(&mut directive.node.arguments);
        }
    }

    fn arguments(&self, arguments: &mut Vec<(Positioned<Name>, Positioned<Value>)>) {
        arguments.retain_mut(|(_, value)| self.remains(&mut value.node));
    }

    /// Removes the variables within a value. Returns whether the value itself remains.
    fn remains(&self, value: &mut Value) -> bool {
        match value {
            Value::Variable(name) => return !self.absent.contains(&*name),
            Value::Object(fields) => fields.retain(|_, value| self.remains(value)),
            Value::List(values) => {
                for value in values {
                    if !self.remains(value) {
                        // An entry of a list stays in its place.
                        *value = Value::Null;
                    }
                }
            }
            _ => {}
        }
        true
    }
}
