//! Computes what a parsed document would cost with its fragments expanded, without expanding them.
//!
//! Each fragment is measured once and its cost is cached, so the time is linear in the document although the sums may
//! grow exponentially. The sums saturate, and the document is refused as soon as one exceeds a limit.

use std::collections::HashMap;

use async_graphql::parser::types::{
    ExecutableDocument, Field, FragmentSpread, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Positioned, ServerError};

use super::refusal::{refusal, refusal_at};
use crate::config::limits::DocumentLimits;

/// Maximum number of nested introspection lists. They lead from types to all other types and back, so each level
/// multiplies the response. Tools need one; graphql-js also refuses the third.
const LISTS: usize = 2;

/// Measures one document.
pub(super) struct Measure<'a> {
    document: &'a ExecutableDocument,
    limits: &'a DocumentLimits,
    fragments: HashMap<&'a str, Fragment>,
}

#[derive(Clone, Copy)]
enum Fragment {
    /// It is being measured further up; meeting it again means a cycle.
    Open,
    Measured(Cost),
}

#[derive(Clone, Copy, Default)]
struct Cost {
    selections: usize,
    aliases: usize,
    directives: usize,
    /// Fields at the top of the selection set.
    fields: usize,
    /// Nested selection sets.
    depth: usize,
    /// Nested introspection lists, on the path with the most of them.
    lists: usize,
}

impl Cost {
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.fields = self.fields.saturating_add(other.fields);
        self.depth = self.depth.max(other.depth);
        self.lists = self.lists.max(other.lists);
    }
}

impl<'a> Measure<'a> {
    pub(super) fn new(document: &'a ExecutableDocument, limits: &'a DocumentLimits) -> Self {
        Self {
            document,
            limits,
            fragments: HashMap::new(),
        }
    }

    /// Refuses the document if it exceeds a limit, in its operations or in an unused fragment.
    pub(super) fn check(mut self) -> Result<(), ServerError> {
        let document = self.document;
        at_most(document.fragments.len(), self.limits.fragments, "fragments")?;
        at_most(
            document.operations.iter().len(),
            self.limits.operations,
            "operations",
        )?;
        for name in document.fragments.keys() {
            self.fragment(name, 0)?;
        }
        for (_, operation) in document.operations.iter() {
            self.operation(&operation.node)?;
        }
        Ok(())
    }

    fn operation(&mut self, operation: &'a OperationDefinition) -> Result<(), ServerError> {
        let mut cost = self.selection_set(&operation.selection_set, 0)?;
        let variables = operation.variable_definitions.iter();
        cost.directives += variables
            .map(|variable| variable.node.directives.len())
            .sum::<usize>();
        cost.directives += operation.directives.len();
        self.within_limits(&cost)?;
        match operation.ty {
            OperationType::Query => {
                at_most(cost.fields, self.limits.query_fields, "fields at its root")
            }
            OperationType::Mutation => at_most(
                cost.fields,
                self.limits.mutation_fields,
                "mutations in one operation",
            ),
            OperationType::Subscription if cost.fields == 1 => Ok(()),
            OperationType::Subscription => {
                Err(refusal("A subscription has exactly one field at its root."))
            }
        }
    }

    /// `depth` is the depth of the selection set, and bounds the recursion of this function.
    fn selection_set(
        &mut self,
        selection_set: &'a Positioned<SelectionSet>,
        depth: usize,
    ) -> Result<Cost, ServerError> {
        at_most(depth, self.limits.depth, "levels of depth")?;
        let mut sum = Cost::default();
        for selection in &selection_set.node.items {
            let cost = match &selection.node {
                Selection::Field(field) => self.field(&field.node, depth)?,
                Selection::InlineFragment(inline) => {
                    deeper(self.selection_set(&inline.node.selection_set, depth + 1)?)
                }
                Selection::FragmentSpread(spread) => self.spread(&spread.node, depth)?,
            };
            sum.add(cost);
            sum.selections += 1;
            sum.directives += selection.node.directives().len();
        }
        self.within_limits(&sum)?;
        Ok(sum)
    }

    fn field(&mut self, field: &'a Field, depth: usize) -> Result<Cost, ServerError> {
        let mut cost = Cost::default();
        if !field.selection_set.node.items.is_empty() {
            cost = deeper(self.selection_set(&field.selection_set, depth + 1)?);
        }
        match &*field.name.node {
            "fields" | "inputFields" | "interfaces" | "possibleTypes" => cost.lists += 1,
            "__schema" | "__type" if cost.lists > LISTS => return Err(too_many_lists(field)),
            _ => {}
        }
        cost.aliases += usize::from(field.alias.is_some());
        cost.fields = 1;
        Ok(cost)
    }

    fn spread(&mut self, spread: &'a FragmentSpread, depth: usize) -> Result<Cost, ServerError> {
        Ok(deeper(
            self.fragment(&spread.fragment_name.node, depth + 1)?,
        ))
    }

    fn fragment(&mut self, name: &'a str, depth: usize) -> Result<Cost, ServerError> {
        match self.fragments.get(name) {
            Some(Fragment::Measured(cost)) => return Ok(*cost),
            Some(Fragment::Open) => {
                return Err(refusal(format!("The fragment {name} spreads itself.")));
            }
            None => {}
        }
        // Unknown fragments are left to validation, which reports their position.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Cost::default());
        };
        self.fragments.insert(name, Fragment::Open);
        let mut cost = self.selection_set(&fragment.node.selection_set, depth)?;
        cost.directives += fragment.node.directives.len();
        self.fragments.insert(name, Fragment::Measured(cost));
        Ok(cost)
    }

    fn within_limits(&self, cost: &Cost) -> Result<(), ServerError> {
        at_most(cost.depth, self.limits.depth, "levels of depth")?;
        at_most(cost.selections, self.limits.selections, "selections")?;
        at_most(cost.aliases, self.limits.aliases, "aliases")?;
        at_most(cost.directives, self.limits.directives, "directives")
    }
}

fn too_many_lists(field: &Field) -> ServerError {
    refusal_at(
        field.name.pos,
        format!(
            "An introspection has at most {LISTS} of fields, inputFields, interfaces and possibleTypes within each other."
        ),
    )
}

fn deeper(cost: Cost) -> Cost {
    Cost {
        depth: cost.depth + 1,
        ..cost
    }
}

fn at_most(count: usize, limit: usize, what: &str) -> Result<(), ServerError> {
    if count <= limit {
        return Ok(());
    }
    Err(refusal(format!(
        "The document has more than {limit} {what}, counting fragments where they are spread."
    )))
}
