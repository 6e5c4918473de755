//! The input types of the schema: what arguments and input objects take. Read once from the types that the schema
//! consists of.

use std::collections::{HashMap, HashSet};

use async_graphql::Name;
use async_graphql::parser::types::{BaseType, Type};
use async_graphql::registry::{MetaInputValue, MetaType, Registry};

/// Input types by name.
#[derive(Debug, Default)]
pub(super) struct InputTypes(HashMap<Box<str>, InputType>);

/// A type that values can have.
#[derive(Debug)]
pub(super) enum InputType {
    Scalar(Scalar),
    Enum(HashSet<Box<str>>),
    Object(Inputs),
}

/// A scalar type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Boolean,
    DateTime,
    Float,
    Id,
    Int,
    NaiveDate,
    String,
    /// Any JSON value.
    Json,
    /// A file of a multipart request.
    Upload,
}

/// Arguments, or the fields of an input object, by name.
pub(super) type Inputs = HashMap<Box<str>, Input>;

/// An argument, or a field of an input object.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) of: Type,
    pub(super) has_default: bool,
}

impl Input {
    /// Whether a value must be given.
    pub(super) const fn is_required(&self) -> bool {
        !self.of.nullable && !self.has_default
    }
}

impl InputTypes {
    /// Reads the input types of a schema.
    pub(super) fn new(registry: &Registry) -> Self {
        let types = registry.types.iter();
        Self(
            types
                .filter_map(|(name, kind)| {
                    Some((name.as_str().into(), InputType::new(name, kind)?))
                })
                .collect(),
        )
    }

    /// Whether a type, without its wrappers, is known.
    pub(super) fn knows(&self, of: &Type) -> bool {
        match &of.base {
            BaseType::Named(name) => self.0.contains_key(name.as_str()),
            BaseType::List(entry) => self.knows(entry),
        }
    }

    /// The names of input fields, as `Type.field`, whose types are not known.
    pub(super) fn unknown(&self) -> Vec<String> {
        let objects = self.0.iter().filter_map(|(name, kind)| match kind {
            InputType::Object(fields) => Some((name, fields)),
            _ => None,
        });
        let unknown = objects.flat_map(|(name, fields)| {
            let unknown = fields.iter().filter(|(_, field)| !self.knows(&field.of));
            unknown.map(move |(field, _)| format!("{name}.{field}"))
        });
        unknown.collect()
    }

    /// Returns an input type by name.
    pub(super) fn get(&self, name: &str) -> Option<&InputType> {
        self.0.get(name)
    }
}

impl InputType {
    /// Returns `None` for types of results, and for scalars that only results have.
    fn new(name: &str, kind: &MetaType) -> Option<Self> {
        Some(match kind {
            MetaType::Scalar { .. } => Self::Scalar(Scalar::new(name)?),
            MetaType::Enum { enum_values, .. } => {
                let values = enum_values.keys();
                Self::Enum(values.map(|value| value.as_str().into()).collect())
            }
            MetaType::InputObject { input_fields, .. } => {
                Self::Object(inputs(input_fields.values()))
            }
            _ => return None,
        })
    }
}

impl Scalar {
    fn new(name: &str) -> Option<Self> {
        Some(match name {
            "Boolean" => Self::Boolean,
            "DateTime" => Self::DateTime,
            "Float" => Self::Float,
            "ID" => Self::Id,
            "Int" => Self::Int,
            "JSON" => Self::Json,
            "NaiveDate" => Self::NaiveDate,
            "String" => Self::String,
            "Upload" => Self::Upload,
            _ => return None,
        })
    }
}

/// Reads arguments or the fields of an input object.
pub(super) fn inputs<'a>(values: impl Iterator<Item = &'a MetaInputValue>) -> Inputs {
    let inputs = values.filter_map(|value| {
        let input = Input {
            of: Type::new(&value.ty)?,
            has_default: value.default_value.is_some(),
        };
        Some((value.name.as_str().into(), input))
    });
    inputs.collect()
}

/// The arguments of the directives that documents can use.
pub(super) fn directives() -> HashMap<Box<str>, Inputs> {
    let condition = || {
        let input = Input {
            of: Type {
                base: BaseType::Named(Name::new("Boolean")),
                nullable: false,
            },
            has_default: false,
        };
        Inputs::from([("if".into(), input)])
    };
    HashMap::from(["include", "skip"].map(|name| (name.into(), condition())))
}
