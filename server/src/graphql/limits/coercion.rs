//! Checks values against their types, as the specification demands (section 3): those of variables before anything is
//! executed, and those in documents. async-graphql checks a variable only where it resolves a field, after a mutation's
//! earlier fields have run, and takes a string for an enum in a document.

use std::fmt::{self, Display, Write as _};

use async_graphql::parser::types::{BaseType, Type};
use async_graphql::{Name, Number};
use async_graphql_value::{ConstValue, Value};
use chrono::{DateTime, NaiveDate, Utc};

use super::inputs::{InputObject, InputType, InputTypes, Scalar};

/// A value of a document or a variable.
pub(super) enum Shown<'a, V> {
    Null,
    Boolean,
    Number(&'a Number),
    String(&'a str),
    Enum(&'a str),
    List(&'a [V]),
    Object(Vec<(&'a Name, &'a V)>),
    /// A variable, whose value is checked by itself.
    Variable,
    /// Nothing that JSON or a document can contain.
    Other,
}

/// What values of documents and of variables have in common.
pub(super) trait AnyValue: Sized {
    /// Whether an enum's value is written as a string, as in JSON.
    const IS_JSON: bool;

    /// Returns what the value consists of.
    fn shown(&self) -> Shown<'_, Self>;
}

impl AnyValue for ConstValue {
    const IS_JSON: bool = true;

    fn shown(&self) -> Shown<'_, Self> {
        match self {
            Self::Null => Shown::Null,
            Self::Boolean(_) => Shown::Boolean,
            Self::Number(number) => Shown::Number(number),
            Self::String(text) => Shown::String(text),
            // The default of a variable.
            Self::Enum(name) => Shown::Enum(name),
            Self::List(values) => Shown::List(values),
            Self::Object(fields) => Shown::Object(fields.iter().collect()),
            Self::Binary(_) => Shown::Other,
        }
    }
}

impl AnyValue for Value {
    const IS_JSON: bool = false;

    fn shown(&self) -> Shown<'_, Self> {
        match self {
            Self::Null => Shown::Null,
            Self::Boolean(_) => Shown::Boolean,
            Self::Number(number) => Shown::Number(number),
            Self::String(text) => Shown::String(text),
            Self::Enum(name) => Shown::Enum(name),
            Self::List(values) => Shown::List(values),
            Self::Object(fields) => Shown::Object(fields.iter().collect()),
            Self::Variable(_) => Shown::Variable,
            Self::Binary(_) => Shown::Other,
        }
    }
}

/// Why a value does not have its type.
#[derive(Debug)]
pub(super) struct Mismatch {
    /// Where in the value, innermost first: fields and indexes.
    path: Vec<String>,
    /// A sentence without a subject, such as `must be a string`. It never quotes the value, which may be a password.
    reason: String,
}

impl Mismatch {
    fn new(reason: impl Into<String>) -> Self {
        Self {
            path: Vec::new(),
            reason: reason.into(),
        }
    }

    fn within(mut self, step: impl Into<String>) -> Self {
        self.path.push(step.into());
        self
    }

    /// The sentence about a value with this name, such as `$input.year must be …`.
    pub(super) fn about(&self, name: impl Display) -> String {
        let mut text = name.to_string();
        for step in self.path.iter().rev() {
            text.push_str(step);
        }
        let _ = write!(text, " {}.", self.reason);
        text
    }
}

impl InputTypes {
    /// Checks that a value has a type. Types that are not known are left to validation.
    pub(super) fn check<V: AnyValue>(&self, value: &V, kind: &Type) -> Result<(), Mismatch> {
        match (value.shown(), &kind.base) {
            (Shown::Variable, _) => Ok(()),
            (Shown::Null, _) if kind.nullable => Ok(()),
            (Shown::Null, _) => Err(Mismatch::new(format!("must not be null: it is a {kind}"))),
            (Shown::List(values), BaseType::List(of)) => {
                for (index, value) in values.iter().enumerate() {
                    let checked = self.check(value, of);
                    checked.map_err(|mismatch| mismatch.within(format!("[{index}]")))?;
                }
                Ok(())
            }
            // A single value stands for a list of it.
            (_, BaseType::List(of)) => self.check(value, of),
            (shown, BaseType::Named(name)) => match self.get(name) {
                None => Ok(()),
                Some(InputType::Scalar(scalar)) if scalar.takes(&shown) => Ok(()),
                Some(InputType::Scalar(scalar)) => Err(must_be(scalar)),
                Some(InputType::Enum(values)) => {
                    let given = match shown {
                        Shown::Enum(given) => Some(given),
                        Shown::String(given) if V::IS_JSON => Some(given),
                        _ => None,
                    };
                    match given {
                        Some(given) if values.contains(given) => Ok(()),
                        _ => Err(must_be(format_args!("a value of the enum {name}"))),
                    }
                }
                Some(InputType::Object(object)) => match shown {
                    Shown::Object(fields) => self.check_fields(name, object, &fields),
                    _ => Err(must_be(format_args!("an object {name}"))),
                },
            },
        }
    }

    fn check_fields<V: AnyValue>(
        &self,
        name: &str,
        object: &InputObject,
        given: &[(&Name, &V)],
    ) -> Result<(), Mismatch> {
        for (field, value) in given {
            let Some(known) = object.fields.get(field.as_str()) else {
                return Err(Mismatch::new(format!(
                    "has no field {field}: it is a {name}"
                )));
            };
            let checked = self.check(*value, &known.kind);
            checked.map_err(|mismatch| mismatch.within(format!(".{field}")))?;
        }
        let is_given = |name: &str| given.iter().any(|(given, _)| *given == name);
        let required = object.fields.iter();
        let missing = required
            .filter(|(name, field)| !field.kind.nullable && !field.has_default && !is_given(name))
            .map(|(name, _)| name)
            .min();
        if let Some(missing) = missing {
            return Err(Mismatch::new(format!("lacks the field {missing}")));
        }
        if object.is_one_of && given.len() != 1 {
            return Err(Mismatch::new("must have exactly one field"));
        }
        Ok(())
    }
}

impl Scalar {
    fn takes<V>(self, value: &Shown<'_, V>) -> bool {
        match (self, value) {
            (Self::Json, _)
            | (Self::Boolean, Shown::Boolean)
            | (Self::Float, Shown::Number(_))
            | (Self::String | Self::Id, Shown::String(_)) => true,
            (Self::Int, Shown::Number(number)) => number
                .as_i64()
                .is_some_and(|number| i32::try_from(number).is_ok()),
            (Self::Id, Shown::Number(number)) => number.is_i64() || number.is_u64(),
            (Self::DateTime, Shown::String(text)) => text.parse::<DateTime<Utc>>().is_ok(),
            (Self::NaiveDate, Shown::String(text)) => text.parse::<NaiveDate>().is_ok(),
            _ => false,
        }
    }
}

/// What to write for a scalar.
impl Display for Scalar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Boolean => "true or false",
            Self::DateTime => "a time such as \"2026-09-28T17:00:00Z\"",
            Self::Float => "a number",
            Self::Id => "an id, written as a string",
            Self::Int => "a whole number between -2147483648 and 2147483647",
            Self::NaiveDate => "a date such as \"2026-09-28\"",
            Self::String => "a string",
            Self::Json => "a JSON value",
        })
    }
}

fn must_be(expected: impl Display) -> Mismatch {
    Mismatch::new(format!("must be {expected}"))
}
