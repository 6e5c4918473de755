//! Computes how many bytes of the heap a parsed document and its variables hold.

use std::mem::size_of;

use async_graphql::parser::types::{
    BaseType, Directive, DocumentOperations, ExecutableDocument, OperationDefinition, Selection,
    SelectionSet, Type,
};
use async_graphql::{Name, Positioned, Variables};
use async_graphql_value::{ConstValue, Value};

/// The overhead of an allocation: sizes are rounded up, by an eighth for large ones.
const ROUNDING: usize = 16;

/// The size of a document in bytes, including unused capacity.
pub(super) fn of_document(document: &ExecutableDocument) -> usize {
    let fragments = document.fragments.iter().map(|(name, fragment)| {
        let fragment = &fragment.node;
        of_name(name)
            + of_name(&fragment.type_condition.node.on.node)
            + of_directives(&fragment.directives)
            + of_selection_set(&fragment.selection_set.node)
    });
    let operations = match &document.operations {
        DocumentOperations::Single(operation) => of_operation(&operation.node),
        DocumentOperations::Multiple(operations) => {
            let within = operations
                .iter()
                .map(|(name, operation)| of_name(name) + of_operation(&operation.node));
            of_table(
                operations.capacity(),
                size_of::<(Name, Positioned<OperationDefinition>)>(),
            ) + within.sum::<usize>()
        }
    };
    size_of::<ExecutableDocument>()
        + of_table(
            document.fragments.capacity(),
            size_of_entry(&document.fragments),
        )
        + fragments.sum::<usize>()
        + operations
}

/// The size of variables in bytes.
pub(super) fn of_variables(variables: &Variables) -> usize {
    let within = variables.iter().map(|(name, value)| {
        size_of::<(Name, ConstValue)>() + of_name(name) + of_const_value(value)
    });
    within.sum()
}

fn size_of_entry<K, V>(_: &std::collections::HashMap<K, V>) -> usize {
    size_of::<(K, V)>()
}

/// A hash table allocates an eighth more slots than its capacity, and a byte for each.
fn of_table(capacity: usize, entry: usize) -> usize {
    match capacity {
        0 => 0,
        _ => (capacity * 8).div_ceil(7).next_power_of_two() * (entry + 1) + 2 * ROUNDING,
    }
}

fn of_operation(operation: &OperationDefinition) -> usize {
    let variables = operation.variable_definitions.iter().map(|variable| {
        let variable = &variable.node;
        let default = variable.default_value.as_ref();
        of_name(&variable.name.node)
            + of_type(&variable.var_type.node)
            + of_directives(&variable.directives)
            + default.map_or(0, |value| of_const_value(&value.node))
    });
    of_vec(&operation.variable_definitions)
        + variables.sum::<usize>()
        + of_directives(&operation.directives)
        + of_selection_set(&operation.selection_set.node)
}

fn of_selection_set(selection_set: &SelectionSet) -> usize {
    let selections = selection_set.items.iter().map(|selection| {
        let within = match &selection.node {
            Selection::Field(field) => {
                let field = &field.node;
                let alias = field.alias.as_ref();
                alias.map_or(0, |alias| of_name(&alias.node))
                    + of_name(&field.name.node)
                    + of_arguments(&field.arguments)
                    + of_selection_set(&field.selection_set.node)
            }
            Selection::FragmentSpread(spread) => of_name(&spread.node.fragment_name.node),
            Selection::InlineFragment(inline) => {
                let condition = inline.node.type_condition.as_ref();
                condition.map_or(0, |condition| of_name(&condition.node.on.node))
                    + of_selection_set(&inline.node.selection_set.node)
            }
        };
        within + of_directives(selection.node.directives())
    });
    of_vec(&selection_set.items) + selections.sum::<usize>()
}

fn of_directives(directives: &Vec<Positioned<Directive>>) -> usize {
    let within = directives.iter().map(|directive| {
        of_name(&directive.node.name.node) + of_arguments(&directive.node.arguments)
    });
    of_vec(directives) + within.sum::<usize>()
}

fn of_arguments(arguments: &Vec<(Positioned<Name>, Positioned<Value>)>) -> usize {
    let within =
        (arguments.iter()).map(|(name, value)| of_name(&name.node) + of_value(&value.node));
    of_vec(arguments) + within.sum::<usize>()
}

fn of_type(kind: &Type) -> usize {
    match &kind.base {
        BaseType::Named(name) => of_name(name),
        BaseType::List(kind) => size_of::<Type>() + ROUNDING + of_type(kind),
    }
}

fn of_value(value: &Value) -> usize {
    match value {
        Value::Variable(name) | Value::Enum(name) => of_name(name),
        Value::String(text) => text.capacity() + ROUNDING,
        Value::List(values) => of_vec(values) + values.iter().map(of_value).sum::<usize>(),
        Value::Object(fields) => {
            let within = (fields.iter()).map(|(name, value)| of_name(name) + of_value(value));
            of_map(fields.capacity(), size_of::<(Name, Value)>()) + within.sum::<usize>()
        }
        Value::Null | Value::Number(_) | Value::Boolean(_) | Value::Binary(_) => 0,
    }
}

fn of_const_value(value: &ConstValue) -> usize {
    match value {
        ConstValue::Enum(name) => of_name(name),
        ConstValue::String(text) => text.capacity() + ROUNDING,
        ConstValue::List(values) => {
            of_vec(values) + values.iter().map(of_const_value).sum::<usize>()
        }
        ConstValue::Object(fields) => {
            let within = (fields.iter()).map(|(name, value)| of_name(name) + of_const_value(value));
            of_map(fields.capacity(), size_of::<(Name, ConstValue)>()) + within.sum::<usize>()
        }
        ConstValue::Null | ConstValue::Number(_) | ConstValue::Boolean(_) => 0,
        ConstValue::Binary(bytes) => bytes.len(),
    }
}

/// An ordered map is a vector of entries with their hashes, and a table of indexes.
fn of_map(capacity: usize, entry: usize) -> usize {
    let hash = size_of::<usize>();
    capacity * (entry + hash) + of_table(capacity, hash) + ROUNDING
}

/// A name is shared text with two counters; each occurrence has its own copy.
fn of_name(name: &Name) -> usize {
    name.len() + 2 * size_of::<usize>() + ROUNDING
}

fn of_vec<T>(items: &Vec<T>) -> usize {
    match items.capacity() {
        0 => 0,
        capacity => (capacity * size_of::<T>()) * 9 / 8 + ROUNDING,
    }
}
