//! The variables an operation requires. async-graphql looks for them only where it resolves a field, when
//! a mutation's earlier fields have run, and takes a missing `@include(if: $x)` for false.

use async_graphql::{ServerError, Value, Variables, parser::types::OperationDefinition};

use super::refusal::refusal_at;

/// Refuses an operation that lacks a variable of a non-null type.
pub(super) fn check(
    operation: &OperationDefinition,
    variables: &Variables,
) -> Result<(), ServerError> {
    for definition in &operation.variable_definitions {
        let (name, kind) = (&definition.node.name.node, &definition.node.var_type.node);
        let is_missing = match variables.get(name) {
            None => definition.node.default_value.is_none(),
            Some(value) => *value == Value::Null,
        };
        if is_missing && !kind.nullable {
            let message = format!("The variable ${name} of type {kind} is missing.");
            return Err(refusal_at(definition.pos, message));
        }
    }
    Ok(())
}
