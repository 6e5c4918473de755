//! Converts profile fields to the named values that handlers see, and back.

use crate::error::{Error, Result};
use crate::signals::signal::Data;
use rules::ProfileInput;
use serde_json::Value;

/// The fields that are set, with the API's field names.
#[must_use]
pub fn to_data(profile: &ProfileInput) -> Data {
    let fields = [
        ("firstName", profile.first_name.clone().map(Value::from)),
        ("lastName", profile.last_name.clone().map(Value::from)),
        ("hobbies", profile.hobbies.clone().map(Value::from)),
        ("clubs", profile.clubs.clone().map(Value::from)),
        ("goals", profile.goals.clone().map(Value::from)),
        (
            "otherBackground",
            profile.other_background.clone().map(Value::from),
        ),
        ("year", profile.year.map(Value::from)),
        ("major", profile.major.clone().map(Value::from)),
        ("minor", profile.minor.clone().map(Value::from)),
        ("international", profile.international.map(Value::from)),
        ("commuter", profile.commuter.map(Value::from)),
        ("firstgen", profile.firstgen.map(Value::from)),
        ("outofstate", profile.outofstate.map(Value::from)),
        ("transfer", profile.transfer.map(Value::from)),
        (
            "matchByBackground",
            profile.match_by_background.map(Value::from),
        ),
        (
            "profilePictureUrl",
            profile.profile_picture_url.clone().map(Value::from),
        ),
    ];
    let given = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    given.collect()
}

/// The profile fields among named values; other names are ignored.
///
/// # Errors
/// When a handler left a value of the wrong type.
pub fn from_data(data: &Data) -> Result<ProfileInput> {
    Ok(ProfileInput {
        first_name: text(data, "firstName")?,
        last_name: text(data, "lastName")?,
        hobbies: text(data, "hobbies")?,
        clubs: text(data, "clubs")?,
        goals: text(data, "goals")?,
        other_background: text(data, "otherBackground")?,
        year: optional(data, "year")?,
        major: field(data, "major")?,
        minor: field(data, "minor")?,
        international: field(data, "international")?,
        commuter: field(data, "commuter")?,
        firstgen: field(data, "firstgen")?,
        outofstate: field(data, "outofstate")?,
        transfer: field(data, "transfer")?,
        match_by_background: field(data, "matchByBackground")?,
        profile_picture_url: optional(data, "profilePictureUrl")?,
    })
}

/// A text among named values.
///
/// # Errors
/// When the value is present but is not text.
pub fn text(data: &Data, name: &str) -> Result<Option<String>> {
    field(data, name)
}

fn field<T: serde::de::DeserializeOwned>(data: &Data, name: &str) -> Result<Option<T>> {
    let Some(value) = data.get(name) else {
        return Ok(None);
    };
    let wrong = |_| Error::Unexpected(format!("a handler left the wrong type of value in {name}"));
    serde_json::from_value(value.clone())
        .map(Some)
        .map_err(wrong)
}

/// A value that may be null.
fn optional<T: serde::de::DeserializeOwned>(data: &Data, name: &str) -> Result<Option<Option<T>>> {
    field::<Option<T>>(data, name)
}
