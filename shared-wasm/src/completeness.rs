//! Which fields a profile needs before its member can be matched, and a person's full name.

use alloc::string::String;
use alloc::vec::Vec;

use crate::finding::Field;
use crate::text::{trim, trim_str};

/// The fields that a complete profile has.
const WANTED: [Field; 4] = [Field::FirstName, Field::LastName, Field::Year, Field::Major];

/// Returns the fields that a profile lacks, by their names in the API (decision D6); empty if it is complete.
#[must_use]
pub fn missing_fields(
    first_name: &str,
    last_name: &str,
    year: Option<i32>,
    majors: usize,
) -> Vec<&'static str> {
    let names = [first_name.as_bytes(), last_name.as_bytes()];
    let lacks = lacks(names, year.is_some(), majors > 0);
    let missing = WANTED.iter().enumerate();
    missing
        .filter(|(bit, _)| lacks >> bit & 1 == 1)
        .map(|(_, field)| field.as_str())
        .collect()
}

/// The missing fields as bits: the first bit stands for the first of `WANTED`, and so on.
pub(crate) fn lacks([first, last]: [&[u8]; 2], has_year: bool, has_major: bool) -> i32 {
    i32::from(trim(first).is_empty())
        | i32::from(trim(last).is_empty()) << 1
        | i32::from(!has_year) << 2
        | i32::from(!has_major) << 3
}

/// First and last name, trimmed and joined; "Not provided" when both are blank (requirement Z1).
#[must_use]
pub fn full_name(first: &str, last: &str) -> String {
    match (trim_str(first), trim_str(last)) {
        ("", "") => String::from("Not provided"),
        (only, "") | ("", only) => String::from(only),
        (first, last) => [first, " ", last].concat(),
    }
}
