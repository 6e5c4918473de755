//! The survey and the profile: what members may say about themselves, and nothing else.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Deref;

use crate::limits::{ENTRIES_MAX, ENTRY_MAX, NAME_MAX, TEXT_MAX, YEAR_MAX, YEAR_MIN};
use crate::profile_picture_url;
use crate::text::{eq_ignoring_case, is_longer_than, is_plain, is_refused, with_plain_line_breaks};
use crate::violation::{Code, Param, Violation, Violations};

/// Any subset of the survey's fields (requirement M8), as it was given.
///
/// None: not given, stays as it is. `Some(None)`: cleared.
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
    /// The URL of a picture, at most 500 characters; blank clears it as null does.
    pub profile_picture_url: Option<Option<String>>,
}

/// Validated, normalised fields: reads like a `ProfileInput`, is made by `ProfileInput::parse`
/// only, and cannot be changed.
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
            first_name: given(self.first_name, "firstName"),
            last_name: given(self.last_name, "lastName"),
            hobbies: given(self.hobbies, "hobbies"),
            clubs: given(self.clubs, "clubs"),
            goals: given(self.goals, "goals"),
            other_background: given(self.other_background, "otherBackground"),
            year: self.year.map(|raw| year(raw, &mut found)),
            major: self.major.map(|raw| entries(&raw, "major", &mut found)),
            minor: self.minor.map(|raw| entries(&raw, "minor", &mut found)),
            profile_picture_url: self
                .profile_picture_url
                .map(|raw| picture(raw?, &mut found)),
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
    /// Whether no field at all was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == ProfileInput::default()
    }

    /// The fields, to be moved from.
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

/// A name, or what members say about themselves: goals and background with line breaks, which are one
/// character each, as browsers count them in a form, though they send two.
pub(crate) fn text(raw: &str, field: &'static str, found: &mut Violations) -> String {
    let (max, code) = match field {
        "firstName" | "lastName" => (NAME_MAX, Code::NameTooLong),
        _ => (TEXT_MAX, Code::TextTooLong),
    };
    let trimmed = raw.trim();
    if trimmed.len() <= max as usize && is_plain(trimmed) {
        return String::from(trimmed);
    }
    let has_lines = matches!(field, "goals" | "otherBackground");
    let text = if has_lines {
        with_plain_line_breaks(trimmed)
    } else {
        String::from(trimmed)
    };
    if is_longer_than(&text, max) {
        found.push(Violation::at(code, field).with("max", Param::Number(max)));
    }
    let is_wrong = |character| is_refused(character) && !(has_lines && character == '\n');
    if text.chars().any(is_wrong) {
        found.push(Violation::at(Code::ControlCharacter, field));
    }
    text
}

pub(crate) fn year(raw: Option<i32>, found: &mut Violations) -> Option<i32> {
    let is_year =
        |year| u32::try_from(year).is_ok_and(|year| (YEAR_MIN..=YEAR_MAX).contains(&year));
    if raw.is_some_and(|year| !is_year(year)) {
        found.push(
            Violation::at(Code::YearOutOfRange, "year")
                .with("min", Param::Number(YEAR_MIN))
                .with("max", Param::Number(YEAR_MAX)),
        );
    }
    raw
}

/// The different entries, in their order; repetitions are dropped before they are counted.
pub(crate) fn entries(raw: &[String], field: &'static str, found: &mut Violations) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    let mut wrong = 0;
    for (index, raw) in raw.iter().enumerate() {
        let entry = raw.trim();
        if entries.iter().any(|kept| eq_ignoring_case(kept, entry)) {
            continue;
        }
        // Leaves at the first entry too many, so that a huge list is not answered by a huge one.
        if entries.len() + wrong == ENTRIES_MAX as usize {
            let max = Param::Number(ENTRIES_MAX);
            found.push(Violation::at(Code::TooManyEntries, field).with("max", max));
            break;
        }
        match check_entry(entry, field) {
            Ok(()) => entries.push(String::from(entry)),
            Err(violation) => {
                wrong += 1;
                found.push(violation.entry(index));
            }
        }
    }
    entries
}

fn check_entry(entry: &str, field: &'static str) -> Result<(), Violation> {
    if entry.is_empty() {
        return Err(Violation::at(Code::EntryEmpty, field));
    }
    if entry.len() <= ENTRY_MAX as usize && is_plain(entry) {
        return Ok(());
    }
    if is_longer_than(entry, ENTRY_MAX) {
        let max = Param::Number(ENTRY_MAX);
        return Err(Violation::at(Code::EntryTooLong, field).with("max", max));
    }
    if entry.chars().any(is_refused) {
        return Err(Violation::at(Code::ControlCharacter, field));
    }
    Ok(())
}

pub(crate) fn picture(raw: String, found: &mut Violations) -> Option<String> {
    let url = raw.trim();
    if url.is_empty() {
        return None;
    }
    profile_picture_url::parse(url)
        .map_err(|violations| found.extend(violations))
        .ok()
}
