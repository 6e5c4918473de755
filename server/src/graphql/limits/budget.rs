//! Limits the number of nodes in the result of an operation, counted before anything is executed.
//!
//! A node is a value of the result: an object, a list, an entry of a list or a leaf. The result of introspection is
//! known, so it is walked until the budget is exceeded. Of our own data only the bounds are known: a page is as long as
//! the client asks, any other list as long as it can get.

use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, FragmentDefinition, OperationDefinition, Selection,
    SelectionSet, TypeCondition,
};
use async_graphql::{Name, Positioned, ServerError, Value, Variables};

use super::introspected::{Introspected, IntrospectionField, Piece};
use super::refusal::refusal;
use super::shape::{Length, Object, Shape};
use crate::graphql::page;

/// Counts the nodes of one operation.
pub(super) struct Budget<'a> {
    pub(super) document: &'a ExecutableDocument,
    pub(super) variables: &'a Variables,
    /// Maximum number of nodes.
    pub(super) nodes: usize,
    /// Maximum number of mentees of one mentor.
    pub(super) mentees: usize,
    pub(super) shape: &'static Shape,
}

/// The budget is exceeded.
struct Spent;

impl<'a> Budget<'a> {
    /// Returns how many nodes the result of an operation may have, or refuses the operation if they are too many. Its
    /// variables must be complete.
    pub(super) fn check(&self, operation: &OperationDefinition) -> Result<usize, ServerError> {
        let root = self.shape.root(operation.ty);
        let nodes = self.selection_set(root, &operation.selection_set, 1);
        if nodes <= self.nodes {
            return Ok(nodes);
        }
        Err(refusal(format!(
            "The result may have more than {} values: ask for fewer fields, or for smaller pages.",
            self.nodes
        )))
    }

