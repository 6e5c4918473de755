//! The shape of the schema, read once from its own introspection. The node budget is computed from it.
//!
//! The types of introspection are stored as a tree of only those parts that have parts of their own, because everything
//! else is one node. A reference to a named type is an index, so the tree is as cyclic as the schema.

use std::{collections::HashMap, sync::LazyLock};

use async_graphql::{Value as GraphqlValue, parser::types::OperationType};
use futures_util::FutureExt;
use serde_json::Value;

use super::lists;

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

static SHAPE: LazyLock<Shape> = LazyLock::new(Shape::read);

/// The shape of a schema.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// Object and interface types by name.
    objects: HashMap<Box<str>, Object>,
    /// The names of the root types of queries, mutations and subscriptions.
    roots: [Box<str>; 3],
    /// All types as introspection returns them.
    types: Vec<Piece>,
    indexes: HashMap<Box<str>, usize>,
    /// What `__schema` returns.
    schema: Piece,
}

/// An object type or interface.
#[derive(Debug)]
pub(super) struct Object {
    fields: HashMap<Box<str>, ObjectField>,
    /// Whether it is a page of a list, whose length depends on the field that leads to it.
    pub(super) is_connection: bool,
    /// Whether it is an interface, whose concrete type is known only when it is executed.
    pub(super) is_abstract: bool,
}

/// A field of an object type.
#[derive(Debug)]
pub(super) struct ObjectField {
    /// The type, without its wrappers.
    pub(super) of: Box<str>,
    /// Maximum number of entries, if it is a list.
    pub(super) length: Option<Length>,
}

/// The maximum length of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Length {
    /// As long as the requested page.
    Page,
    /// As long as a roster can get, which is a setting.
    Mentees,
    /// At most this long.
    AtMost(usize),
    /// Not known.
    Unknown,
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

impl Shape {
    /// Returns the shape of our schema.
    pub(super) fn of_schema() -> &'static Self {
        &SHAPE
    }

    /// Returns an object type or interface.
    pub(super) fn object(&self, name: &str) -> Option<&Object> {
        self.objects.get(name)
    }

    /// Returns the root type for a type of operation.
    pub(super) fn root(&self, kind: OperationType) -> Option<&Object> {
        let [query, mutation, subscription] = &self.roots;
        self.object(match kind {
            OperationType::Query => query,
            OperationType::Mutation => mutation,
            OperationType::Subscription => subscription,
        })
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

    /// The lists of our schema whose maximum length is not known.
    pub(super) fn unknown_lengths(&self) -> Vec<String> {
        let ours = self
            .objects
            .iter()
            .filter(|(name, _)| !name.starts_with("__"));
        let unknown = ours.flat_map(|(object, known)| {
            let fields = known.fields.iter();
            let unknown = fields.filter(|(_, field)| field.length == Some(Length::Unknown));
            unknown.map(move |(field, _)| format!("{object}.{field}"))
        });
        unknown.collect()
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
        let types = entries(schema, "types");
        let indexes: HashMap<_, _> = (types.iter().enumerate())
            .map(|(index, kind)| (name(kind), index))
            .collect();
        let root = |part: &str| name(&schema[part]);
        Self {
            objects: (types.iter())
                .filter(|kind| kind["fields"].is_array())
                .map(|kind| (name(kind), Object::read(kind, types)))
                .collect(),
            roots: ["queryType", "mutationType", "subscriptionType"].map(root),
            types: (types.iter()).map(|kind| parts(kind, &indexes)).collect(),
            schema: parts(schema, &indexes),
            indexes,
        }
    }
}

impl Object {
    /// Returns a field by name.
    pub(super) fn field(&self, name: &str) -> Option<&ObjectField> {
        self.fields.get(name)
    }

    fn read(object: &Value, types: &[Value]) -> Self {
        let fields = entries(object, "fields");
        let is_connection = fields.iter().any(|field| field["name"] == "pageInfo");
        let read = |field: &Value| {
            let mut of = &field["type"];
            let mut is_list = false;
            while of["name"].is_null() && of["ofType"].is_object() {
                is_list |= of["kind"] == "LIST";
                of = &of["ofType"];
            }
            let length = || match is_connection {
                true => Length::Page,
                false => length(object, field, of, types),
            };
            let field_type = ObjectField {
                of: name(of),
                length: is_list.then(length),
            };
            (name(field), field_type)
        };
        Self {
            fields: fields.iter().map(read).collect(),
            is_connection,
            is_abstract: object["kind"] != "OBJECT",
        }
    }
}

/// A list of an enum's values has each of them once; all other lengths are in a table.
fn length(object: &Value, field: &Value, of: &Value, types: &[Value]) -> Length {
    let of = types.iter().find(|kind| kind["name"] == of["name"]);
    let values = of.map_or(0, |kind| entries(kind, "enumValues").len());
    match values {
        0 => lists::length(&name(object), &name(field)).unwrap_or(Length::Unknown),
        values => Length::AtMost(values),
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

fn entries<'a>(value: &'a Value, part: &str) -> &'a [Value] {
    value[part].as_array().map_or(&[], Vec::as_slice)
}

fn name(value: &Value) -> Box<str> {
    value["name"].as_str().unwrap_or_default().into()
}
