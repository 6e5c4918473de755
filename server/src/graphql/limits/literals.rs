//! Checks the values that a document contains against their types.

use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Pos, ServerError};

use super::coercion::Mismatch;
use super::refusal::refusal_at;
use super::shape::{Object, Shape};

/// Refuses a document with a value that does not have its type. What is unknown is left to validation.
pub(super) fn check(document: &ExecutableDocument, shape: &Shape) -> Result<(), ServerError> {
    let literals = Literals { shape };
    for (_, operation) in document.operations.iter() {
        literals.check_defaults(&operation.node)?;
        let root = shape.root(operation.node.ty);
        literals.check_selection_set(root, &operation.node.selection_set.node)?;
    }
    for fragment in document.fragments.values() {
        let on = shape.object(&fragment.node.type_condition.node.on.node);
        literals.check_selection_set(on, &fragment.node.selection_set.node)?;
    }
    Ok(())
}

struct Literals<'a> {
    shape: &'a Shape,
}

impl Literals<'_> {
    fn check_defaults(&self, operation: &OperationDefinition) -> Result<(), ServerError> {
        for definition in &operation.variable_definitions {
            let variable = &definition.node;
            if let Some(default) = &variable.default_value {
                let checked = (self.shape.inputs).check(&default.node, &variable.var_type.node);
                let name = format_args!("The default of ${}", variable.name.node);
                checked.map_err(|mismatch| refused(default.pos, name, &mismatch))?;
            }
        }
        Ok(())
    }

    fn check_selection_set(
        &self,
        on: Option<&Object>,
        selection_set: &SelectionSet,
    ) -> Result<(), ServerError> {
        for selection in &selection_set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let known = on.and_then(|on| on.field(&field.name.node));
                    for (name, value) in &field.arguments {
                        let input = known.and_then(|known| known.arguments.get(name.node.as_str()));
                        let Some(input) = input else {
                            continue;
                        };
                        let checked = self.shape.inputs.check(&value.node, &input.kind);
                        let name = format_args!("The argument {}", name.node);
                        checked.map_err(|mismatch| refused(value.pos, name, &mismatch))?;
                    }
                    let of = known.and_then(|known| self.shape.object(&known.of));
                    self.check_selection_set(of, &field.selection_set.node)?;
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let on = match condition {
                        Some(condition) => self.shape.object(&condition.node.on.node),
                        None => on,
                    };
                    self.check_selection_set(on, &inline.node.selection_set.node)?;
                }
                Selection::FragmentSpread(_) => {}
            }
        }
        Ok(())
    }
}

fn refused(position: Pos, name: std::fmt::Arguments<'_>, mismatch: &Mismatch) -> ServerError {
    refusal_at(position, mismatch.about(name))
}
