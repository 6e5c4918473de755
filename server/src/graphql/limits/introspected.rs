//! What introspection returns, read once from the schema's own introspection. The node budget is computed from it.
//!
//! The result is kept as a tree of only those parts that have parts of their own, because everything else is one node.
//! A reference to a named type is an index, so the tree is as cyclic as the schema.

use std::collections::HashMap;
use std::sync::LazyLock;

use async_graphql::Value as GraphqlValue;
use futures_util::FutureExt;
use serde_json::Value;

/// Selects everything that has parts, and unwraps references to types more deeply than our schema nests them.
const INTROSPECTION: &str = "
    { __schema { queryType { kind name } mutationType { kind name } subscriptionType { kind name }
        types { kind name
            fields(includeDeprecated: true) { name args(includeDeprecated: true) { ...Input } type { ...Type } }
            inputFields(includeDeprecated: true) { ...Input }
            interfaces { kind name } possibleTypes { kind name } enumValues(includeDeprecated: true) { name } }
        directives { locations args(includeDeprecated: true) { ...Input } } } }
    fragment Input on __InputValue { name type { ...Type } }
    fragment Type on __Type { kind name ofType { kind name ofType { kind name ofType { kind name
        ofType { kind name ofType { kind name ofType { kind name } } } } } } }";

static INTROSPECTED: LazyLock<Introspected> = LazyLock::new(Introspected::read);

/// What introspection returns.
#[derive(Debug, Default)]
pub(super) struct Introspected {
    /// All types as introspection returns them.
    types: Vec<Piece>,
    indexes: HashMap<Box<str>, usize>,
    /// What `__schema` returns.
    schema: Piece,
}

/// What introspection returns at one point.
#[derive(Debug, Default)]
pub(super) enum Piece {
    /// A value without parts.
    #[default]
    Leaf,
    /// A named type.
    Named(usize),
    List(Box<[Piece]>),
    /// An object, with those of its fields that have parts of their own.
    Parts(Box<[(IntrospectionField, Piece)]>),
}

/// A field of introspection that may have parts of its own.
#[derive(Clone, Copy, Debug, strum::EnumString, strum::AsRefStr)]
#[strum(serialize_all = "camelCase")]
pub(super) enum IntrospectionField {
    Args,
    Directives,
    EnumValues,
    Fields,
    InputFields,
    Interfaces,
    Locations,
    MutationType,
    OfType,
    PossibleTypes,
    QueryType,
    SubscriptionType,
    Type,
    Types,
}

impl PartialEq<str> for IntrospectionField {
    fn eq(&self, name: &str) -> bool {
        self.as_ref() == name
    }
}

impl Introspected {
    /// Returns what introspection of our schema returns. The first call runs it.
    pub(super) fn of_schema() -> &'static Self {
        &INTROSPECTED
    }

    /// What `__schema` returns.
    pub(super) fn schema(&self) -> &Piece {
        &self.schema
    }

    /// What `__type` returns for the type with this name.
    pub(super) fn named(&self, name: &str) -> &Piece {
        let index = self.indexes.get(name).copied();
        self.numbered(index.unwrap_or(usize::MAX))
    }

    /// Returns the type with this index.
    pub(super) fn numbered(&self, index: usize) -> &Piece {
        self.types.get(index).unwrap_or(&Piece::Leaf)
    }

    fn read() -> Self {
        // A schema without the extension that meters execution. Introspection never waits, so the response is ready at
        // once.
        let response = crate::graphql::builder()
            .finish()
            .execute(INTROSPECTION)
            .now_or_never();
        let data = response.map_or(GraphqlValue::Null, |response| response.data);
        let data = data.into_json().unwrap_or_default();
        Self::from_introspection(data.get("__schema").unwrap_or(&Value::Null))
    }

    fn from_introspection(schema: &Value) -> Self {
        let types = schema["types"].as_array().map_or(&[][..], Vec::as_slice);
        let indexes: HashMap<_, _> = (types.iter().enumerate())
            .map(|(index, kind)| (name(kind), index))
            .collect();
        Self {
            types: (types.iter()).map(|kind| parts(kind, &indexes)).collect(),
            schema: parts(schema, &indexes),
            indexes,
        }
    }
}

fn piece(value: &Value, indexes: &HashMap<Box<str>, usize>) -> Piece {
    match value {
        Value::Array(items) => Piece::List(items.iter().map(|item| piece(item, indexes)).collect()),
        Value::Object(_) => match indexes.get(&*name(value)) {
            // Only types have a kind, and only those without a name are wrappers.
            Some(index) if value["kind"].is_string() => Piece::Named(*index),
            _ => parts(value, indexes),
        },
        _ => Piece::Leaf,
    }
}

fn parts(value: &Value, indexes: &HashMap<Box<str>, usize>) -> Piece {
    let fields = value.as_object().into_iter().flatten();
    let parts = fields.filter_map(|(name, value)| {
        let part = name.parse().ok()?;
        let piece = piece(value, indexes);
        (!matches!(piece, Piece::Leaf)).then_some((part, piece))
    });
    Piece::Parts(parts.collect())
}

fn name(value: &Value) -> Box<str> {
    value["name"].as_str().unwrap_or_default().into()
}
