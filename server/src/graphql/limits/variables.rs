//! Checks the variables of an operation before it is executed (specification, section 6.1.2). async-graphql looks for a
//! missing variable only where it resolves a field, after a mutation's earlier fields have run, and treats
//! `@include(if: $x)` as false where `$x` has only a default.

use std::collections::HashSet;

use async_graphql::parser::types::OperationDefinition;
use async_graphql::{Request, ServerError, Value, Variables};

use super::coercion::Check;
use super::inputs::InputTypes;
use super::refusal::{refusal, refusal_at};

/// Refuses variables with more than this many values.
pub(super) fn within_limits(variables: &Variables, limit: usize) -> Result<(), ServerError> {
    let values: usize = variables.values().map(values).sum();
    if values <= limit {
        return Ok(());
    }
    let message = format!("The variables have more than {limit} values.");
    Err(refusal(message))
}

fn values(value: &Value) -> usize {
    let within: usize = match value {
        Value::List(items) => items.iter().map(values).sum(),
        Value::Object(fields) => fields.values().map(values).sum(),
        _ => 0,
    };
    1 + within
}

/// Drops variables that the operation does not declare. The specification ignores them; a subscription would hold them
/// for as long as it runs.
pub(super) fn drop_undeclared(operation: &OperationDefinition, variables: &mut Variables) {
    let declared: HashSet<_> = (operation.variable_definitions.iter())
        .map(|definition| &definition.node.name.node)
        .collect();
    variables.retain(|name, _| declared.contains(name));
}

/// Fills in defaults, and refuses an operation that lacks a variable of a non-null type.
pub(super) fn complete(
    operation: &OperationDefinition,
    variables: &mut Variables,
) -> Result<(), ServerError> {
    for definition in &operation.variable_definitions {
        let (name, kind) = (&definition.node.name.node, &definition.node.var_type.node);
        if let (None, Some(default)) = (variables.get(name), &definition.node.default_value) {
            variables.insert(name.clone(), default.node.clone());
        }
        if !variables.contains_key(name) && !kind.nullable {
            let message = format!("The variable ${name} of type {kind} is missing.");
            return Err(refusal_at(definition.pos, message));
        }
    }
    Ok(())
}

/// Refuses an operation with a variable whose value does not have its type.
pub(super) fn check(
    operation: &OperationDefinition,
    request: &Request,
    types: &InputTypes,
) -> Result<(), ServerError> {
    for definition in &operation.variable_definitions {
        let (name, kind) = (&definition.node.name.node, &definition.node.var_type.node);
        if let Some(value) = request.variables.get(name) {
            let checked = Check::of_variables(types, request.uploads.len()).value(value, kind);
            checked.map_err(|mismatch| {
                let message = mismatch.about(format_args!("The variable ${name}"));
                refusal_at(definition.pos, message)
            })?;
        }
    }
    Ok(())
}
