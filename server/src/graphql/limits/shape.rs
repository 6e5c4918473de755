//! The shape of the schema: what each field takes, which type it returns, and how long its lists get. Read once from
//! the types that the schema consists of.

use std::collections::HashMap;
use std::sync::LazyLock;

use async_graphql::parser::types::OperationType;
use async_graphql::registry::{MetaField, MetaType, MetaTypeName, Registry};

use super::inputs::{InputTypes, Inputs, directives, inputs};
use super::lists;
use rules::limits::{CONCERN_MAX, MESSAGE_MAX, TEXT_MAX};

static SHAPE: LazyLock<Shape> = LazyLock::new(|| Shape::new(&crate::graphql::registry()));

/// The shape of a schema.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// Object and interface types by name.
    objects: HashMap<Box<str>, Object>,
    /// The names of the root types of queries, mutations and subscriptions.
    roots: [Box<str>; 3],
    /// The types of variables, arguments and the fields of input objects.
    pub(super) inputs: InputTypes,
    /// The arguments of directives.
    pub(super) directives: HashMap<Box<str>, Inputs>,
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
    pub(super) arguments: Inputs,
    /// Maximum size of a value, or of an entry, in bytes; 0 for an object.
    pub(super) bytes: usize,
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

    /// The lists of our schema whose maximum length is not known.
    pub(super) fn unknown_lengths(&self) -> Vec<String> {
        let unknown = self.objects.iter().flat_map(|(object, known)| {
            let fields = known.fields.iter();
            let unknown = fields.filter(|(_, field)| field.length == Some(Length::Unknown));
            unknown.map(move |(field, _)| format!("{object}.{field}"))
        });
        unknown.collect()
    }

    /// The arguments and input fields whose types are not known.
    pub(super) fn unknown_inputs(&self) -> Vec<String> {
        let mut unknown = self.inputs.unknown();
        for (object, known) in &self.objects {
            for (field, known) in &known.fields {
                let arguments = known.arguments.iter();
                let arguments = arguments.filter(|(_, input)| !self.inputs.knows(&input.of));
                unknown.extend(arguments.map(|(name, _)| format!("{object}.{field}({name}:)")));
            }
        }
        unknown
    }

    fn new(registry: &Registry) -> Self {
        let root = |name: Option<&String>| name.map_or("", String::as_str).into();
        let objects = registry.types.iter().filter_map(|(name, kind)| {
            Some((name.as_str().into(), Object::new(registry, name, kind)?))
        });
        Self {
            objects: objects.collect(),
            roots: [
                root(Some(&registry.query_type)),
                root(registry.mutation_type.as_ref()),
                root(registry.subscription_type.as_ref()),
            ],
            inputs: InputTypes::new(registry),
            directives: directives(),
        }
    }
}

impl Object {
    /// Returns a field by name.
    pub(super) fn field(&self, name: &str) -> Option<&ObjectField> {
        self.fields.get(name)
    }

    /// Returns `None` for a type that has no fields.
    fn new(registry: &Registry, name: &str, kind: &MetaType) -> Option<Self> {
        let (fields, is_abstract) = match kind {
            MetaType::Object { fields, .. } => (fields, false),
            MetaType::Interface { fields, .. } => (fields, true),
            _ => return None,
        };
        let is_connection = fields.contains_key("pageInfo");
        let read = |field: &MetaField| {
            let of = MetaTypeName::concrete_typename(&field.ty);
            let length = || match is_connection {
                true => Length::Page,
                false => length(registry, name, &field.name, of),
            };
            let field_type = ObjectField {
                of: of.into(),
                length: field.ty.contains('[').then(length),
                arguments: inputs(field.args.values()),
                bytes: bytes(name, &field.name, of),
            };
            (field.name.as_str().into(), field_type)
        };
        Some(Self {
            fields: fields.values().map(read).collect(),
            is_connection,
            is_abstract,
        })
    }
}

/// A list of an enum's values has each of them once; all other lengths are in a table.
fn length(registry: &Registry, object: &str, field: &str, of: &str) -> Length {
    match registry.types.get(of) {
        Some(MetaType::Enum { enum_values, .. }) => Length::AtMost(enum_values.len()),
        _ => lists::length(object, field).unwrap_or(Length::Unknown),
    }
}

/// The maximum size of a value in bytes: four for each character of the longest text.
fn bytes(object: &str, field: &str, of: &str) -> usize {
    let characters = match (of, object, field) {
        ("String", "Concern", "text") => CONCERN_MAX,
        ("String", "Message", "body") | ("JSON", ..) => MESSAGE_MAX,
        ("String", ..) => TEXT_MAX,
        ("Boolean" | "Int" | "Float" | "ID" | "DateTime" | "NaiveDate", ..) => 16,
        _ => 0,
    };
    4 * characters as usize
}
