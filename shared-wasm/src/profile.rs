//! The survey and the profile: what members may say about themselves, and nothing else.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Deref;

use crate::limits::{ENTRIES_MAX, ENTRY_MAX, NAME_MAX, TEXT_MAX, YEAR_MAX, YEAR_MIN};
use crate::profile_picture_url;
use crate::text::{eq_ignoring_case, is_longer_than, is_refused, with_plain_line_breaks};
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
        let fields = ProfileInput {
            first_name: self
                .first_name
                .map(|raw| name(&raw, "firstName", &mut found)),
            last_name: self.last_name.map(|raw| name(&raw, "lastName", &mut found)),
            hobbies: self.hobbies.map(|raw| line(&raw, "hobbies", &mut found)),
            clubs: self.clubs.map(|raw| line(&raw, "clubs", &mut found)),
            goals: self.goals.map(|raw| lines(&raw, "goals", &mut found)),
            other_background: self
                .other_background
                .map(|raw| lines(&raw, "otherBackground", &mut found)),
            year: self.year.map(|raw| year(raw, &mut found)),
            major: self.major.map(|raw| entries(&raw, "major", &mut found)),
            minor: self.minor.map(|raw| entries(&raw, "minor", &mut found)),
            profile_picture_url: self.profile_picture_url.map(|raw| picture(raw, &mut found)),
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

fn name(raw: &str, field: &'static str, found: &mut Violations) -> String {
    let name = raw.trim();
    check_length(name, NAME_MAX, Code::NameTooLong, field, found);
    check_characters(name, field, found);
    String::from(name)
}

fn line(raw: &str, field: &'static str, found: &mut Violations) -> String {
    let text = raw.trim();
    check_length(text, TEXT_MAX, Code::TextTooLong, field, found);
    check_characters(text, field, found);
    String::from(text)
}

/// Text with line breaks, which are one character each, as browsers count them in a form, though
/// they send two.
fn lines(raw: &str, field: &'static str, found: &mut Violations) -> String {
    let text = with_plain_line_breaks(raw.trim());
    check_length(&text, TEXT_MAX, Code::TextTooLong, field, found);
    if text
        .chars()
        .any(|character| character != '\n' && is_refused(character))
    {
        found.push(Violation::at(Code::ControlCharacter, field));
    }
    text
}

fn check_length(text: &str, max: u32, code: Code, field: &'static str, found: &mut Violations) {
    if is_longer_than(text, max) {
        found.push(Violation::at(code, field).with("max", Param::Number(max)));
    }
}

fn check_characters(text: &str, field: &'static str, found: &mut Violations) {
    if text.chars().any(is_refused) {
        found.push(Violation::at(Code::ControlCharacter, field));
    }
}

fn year(raw: Option<i32>, found: &mut Violations) -> Option<i32> {
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
fn entries(raw: &[String], field: &'static str, found: &mut Violations) -> Vec<String> {
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
    if is_longer_than(entry, ENTRY_MAX) {
        let max = Param::Number(ENTRY_MAX);
        return Err(Violation::at(Code::EntryTooLong, field).with("max", max));
    }
    if entry.chars().any(is_refused) {
        return Err(Violation::at(Code::ControlCharacter, field));
    }
    Ok(())
}

fn picture(raw: Option<String>, found: &mut Violations) -> Option<String> {
    let raw = raw?;
    let url = raw.trim();
    if url.is_empty() {
        return None;
    }
    profile_picture_url::parse(url)
        .map_err(|violations| found.extend(violations))
        .ok()
}