    /// Counts the nodes of an object with these fields; `page` is its length if it is a page.
    fn selection_set(
        &self,
        object: Option<&Object>,
        selection_set: &Positioned<SelectionSet>,
        page: usize,
    ) -> usize {
        let mut nodes = 0_usize;
        for selection in &selection_set.node.items {
            if self.is_skipped(selection.node.directives()) {
                continue;
            }
            nodes = nodes.saturating_add(match &selection.node {
                Selection::Field(field) => self.field(object, &field.node, page, nodes),
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let object = condition.map_or(object, |on| self.object(on));
                    self.selection_set(object, &inline.node.selection_set, page)
                }
                Selection::FragmentSpread(spread) => self
                    .fragment(&spread.node.fragment_name.node)
                    .map_or(0, |fragment| {
                        let object = self.object(&fragment.type_condition);
                        self.selection_set(object, &fragment.selection_set, page)
                    }),
            });
            if nodes > self.nodes {
                break;
            }
        }
        nodes
    }

    fn field(&self, parent: Option<&Object>, field: &Field, page: usize, before: usize) -> usize {
        let piece = match &*field.name.node {
            "__schema" => Some(Introspected::of_schema().schema()),
            "__type" => Some(self.named_type(field)),
            _ => None,
        };
        if let Some(piece) = piece {
            return self.introspected(piece, &field.selection_set, before);
        }
        // Unknown fields are left to validation, which reports their position.
        let Some(known) = parent.and_then(|parent| parent.field(&field.name.node)) else {
            return 1;
        };
        let of = self.shape.object(&known.of);
        let page_within = match of {
            Some(of) if of.is_connection => self.page(field),
            _ => page,
        };
        let entry = self
            .selection_set(of, &field.selection_set, page_within)
            .saturating_add(1);
        let length = match known.length {
            None => return entry,
            Some(Length::Page) => page,
            Some(Length::Mentees) => self.mentees,
            Some(Length::AtMost(length)) => length,
            Some(Length::Unknown) => page::MOST.unsigned_abs() as usize,
        };
        entry.saturating_mul(length).saturating_add(1)
    }

    /// The maximum length of a page. A value that the list itself refuses counts as the maximum.
    fn page(&self, field: &Field) -> usize {
        let number = |name| match self.argument(field, name) {
            Some(Value::Number(number)) => Some(number.as_u64().unwrap_or(u64::MAX)),
            _ => None,
        };
        let count = number("first").or(number("last"));
        let longest = page::MOST.unsigned_abs();
        let count = count.map_or(page::USUAL.unsigned_abs(), |count| {
            u32::try_from(count).unwrap_or(longest)
        });
        count.clamp(1, longest) as usize
    }

    fn named_type(&self, field: &Field) -> &Piece {
        match self.argument(field, "name") {
            Some(Value::String(name)) => Introspected::of_schema().named(&name),
            _ => &Piece::Leaf,
        }
    }

    fn introspected(
        &self,
        piece: &Piece,
        selection_set: &Positioned<SelectionSet>,
        before: usize,
    ) -> usize {
        let mut nodes = before;
        match self.walk(piece, selection_set, &mut nodes) {
            Ok(()) => nodes - before,
            Err(Spent) => usize::MAX,
        }
    }

    /// Counts the nodes that introspection returns for a piece. Fragments count as well, so that the time is bounded
    /// too.
    fn walk(
        &self,
        piece: &Piece,
        selection_set: &Positioned<SelectionSet>,
        nodes: &mut usize,
    ) -> Result<(), Spent> {
        *nodes += 1;
        if *nodes > self.nodes {
            return Err(Spent);
        }
        match piece {
            Piece::Leaf => Ok(()),
            Piece::Named(index) => {
                // The same node, which the type itself counts.
                *nodes -= 1;
                self.walk(
                    Introspected::of_schema().numbered(*index),
                    selection_set,
                    nodes,
                )
            }
            Piece::List(pieces) => pieces
                .iter()
                .try_for_each(|piece| self.walk(piece, selection_set, nodes)),
            Piece::Parts(parts) => self.walk_fields(parts, selection_set, nodes),
        }
    }

    fn walk_fields(
        &self,
        parts: &[(IntrospectionField, Piece)],
        selection_set: &Positioned<SelectionSet>,
        nodes: &mut usize,
    ) -> Result<(), Spent> {
        for selection in &selection_set.node.items {
            if self.is_skipped(selection.node.directives()) {
                continue;
            }
            match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let part = parts.iter().find(|(part, _)| *part == *field.name.node);
                    let piece = part.map_or(&Piece::Leaf, |(_, piece)| piece);
                    self.walk(piece, &field.selection_set, nodes)?;
                }
                Selection::InlineFragment(inline) => {
                    *nodes += 1;
                    self.walk_fields(parts, &inline.node.selection_set, nodes)?;
                }
                Selection::FragmentSpread(spread) => {
                    *nodes += 1;
                    if let Some(fragment) = self.fragment(&spread.node.fragment_name.node) {
                        self.walk_fields(parts, &fragment.selection_set, nodes)?;
                    }
                }
            }
            if *nodes > self.nodes {
                return Err(Spent);
            }
        }
        Ok(())
    }

    fn object(&self, condition: &Positioned<TypeCondition>) -> Option<&Object> {
        self.shape.object(&condition.node.on.node)
    }

    fn fragment(&self, name: &Name) -> Option<&'a FragmentDefinition> {
        let fragment = self.document.fragments.get(name)?;
        Some(&fragment.node)
    }

    fn argument(&self, field: &Field, name: &str) -> Option<Value> {
        let value = field.get_argument(name)?.node.clone();
        let variable = |name: Name| self.variables.get(&name).cloned().ok_or(());
        value.into_const_with(variable).ok()
    }

    fn is_skipped(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().any(|directive| {
            let skipping = match &*directive.node.name.node {
                "skip" => true,
                "include" => false,
                _ => return false,
            };
            let condition = directive.node.get_argument("if");
            let condition = condition.map(|condition| {
                let variable = |name: Name| self.variables.get(&name).cloned().ok_or(());
                condition.node.clone().into_const_with(variable)
            });
            matches!(condition, Some(Ok(Value::Boolean(is_met))) if is_met == skipping)
        })
    }
}
