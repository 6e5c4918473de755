//! Whether a profile says enough to be matched, and a person's full name.

use alloc::string::String;
use alloc::vec::Vec;

use crate::finding::Field;
use crate::text::trim;

/// What a complete profile has, in the order of `has`.
const WANTED: [Field; 4] = [Field::FirstName, Field::LastName, Field::Year, Field::Major];

/// What a complete profile still lacks, in the API's names (decision D6); empty if nothing.
#[must_use]
pub fn missing_fields(
    first_name: &str,
    last_name: &str,
    year: Option<i32>,
    majors: usize,
) -> Vec<&'static str> {
    let names = [first_name.as_bytes(), last_name.as_bytes()];
    let wanted = WANTED.into_iter().zip(has(names, year.is_some(), majors > 0));
    wanted
        .filter_map(|(field, is_given)| (!is_given).then_some(field.as_str()))
        .collect()
}

/// Whether there is something of each that is wanted.
pub(crate) fn has([first, last]: [&[u8]; 2], has_year: bool, has_major: bool) -> [bool; 4] {
    let is_given = |name| !trim(name).is_empty();
    [is_given(first), is_given(last), has_year, has_major]
}

/// First and last name, stripped and joined; "Not provided" when both are blank (requirement Z1).
#[must_use]
pub fn full_name(first: &str, last: &str) -> String {
    match (first.trim(), last.trim()) {
        ("", "") => String::from("Not provided"),
        (only, "") | ("", only) => String::from(only),
        (first, last) => [first, " ", last].concat(),
    }
}
