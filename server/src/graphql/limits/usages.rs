//! Checks that every variable is used only where its type is allowed (specification, section 5.8.5). The rule of the
//! same name in async-graphql is never applied.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    BaseType, ExecutableDocument, OperationDefinition, Type, VariableDefinition,
};
use async_graphql::{Name, Pos, ServerError};
use async_graphql_value::ConstValue;

use super::coercion::VariableUse;
use super::refusal::refusal_at;

/// The positions of the definitions of variables that must not be null where they are used.
pub(super) type NotNull = HashSet<Pos>;

/// What an operation or a fragment uses itself.
#[derive(Default)]
pub(super) struct Used<'d> {
    /// Variables, each with the position of its field or directive.
    pub(super) variables: Vec<(VariableUse<'d>, Pos)>,
    /// The fragments that it spreads.
    pub(super) fragments: Vec<&'d Name>,
}

/// Checks the variables of an operation, including those that its fragments use. Variables that are not defined are
/// left to validation.
pub(super) fn check<'d>(
    operation: &'d OperationDefinition,
    own: &Used<'d>,
    document: &'d ExecutableDocument,
    fragments: &HashMap<&'d Name, Used<'d>>,
    not_null: &mut NotNull,
) -> Result<(), ServerError> {
    let definitions = operation.variable_definitions.iter();
    let definitions: HashMap<&Name, _> = definitions
        .map(|definition| (&definition.node.name.node, definition))
        .collect();
    let mut seen = HashSet::new();
    let mut waiting = vec![own];
    while let Some(used) = waiting.pop() {
        for (usage, position) in &used.variables {
            let Some(definition) = definitions.get(usage.name) else {
                continue;
            };
            if !is_allowed(&definition.node, usage) {
                return Err(refused(&definition.node, usage, *position));
            }
            if definition.node.var_type.node.nullable && !usage.of.nullable {
                not_null.insert(definition.pos);
            }
        }
        for name in &used.fragments {
            // A fragment that does not exist is left to validation.
            if document.fragments.contains_key(*name) && seen.insert(*name) {
                waiting.extend(fragments.get(name));
            }
        }
    }
    Ok(())
}

fn is_allowed(definition: &VariableDefinition, usage: &VariableUse<'_>) -> bool {
    let given = &definition.var_type.node;
    if usage.of.nullable || !given.nullable {
        return is_compatible(given, usage.of);
    }
    // A variable that may be absent can be used for a place without null if one of both has a default.
    let default = definition.default_value.as_ref();
    let has_default = default.is_some_and(|default| default.node != ConstValue::Null);
    (has_default || usage.has_default) && is_compatible_base(&given.base, &usage.of.base)
}

fn is_compatible(given: &Type, expected: &Type) -> bool {
    (expected.nullable || !given.nullable) && is_compatible_base(&given.base, &expected.base)
}

fn is_compatible_base(given: &BaseType, expected: &BaseType) -> bool {
    match (given, expected) {
        (BaseType::Named(given), BaseType::Named(expected)) => given == expected,
        (BaseType::List(given), BaseType::List(expected)) => is_compatible(given, expected),
        _ => false,
    }
}

fn refused(definition: &VariableDefinition, usage: &VariableUse<'_>, position: Pos) -> ServerError {
    let (name, given) = (&definition.name.node, &definition.var_type.node);
    let message = format!(
        "The variable ${name} is a {given}, but it is used for a {}.",
        usage.of
    );
    refusal_at(position, message)
}
