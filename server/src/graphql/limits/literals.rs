//! Checks the values that a document contains, and the types of its variables.

use std::collections::HashMap;
use std::fmt::Display;

use async_graphql::parser::types::{
    Directive, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Pos, Positioned, ServerError};
use async_graphql_value::Value;

use super::coercion::{Check, Mismatch};
use super::inputs::Inputs;
use super::refusal::refusal_at;
use super::shape::{Object, Shape};
use super::usages::{self, NotNull, Used};

/// Refuses a document with a value that does not have its type, or with a variable that is used where its type is not
/// allowed. What is unknown is left to validation. Returns the variables that must not be null.
pub(super) fn check(
    document: &ExecutableDocument,
    shape: &'static Shape,
) -> Result<NotNull, ServerError> {
    let mut fragments = HashMap::new();
    for (name, fragment) in &document.fragments {
        let fragment = &fragment.node;
        let on = shape.object(&fragment.type_condition.node.on.node);
        let mut literals = Literals::new(shape);
        literals.directives(&fragment.directives)?;
        literals.selection_set(on, &fragment.selection_set.node)?;
        fragments.insert(name, literals.used);
    }
    let mut not_null = NotNull::new();
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        check_definitions(operation, shape)?;
        let mut literals = Literals::new(shape);
        literals.directives(&operation.directives)?;
        literals.selection_set(shape.root(operation.ty), &operation.selection_set.node)?;
        usages::check(
            operation,
            &literals.used,
            document,
            &fragments,
            &mut not_null,
        )?;
    }
    Ok(not_null)
}

fn check_definitions(operation: &OperationDefinition, shape: &Shape) -> Result<(), ServerError> {
    for definition in &operation.variable_definitions {
        let variable = &definition.node;
        let (name, of) = (&variable.name.node, &variable.var_type.node);
        if !shape.inputs.knows(of) {
            // async-graphql panics on a default of such a type.
            let message = format!("The type of ${name} is not a type of variables.");
            return Err(refusal_at(definition.pos, message));
        }
        if let Some(default) = &variable.default_value {
            let checked = Check::of_document(&shape.inputs).value(&default.node, of);
            let name = format_args!("The default of ${name}");
            checked.map_err(|mismatch| refused(default.pos, name, &mismatch))?;
        }
    }
    Ok(())
}

/// Checks the values of one operation or fragment.
struct Literals<'d> {
    shape: &'static Shape,
    used: Used<'d>,
}

impl<'d> Literals<'d> {
    fn new(shape: &'static Shape) -> Self {
        let used = Used::default();
        Self { shape, used }
    }

    fn selection_set(
        &mut self,
        on: Option<&'static Object>,
        selection_set: &'d SelectionSet,
    ) -> Result<(), ServerError> {
        for selection in &selection_set.items {
            self.directives(selection.node.directives())?;
            match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let known = on.and_then(|on| on.field(&field.name.node));
                    if let Some(known) = known {
                        self.arguments(&known.arguments, &field.arguments)?;
                    }
                    let of = known.and_then(|known| self.shape.object(&known.of));
                    self.selection_set(of, &field.selection_set.node)?;
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let on = match condition {
                        Some(condition) => self.shape.object(&condition.node.on.node),
                        None => on,
                    };
                    self.selection_set(on, &inline.node.selection_set.node)?;
                }
                Selection::FragmentSpread(spread) => {
                    self.used.fragments.push(&spread.node.fragment_name.node);
                }
            }
        }
        Ok(())
    }

    fn directives(&mut self, directives: &'d [Positioned<Directive>]) -> Result<(), ServerError> {
        for directive in directives {
            let directive = &directive.node;
            if let Some(known) = self.shape.directives.get(directive.name.node.as_str()) {
                self.arguments(known, &directive.arguments)?;
            }
        }
        Ok(())
    }

    fn arguments(
        &mut self,
        known: &'static Inputs,
        arguments: &'d [(Positioned<Name>, Positioned<Value>)],
    ) -> Result<(), ServerError> {
        for (name, value) in arguments {
            let Some(input) = known.get(name.node.as_str()) else {
                continue;
            };
            let mut check = Check::of_document(&self.shape.inputs);
            let checked = check.input(&value.node, input);
            let name = format_args!("The argument {}", name.node);
            checked.map_err(|mismatch| refused(value.pos, name, &mismatch))?;
            let uses = check.uses.into_iter();
            self.used
                .variables
                .extend(uses.map(|usage| (usage, value.pos)));
        }
        Ok(())
    }
}

fn refused(position: Pos, name: impl Display, mismatch: &Mismatch) -> ServerError {
    refusal_at(position, mismatch.about(name))
}
