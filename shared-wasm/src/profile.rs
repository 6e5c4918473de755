//! The survey and the profile: everything that members can say about themselves.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Deref;

use crate::finding::Field;
use crate::profile_entries::Entries;
use crate::profile_picture_url;
use crate::profile_text::{judge_text, judge_year};
use crate::text::{nfc, trim_str, with_plain_line_breaks};
use crate::violation::Violations;

/// Any subset of the survey's fields (requirement M8), as given.
///
/// `None`: not given, stays unchanged. `Some(None)`: cleared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileInput {
    /// The first name, at most 150 characters.
    pub first_name: Option<String>,
    /// The last name, at most 150 characters.
    pub last_name: Option<String>,
    /// Hobbies, at most 500 characters on one line.
    pub hobbies: Option<String>,
    /// Clubs, at most 500 characters on one line.
    pub clubs: Option<String>,
    /// Goals, at most 500 characters, with line breaks.
    pub goals: Option<String>,
    /// Other background, at most 500 characters, with line breaks.
    pub other_background: Option<String>,
    /// The year of study, 0 to 5.
    pub year: Option<Option<i32>>,
    /// Majors, at most 5 of 1 to 100 characters.
    pub major: Option<Vec<String>>,
    /// Minors, at most 5 of 1 to 100 characters.
    pub minor: Option<Vec<String>>,
    /// Whether from abroad.
    pub international: Option<bool>,
    /// Whether commuting to the campus.
    pub commuter: Option<bool>,
    /// Whether the first of the family at a university.
    pub firstgen: Option<bool>,
    /// Whether from another state.
    pub outofstate: Option<bool>,
    /// Whether transferred from another college.
    pub transfer: Option<bool>,
    /// Whether the five flags above may count when partners are suggested.
    pub match_by_background: Option<bool>,
    /// The URL of a picture, or the path of one of the server; at most 500 characters. Blank clears it as null does.
    pub profile_picture_url: Option<Option<String>>,
}

/// Validated, normalized fields: reads like a `ProfileInput`, is created only by `ProfileInput::parse`, and cannot be
/// changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile(ProfileInput);

impl ProfileInput {
    /// Parses the fields that were given (decision D4).
    ///
    /// # Errors
    /// Everything that is wrong with them, in the API's field names.
    pub fn parse(self) -> Result<Profile, Violations> {
        let mut found = Violations::new();
        let mut given = |raw: Option<String>, field| raw.map(|raw| text(&raw, field, &mut found));
        let fields = ProfileInput {
            first_name: given(self.first_name, Field::FirstName),
            last_name: given(self.last_name, Field::LastName),
            hobbies: given(self.hobbies, Field::Hobbies),
            clubs: given(self.clubs, Field::Clubs),
            goals: given(self.goals, Field::Goals),
            other_background: given(self.other_background, Field::OtherBackground),
            year: self.year.map(|raw| year(raw, &mut found)),
            major: self
                .major
                .map(|raw| entries(&raw, Field::Major, &mut found)),
            minor: self
                .minor
                .map(|raw| entries(&raw, Field::Minor, &mut found)),
            profile_picture_url: self
                .profile_picture_url
                .map(|raw| picture(&raw?, &mut found)),
            ..self
        };
        if found.is_empty() {
            Ok(Profile(fields))
        } else {
            Err(found)
        }
    }
}

impl Profile {
    /// Whether no field was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == ProfileInput::default()
    }

    /// Returns the fields by value.
    #[must_use]
    pub fn into_fields(self) -> ProfileInput {
        self.0
    }
}

impl Deref for Profile {
    type Target = ProfileInput;

    fn deref(&self) -> &ProfileInput {
        &self.0
    }
}

fn text(raw: &str, field: Field, found: &mut Violations) -> String {
    let normalized = nfc(raw);
    let trimmed = trim_str(&normalized);
    if judge_text(trimmed.as_bytes(), field, found) {
        with_plain_line_breaks(trimmed)
    } else {
        String::from(trimmed)
    }
}

fn year(raw: Option<i32>, found: &mut Violations) -> Option<i32> {
    if let Some(year) = raw {
        judge_year(year, found);
    }
    raw
}

/// The entries without repetitions, in their order.
fn entries(raw: &[String], field: Field, found: &mut Violations) -> Vec<String> {
    let mut entries = Entries::default();
    let normalized: Vec<String> = raw.iter().map(|entry| nfc(entry)).collect();
    let trimmed = normalized.iter().map(|entry| trim_str(entry));
    trimmed
        .filter(|entry| entries.keeps(entry.as_bytes(), field, found))
        .map(String::from)
        .collect()
}

fn picture(raw: &str, found: &mut Violations) -> Option<String> {
    let normalized = nfc(raw);
    let url = trim_str(&normalized);
    profile_picture_url::judge(url.as_bytes(), found);
    (!url.is_empty()).then(|| String::from(url))
}
