//! Conversion of profiles from and to JSON, in the API's names.

use rules::{Profile, ProfileInput};
use serde_json::{Map, Value};

/// The fields that a JSON object gives.
pub(crate) fn profile_input(input: &Value) -> ProfileInput {
    let text = |name: &str| input[name].as_str().map(str::to_owned);
    let flag = |name: &str| input[name].as_bool();
    let list = |name: &str| {
        let entries = input[name].as_array()?;
        Some(
            entries
                .iter()
                .map(|entry| entry.as_str().unwrap().to_owned())
                .collect(),
        )
    };
    ProfileInput {
        first_name: text("firstName"),
        last_name: text("lastName"),
        hobbies: text("hobbies"),
        clubs: text("clubs"),
        goals: text("goals"),
        other_background: text("otherBackground"),
        year: input
            .get("year")
            .map(|year| year.as_i64().map(|year| year as i32)),
        major: list("major"),
        minor: list("minor"),
        international: flag("international"),
        commuter: flag("commuter"),
        firstgen: flag("firstgen"),
        outofstate: flag("outofstate"),
        transfer: flag("transfer"),
        match_by_background: flag("matchByBackground"),
        profile_picture_url: input
            .get("profilePictureUrl")
            .map(|_| text("profilePictureUrl")),
    }
}

/// The fields that were given, normalized.
pub(crate) fn profile_json(profile: Profile) -> Value {
    let fields = profile.into_fields();
    let given = [
        ("firstName", fields.first_name.map(Value::from)),
        ("lastName", fields.last_name.map(Value::from)),
        ("hobbies", fields.hobbies.map(Value::from)),
        ("clubs", fields.clubs.map(Value::from)),
        ("goals", fields.goals.map(Value::from)),
        ("otherBackground", fields.other_background.map(Value::from)),
        ("year", fields.year.map(Value::from)),
        ("major", fields.major.map(Value::from)),
        ("minor", fields.minor.map(Value::from)),
        ("international", fields.international.map(Value::from)),
        ("commuter", fields.commuter.map(Value::from)),
        ("firstgen", fields.firstgen.map(Value::from)),
        ("outofstate", fields.outofstate.map(Value::from)),
        ("transfer", fields.transfer.map(Value::from)),
        (
            "matchByBackground",
            fields.match_by_background.map(Value::from),
        ),
        (
            "profilePictureUrl",
            fields.profile_picture_url.map(Value::from),
        ),
    ];
    given
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect::<Map<String, Value>>()
        .into()
}
