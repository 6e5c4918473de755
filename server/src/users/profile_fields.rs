//! The fields of a profile, each declared once: its name in the API, its column, and its place in the rules' input.
//! Rows, the data that handlers see, and the export are made from this list.

use crate::entities::user::{ActiveModel, Column, Entries};
use crate::error::{Error, Result};
use crate::signals::signal::Data;
use rules::{Profile, ProfileInput};
use sea_orm::ActiveModelTrait;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A field of the profile.
#[derive(Debug)]
pub struct ProfileField {
    /// Its name in the API.
    pub name: &'static str,
    /// Its column.
    pub column: Column,
    place: Place,
}

/// The type of a field, and its place in the rules' input. The outer `Option` of a value is whether it was given.
#[derive(Debug)]
enum Place {
    Text(Given<String>),
    OptionalText(Given<Option<String>>),
    Year(Given<Option<i32>>),
    Entries(Given<Vec<String>>),
    Flag(Given<bool>),
}

type Given<T> = fn(&mut ProfileInput) -> &mut Option<T>;

/// Every field of the profile.
pub const PROFILE_FIELDS: [ProfileField; 16] = {
    use Place::{Entries, Flag, OptionalText, Text, Year};
    [
        field(
            "firstName",
            Column::FirstName,
            Text(|of| &mut of.first_name),
        ),
        field("lastName", Column::LastName, Text(|of| &mut of.last_name)),
        field("year", Column::Year, Year(|of| &mut of.year)),
        field("major", Column::Major, Entries(|of| &mut of.major)),
        field("minor", Column::Minor, Entries(|of| &mut of.minor)),
        field("hobbies", Column::Hobbies, Text(|of| &mut of.hobbies)),
        field("clubs", Column::Clubs, Text(|of| &mut of.clubs)),
        field("goals", Column::Goals, Text(|of| &mut of.goals)),
        field(
            "otherBackground",
            Column::OtherBackground,
            Text(|of| &mut of.other_background),
        ),
        field(
            "international",
            Column::International,
            Flag(|of| &mut of.international),
        ),
        field("commuter", Column::Commuter, Flag(|of| &mut of.commuter)),
        field("firstgen", Column::Firstgen, Flag(|of| &mut of.firstgen)),
        field(
            "outofstate",
            Column::Outofstate,
            Flag(|of| &mut of.outofstate),
        ),
        field("transfer", Column::Transfer, Flag(|of| &mut of.transfer)),
        field(
            "matchByBackground",
            Column::MatchByBackground,
            Flag(|of| &mut of.match_by_background),
        ),
        field(
            "profilePictureUrl",
            Column::ProfilePictureUrl,
            OptionalText(|of| &mut of.profile_picture_url),
        ),
    ]
};

const fn field(name: &'static str, column: Column, place: Place) -> ProfileField {
    ProfileField {
        name,
        column,
        place,
    }
}

/// The fields that are set, with the API's field names.
#[must_use]
pub fn to_data(profile: &ProfileInput) -> Data {
    let mut rest = profile.clone();
    let given = PROFILE_FIELDS.iter().filter_map(|field| {
        let value = field.place.take_json(&mut rest)?;
        Some((field.name.to_owned(), value))
    });
    given.collect()
}

/// The profile fields among named values; other names are ignored.
///
/// # Errors
/// When a handler left a value of the wrong type.
pub fn from_data(data: &Data) -> Result<ProfileInput> {
    let mut profile = ProfileInput::default();
    for field in &PROFILE_FIELDS {
        field.place.put_json(&mut profile, data, field.name)?;
    }
    Ok(profile)
}

/// A text among named values.
///
/// # Errors
/// When the value is present but is not text.
pub fn text(data: &Data, name: &str) -> Result<Option<String>> {
    typed(data, name)
}

/// Sets the columns of the fields that are given.
///
/// # Errors
/// When a column has another type than its field.
pub(super) fn apply(row: &mut ActiveModel, profile: Profile) -> Result<()> {
    let mut rest = profile.into_fields();
    for field in &PROFILE_FIELDS {
        if let Some(value) = field.place.take_column(&mut rest) {
            row.try_set(field.column, value)?;
        }
    }
    Ok(())
}

impl Place {
    fn take_json(&self, profile: &mut ProfileInput) -> Option<Value> {
        match self {
            Self::Text(given) => given(profile).take().map(Value::from),
            Self::OptionalText(given) => given(profile).take().map(Value::from),
            Self::Year(given) => given(profile).take().map(Value::from),
            Self::Entries(given) => given(profile).take().map(Value::from),
            Self::Flag(given) => given(profile).take().map(Value::from),
        }
    }

    fn put_json(&self, profile: &mut ProfileInput, data: &Data, name: &str) -> Result<()> {
        match self {
            Self::Text(given) => *given(profile) = typed(data, name)?,
            Self::OptionalText(given) => *given(profile) = typed(data, name)?,
            Self::Year(given) => *given(profile) = typed(data, name)?,
            Self::Entries(given) => *given(profile) = typed(data, name)?,
            Self::Flag(given) => *given(profile) = typed(data, name)?,
        }
        Ok(())
    }

    fn take_column(&self, profile: &mut ProfileInput) -> Option<sea_orm::Value> {
        match self {
            Self::Text(given) => given(profile).take().map(sea_orm::Value::from),
            Self::OptionalText(given) => given(profile).take().map(sea_orm::Value::from),
            Self::Year(given) => given(profile).take().map(sea_orm::Value::from),
            Self::Entries(given) => given(profile).take().map(Entries).map(sea_orm::Value::from),
            Self::Flag(given) => given(profile).take().map(sea_orm::Value::from),
        }
    }
}

/// A named value; `None` if there is none of this name. For a type that may be null, null is a value.
fn typed<T: DeserializeOwned>(data: &Data, name: &str) -> Result<Option<T>> {
    let Some(value) = data.get(name) else {
        return Ok(None);
    };
    let wrong = |_| Error::Unexpected(format!("a handler left the wrong type of value in {name}"));
    serde_json::from_value(value.clone())
        .map(Some)
        .map_err(wrong)
}
