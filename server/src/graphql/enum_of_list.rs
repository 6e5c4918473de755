//! Builds GraphQL enums from lists that are defined elsewhere, so that no list is written twice.

use async_graphql::parser::types::Field;
use async_graphql::registry::{Deprecation, MetaEnumValue, MetaType, MetaTypeId, Registry};
use async_graphql::{
    ContextSelectionSet, InputType, InputValueError, InputValueResult, Name, OutputType,
    Positioned, ServerResult, Value,
};
use std::borrow::Cow;

/// A type whose list of values becomes an enum of the schema.
pub trait EnumOfList: Copy + Eq + Send + Sync + 'static {
    /// Name of the enum.
    const TYPE: &'static str;
    /// The enum's description.
    const DESCRIPTION: &'static str;

    /// Every value.
    fn all() -> &'static [Self];

    /// A value's name in the schema.
    fn name(self) -> Cow<'static, str>;

    /// A value's description.
    fn description(self) -> Option<String>;
}

/// A value of the list as a GraphQL enum value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<T>(pub T);

impl<T: EnumOfList> Item<T> {
    fn register(_: &mut Registry) -> MetaType {
        MetaType::Enum {
            name: T::TYPE.to_owned(),
            description: Some(T::DESCRIPTION.to_owned()),
            enum_values: T::all()
                .iter()
                .map(|value| (value.name().into_owned(), meta(*value)))
                .collect(),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: Some(std::any::type_name::<Self>()),
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        }
    }

    fn value(self) -> Value {
        Value::Enum(Name::new(self.0.name()))
    }
}

fn meta<T: EnumOfList>(value: T) -> MetaEnumValue {
    MetaEnumValue {
        name: value.name().into_owned(),
        description: value.description(),
        deprecation: Deprecation::NoDeprecated,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        directive_invocations: Vec::new(),
    }
}

impl<T: EnumOfList> InputType for Item<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        T::TYPE.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::Enum, Self::register)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let value = value.unwrap_or_default();
        let name = match &value {
            Value::Enum(name) => name.as_str(),
            Value::String(name) => name.as_str(),
            _ => return Err(InputValueError::expected_type(value)),
        };
        let found = T::all()
            .iter()
            .copied()
            .find(|candidate| candidate.name() == name);
        found.map(Self).ok_or_else(|| {
            InputValueError::custom(format!(
                "Enumeration type {} has no value {name:?}.",
                T::TYPE
            ))
        })
    }

    fn to_value(&self) -> Value {
        self.value()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl<T: EnumOfList> OutputType for Item<T> {
    fn type_name() -> Cow<'static, str> {
        T::TYPE.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Enum, Self::register)
    }

    async fn resolve(
        &self,
        _: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        Ok(self.value())
    }
}
