//! Checks values against their types, as the specification demands (section 3): those of variables before anything is
//! executed, and those in documents. async-graphql checks a variable only where it resolves a field, after a mutation's
//! earlier fields have run, and takes a string for an enum in a document.

use std::fmt::{self, Display, Write as _};

use async_graphql::parser::types::{BaseType, Type};
use async_graphql::{Name, Number};
use async_graphql_value::{ConstValue, Value};
use chrono::{DateTime, NaiveDate, Utc};

use super::inputs::{Input, InputType, InputTypes, Inputs, Scalar};

/// How many characters of an unknown name an error quotes.
const QUOTED: usize = 80;

/// What a value is.
pub(super) enum Kind<'a, V> {
    Null,
    Boolean,
    Number(&'a Number),
    String(&'a str),
    Enum(&'a str),
    List(&'a [V]),
    Object(Vec<(&'a Name, &'a V)>),
    Variable(&'a Name),
    /// Nothing that JSON or a document can contain.
    Other,
}

/// What values of documents and of variables have in common.
pub(super) trait AnyValue: Sized {
    /// Returns what the value is.
    fn kind(&self) -> Kind<'_, Self>;
}

impl AnyValue for ConstValue {
    fn kind(&self) -> Kind<'_, Self> {
        match self {
            Self::Null => Kind::Null,
            Self::Boolean(_) => Kind::Boolean,
            Self::Number(number) => Kind::Number(number),
            Self::String(text) => Kind::String(text),
            Self::Enum(name) => Kind::Enum(name),
            Self::List(values) => Kind::List(values),
            Self::Object(fields) => Kind::Object(fields.iter().collect()),
            Self::Binary(_) => Kind::Other,
        }
    }
}

impl AnyValue for Value {
    fn kind(&self) -> Kind<'_, Self> {
        match self {
            Self::Null => Kind::Null,
            Self::Boolean(_) => Kind::Boolean,
            Self::Number(number) => Kind::Number(number),
            Self::String(text) => Kind::String(text),
            Self::Enum(name) => Kind::Enum(name),
            Self::List(values) => Kind::List(values),
            Self::Object(fields) => Kind::Object(fields.iter().collect()),
            Self::Variable(name) => Kind::Variable(name),
            Self::Binary(_) => Kind::Other,
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

    fn must_be(expected: impl Display) -> Self {
        Self::new(format!("must be {expected}"))
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

/// Checks values that come from one place, and collects the variables within them, which are checked elsewhere.
pub(super) struct Check<'v> {
    types: &'v InputTypes,
    /// Whether values of enums are written as strings, as in JSON.
    is_json: bool,
    /// How many files the request has, which values can name.
    files: usize,
    /// The variables that were found.
    pub(super) uses: Vec<VariableUse<'v>>,
}

/// A variable where a value is expected.
pub(super) struct VariableUse<'v> {
    pub(super) name: &'v Name,
    /// The type of the place that it is used for.
    pub(super) of: &'v Type,
    /// Whether that place has a default.
    pub(super) has_default: bool,
}

impl<'v> Check<'v> {
    /// Checks values of a document.
    pub(super) const fn of_document(types: &'v InputTypes) -> Self {
        Self {
            types,
            is_json: false,
            files: 0,
            uses: Vec::new(),
        }
    }

    /// Checks values of variables of a request with so many files.
    pub(super) const fn of_variables(types: &'v InputTypes, files: usize) -> Self {
        Self {
            types,
            is_json: true,
            files,
            uses: Vec::new(),
        }
    }

    /// Checks an argument or an input field.
    pub(super) fn input<V: AnyValue>(
        &mut self,
        value: &'v V,
        input: &'v Input,
    ) -> Result<(), Mismatch> {
        self.at(value, &input.of, input.has_default)
    }

    /// Checks that a value has a type.
    pub(super) fn value<V: AnyValue>(
        &mut self,
        value: &'v V,
        of: &'v Type,
    ) -> Result<(), Mismatch> {
        self.at(value, of, false)
    }

    /// Checks a value for a place that may have a default.
    fn at<V: AnyValue>(
        &mut self,
        value: &'v V,
        of: &'v Type,
        has_default: bool,
    ) -> Result<(), Mismatch> {
        match (value.kind(), &of.base) {
            (Kind::Variable(name), _) => {
                self.uses.push(VariableUse {
                    name,
                    of,
                    has_default,
                });
                Ok(())
            }
            (Kind::Null, _) if of.nullable => Ok(()),
            (Kind::Null, _) => Err(Mismatch::new(format!("must not be null: it is a {of}"))),
            (Kind::List(values), BaseType::List(entry)) => {
                for (index, value) in values.iter().enumerate() {
                    let checked = self.value(value, entry);
                    checked.map_err(|mismatch| mismatch.within(format!("[{index}]")))?;
                }
                Ok(())
            }
            // A single value stands for a list of it.
            (_, BaseType::List(entry)) => self.value(value, entry),
            (kind, BaseType::Named(name)) => self.named(&kind, name),
        }
    }

    fn named<V: AnyValue>(&mut self, kind: &Kind<'v, V>, name: &str) -> Result<(), Mismatch> {
        match self.types.get(name) {
            // There are none (`inputs_of_unknown_type`).
            None => Ok(()),
            Some(InputType::Scalar(Scalar::Upload)) if self.is_file(kind) => Ok(()),
            Some(InputType::Scalar(scalar)) if scalar.takes(kind) => Ok(()),
            Some(InputType::Scalar(scalar)) => Err(Mismatch::must_be(scalar)),
            Some(InputType::Enum(values)) => match kind {
                Kind::Enum(given) if !self.is_json && values.contains(*given) => Ok(()),
                Kind::String(given) if self.is_json && values.contains(*given) => Ok(()),
                _ => Err(Mismatch::must_be(format_args!(
                    "a value of the enum {name}"
                ))),
            },
            Some(InputType::Object(fields)) => match kind {
                Kind::Object(given) => self.fields(name, fields, given),
                _ => Err(Mismatch::must_be(format_args!("an object {name}"))),
            },
        }
    }

    /// Whether a value names a file of the request, as async-graphql writes it. It would panic where there is none.
    fn is_file<V: AnyValue>(&self, kind: &Kind<'v, V>) -> bool {
        let Kind::String(text) = kind else {
            return false;
        };
        let index = text.strip_prefix("#__graphql_file__:");
        let index = index.and_then(|index| index.parse::<usize>().ok());
        index.is_some_and(|index| index < self.files)
    }

    fn fields<V: AnyValue>(
        &mut self,
        name: &str,
        fields: &'v Inputs,
        given: &[(&'v Name, &'v V)],
    ) -> Result<(), Mismatch> {
        for &(field, value) in given {
            let Some(known) = fields.get(field.as_str()) else {
                let field: String = field.chars().take(QUOTED).collect();
                let reason = format!("has no field {field}: it is a {name}");
                return Err(Mismatch::new(reason));
            };
            let checked = self.input(value, known);
            checked.map_err(|mismatch| mismatch.within(format!(".{field}")))?;
        }
        let is_given = |name: &str| given.iter().any(|(given, _)| **given == name);
        let missing = (fields.iter())
            .filter(|(name, field)| field.is_required() && !is_given(name))
            .map(|(name, _)| name)
            .min();
        missing.map_or(Ok(()), |missing| {
            Err(Mismatch::new(format!("lacks the field {missing}")))
        })
    }
}

impl Scalar {
    fn takes<V>(self, value: &Kind<'_, V>) -> bool {
        match (self, value) {
            (Self::Json, _)
            | (Self::Boolean, Kind::Boolean)
            | (Self::Float, Kind::Number(_))
            | (Self::String | Self::Id, Kind::String(_)) => true,
            (Self::Int, Kind::Number(number)) => number
                .as_i64()
                .is_some_and(|number| i32::try_from(number).is_ok()),
            (Self::Id, Kind::Number(number)) => number.is_i64() || number.is_u64(),
            (Self::DateTime, Kind::String(text)) => text.parse::<DateTime<Utc>>().is_ok(),
            (Self::NaiveDate, Kind::String(text)) => text.parse::<NaiveDate>().is_ok(),
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
            Self::Upload => "a file of a multipart request",
        })
    }
}
