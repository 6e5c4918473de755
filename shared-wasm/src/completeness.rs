//! Whether a profile says enough to be matched, and a person's full name.

use alloc::string::String;
use alloc::vec::Vec;

/// What a complete profile still lacks, in the API's names (decision D6); empty if nothing.
#[must_use]
pub fn missing_fields(
    first_name: &str,
    last_name: &str,
    year: Option<i32>,
    majors: usize,
) -> Vec<&'static str> {
    let wanted = [
        ("firstName", !first_name.trim().is_empty()),
        ("lastName", !last_name.trim().is_empty()),
        ("year", year.is_some()),
        ("major", majors > 0),
    ];
    let mut missing = Vec::new();
    for (field, is_given) in wanted {
        if !is_given {
            missing.push(field);
        }
    }
    missing
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
