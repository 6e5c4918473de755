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

/// How large a result may be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Size {
    nodes: usize,
    /// Bytes of its values.
    bytes: usize,
}

impl Size {
    /// Results up to these sizes take about a millisecond and little memory. Their size is checked when they are
    /// written.
    const FEW_NODES: usize = 4096;
    const FEW_BYTES: usize = 4 * 1024 * 1024;

    /// Whether the result needs no meter.
    pub(super) const fn is_small(self) -> bool {
        self.nodes <= Self::FEW_NODES && self.bytes <= Self::FEW_BYTES
    }

    const fn of_nodes(nodes: usize) -> Self {
        Self { nodes, bytes: 0 }
    }

    const fn plus(self, other: Self) -> Self {
        Self {
            nodes: self.nodes.saturating_add(other.nodes),
            bytes: self.bytes.saturating_add(other.bytes),
        }
    }

    const fn times(self, count: usize) -> Self {
        Self {
            nodes: self.nodes.saturating_mul(count),
            bytes: self.bytes.saturating_mul(count),
        }
    }
}

impl<'a> Budget<'a> {
    /// Returns how large the result of an operation may be, or refuses the operation if it may have too many nodes. Its
    /// variables must be complete.
    pub(super) fn check(&self, operation: &OperationDefinition) -> Result<Size, ServerError> {
        let root = self.shape.root(operation.ty);
        let size = self.selection_set(root, &operation.selection_set, 1);
        if size.nodes <= self.nodes {
            return Ok(size);
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
    ) -> Size {
        let mut size = Size::default();
        for selection in &selection_set.node.items {
            if self.is_skipped(selection.node.directives()) {
                continue;
            }
            size = size.plus(match &selection.node {
                Selection::Field(field) => self.field(object, &field.node, page, size.nodes),
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let object = condition.map_or(object, |on| self.object(on));
                    self.selection_set(object, &inline.node.selection_set, page)
                }
                Selection::FragmentSpread(spread) => self
                    .fragment(&spread.node.fragment_name.node)
                    .map_or(Size::default(), |fragment| {
                        let object = self.object(&fragment.type_condition);
                        self.selection_set(object, &fragment.selection_set, page)
                    }),
            });
            if size.nodes > self.nodes {
                break;
            }
        }
        size
    }

    fn field(&self, parent: Option<&Object>, field: &Field, page: usize, before: usize) -> Size {
        let piece = match &*field.name.node {
            "__schema" => Some(Introspected::of_schema().schema()),
            "__type" => Some(self.named_type(field)),
            _ => None,
        };
        if let Some(piece) = piece {
            let nodes = self.introspected(piece, &field.selection_set, before);
            return Size::of_nodes(nodes);
        }
        // Unknown fields are left to validation, which reports their position.
        let Some(known) = parent.and_then(|parent| parent.field(&field.name.node)) else {
            return Size::of_nodes(1);
        };
        let of = self.shape.object(&known.of);
        let page_within = match of {
            Some(of) if of.is_connection => self.page(field),
            _ => page,
        };
        let itself = Size {
            nodes: 1,
            bytes: known.bytes,
        };
        let entry = self
            .selection_set(of, &field.selection_set, page_within)
            .plus(itself);
        let length = match known.length {
            None => return entry,
            Some(Length::Page) => page,
            Some(Length::Mentees) => self.mentees,
            Some(Length::AtMost(length)) => length,
            Some(Length::Unknown) => page::MOST.unsigned_abs() as usize,
        };
        entry.times(length).plus(Size::of_nodes(1))
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
