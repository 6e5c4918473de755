//! The survey, field by field as it is read: a whole `ProfileInput` would be the largest part of the WASM.

use alloc::string::String;

use super::fields::{ABSENT, ENTRY, FIELD, Fields, NULL, entries};
use crate::profile;
use crate::violation::Violations;

const TEXTS: [&str; 6] = [
    "firstName",
    "lastName",
    "hobbies",
    "clubs",
    "goals",
    "otherBackground",
];

/// The normalised fields in the order of the raw ones, or nothing if all are as they were given.
pub(super) fn survey(fields: &mut Fields<'_>, year: i32) -> Result<String, Violations> {
    let mut found = Violations::new();
    let mut answer = Answer::default();
    for field in TEXTS {
        answer.add(fields.next(), |raw| profile::text(raw, field, &mut found));
    }
    profile::year(Some(year), &mut found);
    for field in ["major", "minor"] {
        answer.add(fields.next(), |raw| {
            joined(&profile::entries(&entries(raw), field, &mut found))
        });
    }
    answer.add(fields.next(), |raw| {
        let picture = (raw != NULL).then(|| profile::picture(String::from(raw), &mut found));
        picture.flatten().unwrap_or_else(|| String::from(NULL))
    });
    if found.is_empty() {
        Ok(answer.changes())
    } else {
        Err(found)
    }
}

#[derive(Default)]
struct Answer {
    text: String,
    has_changes: bool,
}

impl Answer {
    fn add(&mut self, raw: &str, normalise: impl FnOnce(&str) -> String) {
        if raw == ABSENT {
            self.text.push_str(ABSENT);
        } else {
            let normalised = normalise(raw);
            self.has_changes |= normalised != raw;
            self.text.push_str(&normalised);
        }
        self.text.push(FIELD);
    }

    fn changes(self) -> String {
        if self.has_changes {
            self.text
        } else {
            String::new()
        }
    }
}

fn joined(entries: &[String]) -> String {
    let mut list = String::new();
    for entry in entries {
        list.push(ENTRY);
        list.push_str(entry);
    }
    list
}
