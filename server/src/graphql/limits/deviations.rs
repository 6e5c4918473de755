//! Works around two deviations of async-graphql from the specification, for `__typename` and for objects without
//! fields.
//!
//! Its validation ignores every `__typename`, with all its directives and arguments. So a `__typename` with directives
//! is put into an inline fragment that has them, which is validated. An object all of whose fields are skipped, or
//! belong to other types, comes out as null instead of `{}`. So where that may happen, one more field is selected,
//! under a name that no document can use, and removed from the result.

use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Field, FragmentDefinition, InlineFragment,
    OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Pos, Positioned, ServerError, Value};
use std::cell::Cell;
use std::collections::HashMap;

use super::refusal::refusal_at;
use super::shape::{Object, Shape};

const TYPENAME: &str = "__typename";
/// The alias of the added field. It is not a valid name in GraphQL.
const PRESENT: &str = " ";

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// Rewrites a document so that async-graphql executes it as the specification demands. Returns whether a field was
/// added that `remove_added_field` has to remove.
pub(super) fn work_around(
    document: &mut ExecutableDocument,
    shape: &Shape,
) -> Result<bool, ServerError> {
    for fragment in document.fragments.values_mut() {
        enclose(&mut fragment.node.selection_set.node)?;
    }
    for operation in operations(document) {
        enclose(&mut operation.node.selection_set.node)?;
    }
    // Whether a fragment always has a field is decided by the fragments before the changes.
    let known = document.fragments.clone();
    let fill = Fill {
        fragments: &known,
        shape,
        has_added: Cell::new(false),
    };
    for fragment in document.fragments.values_mut() {
        let on = shape.object(&fragment.node.type_condition.node.on.node);
        fill.within(on, &mut fragment.node.selection_set.node);
    }
    for operation in operations(document) {
        let root = shape.root(operation.node.ty);
        let selection_set = &mut operation.node.selection_set.node;
        fill.within(root, selection_set);
        // A subscription has exactly one field.
        if operation.node.ty != OperationType::Subscription {
            fill.itself(root, selection_set);
        }
    }
    Ok(fill.has_added.get())
}

/// Removes the field that `work_around` added to an object.
pub(crate) fn remove_added_field(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.shift_remove(PRESENT);
    }
}

fn operations(
    document: &mut ExecutableDocument,
) -> Vec<&mut Positioned<async_graphql::parser::types::OperationDefinition>> {
    match &mut document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
    }
}

/// Puts each `__typename` that has directives into an inline fragment with these directives.
fn enclose(selection_set: &mut SelectionSet) -> Result<(), ServerError> {
    for selection in &mut selection_set.items {
        match &mut selection.node {
            Selection::Field(field) if field.node.name.node == TYPENAME => {
                if let Some(inline) = enclosed(field)? {
                    selection.node = inline;
                }
            }
            Selection::Field(field) => enclose(&mut field.node.selection_set.node)?,
            Selection::InlineFragment(inline) => enclose(&mut inline.node.selection_set.node)?,
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(())
}

fn enclosed(field: &mut Positioned<Field>) -> Result<Option<Selection>, ServerError> {
    let is_bare = field.node.arguments.is_empty() && field.node.selection_set.node.items.is_empty();
    if !is_bare {
        let message = "The field __typename has neither arguments nor fields.";
        return Err(refusal_at(field.pos, message));
    }
    if field.node.directives.is_empty() {
        return Ok(None);
    }
    let directives = std::mem::take(&mut field.node.directives);
    let only = Positioned::new(Selection::Field(field.clone()), field.pos);
    let inline = InlineFragment {
        type_condition: None,
        directives,
        selection_set: Positioned::new(SelectionSet { items: vec![only] }, field.pos),
    };
    Ok(Some(Selection::InlineFragment(Positioned::new(
        inline, field.pos,
    ))))
}

/// Adds a field to selection sets that may yield none.
struct Fill<'a> {
    fragments: &'a Fragments,
    shape: &'a Shape,
    has_added: Cell<bool>,
}

impl Fill<'_> {
    /// Visits the fields of a selection set on a type; `None` for introspection's own types.
    fn within(&self, on: Option<&Object>, selection_set: &mut SelectionSet) {
        for selection in &mut selection_set.items {
            match &mut selection.node {
                Selection::Field(field) => {
                    let field = &mut field.node;
                    let of = on
                        .and_then(|on| on.field(&field.name.node))
                        .and_then(|known| self.shape.object(&known.of));
                    self.within(of, &mut field.selection_set.node);
                    self.itself(of, &mut field.selection_set.node);
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let on = match condition {
                        Some(condition) => self.shape.object(&condition.node.on.node),
                        None => on,
                    };
                    self.within(on, &mut inline.node.selection_set.node);
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn itself(&self, on: Option<&Object>, selection_set: &mut SelectionSet) {
        let is_abstract = on.is_some_and(|on| on.is_abstract);
        if selection_set.items.is_empty() || self.has_a_field(selection_set, is_abstract) {
            return;
        }
        let field = Field {
            alias: Some(at_start(Name::new(PRESENT))),
            name: at_start(Name::new(TYPENAME)),
            arguments: Vec::new(),
            directives: Vec::new(),
            selection_set: Positioned::default(),
        };
        let field = Selection::Field(at_start(field));
        selection_set.items.push(at_start(field));
        self.has_added.set(true);
    }

    /// Whether a selection set yields a field whatever the object's type and the variables are.
    fn has_a_field(&self, selection_set: &SelectionSet, is_abstract: bool) -> bool {
        selection_set.items.iter().any(|selection| {
            if is_conditional(selection.node.directives()) {
                return false;
            }
            match &selection.node {
                Selection::Field(_) => true,
                Selection::InlineFragment(inline) => {
                    let is_of_type = inline.node.type_condition.is_some();
                    !(is_abstract && is_of_type)
                        && self.has_a_field(&inline.node.selection_set.node, is_abstract)
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.fragments.get(&spread.node.fragment_name.node);
                    !is_abstract
                        && fragment.is_some_and(|fragment| {
                            self.has_a_field(&fragment.node.selection_set.node, is_abstract)
                        })
                }
            }
        })
    }
}

fn is_conditional(directives: &[Positioned<Directive>]) -> bool {
    directives
        .iter()
        .any(|directive| matches!(&*directive.node.name.node, "skip" | "include"))
}

fn at_start<T>(node: T) -> Positioned<T> {
    Positioned::new(node, Pos::default())
}
