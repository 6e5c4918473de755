//! The fields of the source's user model.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A user as the source has it. It has no `Debug`, because it holds a password hash.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    #[serde(rename = "userID")]
    pub(super) user_id: Option<String>,
    pub(super) email: Option<String>,
    pub(super) password: Option<String>,
    #[serde(rename = "firstName")]
    pub(super) first_name: Option<String>,
    #[serde(rename = "lastName")]
    pub(super) last_name: Option<String>,
    pub(super) role: Option<String>,
    #[serde(rename = "profilePictureUrl")]
    pub(super) profile_picture_url: Option<String>,
    pub(super) year: Option<i32>,
    pub(super) major: Option<Vec<String>>,
    pub(super) minor: Option<Vec<String>>,
    pub(super) international: Option<bool>,
    pub(super) commuter: Option<bool>,
    pub(super) firstgen: Option<bool>,
    pub(super) outofstate: Option<bool>,
    pub(super) transfer: Option<bool>,
    #[serde(rename = "otherBackground")]
    pub(super) other_background: Option<String>,
    pub(super) hobbies: Option<String>,
    pub(super) clubs: Option<String>,
    pub(super) goals: Option<String>,
    #[serde(rename = "matchedMentorEmail")]
    pub(super) matched_mentor_email: Option<String>,
    pub(super) blacklisted_mentors: Option<Vec<String>>,
    pub(super) current_mentees: Option<Vec<String>>,
    pub(super) is_deleted: Option<bool>,
    pub(super) deletion_requested_date: Option<String>,
    pub(super) permanent_deletion_date: Option<String>,
    pub(super) is_verified: Option<bool>,
    pub(super) is_active: Option<bool>,
    pub(super) is_staff: Option<bool>,
    pub(super) is_superuser: Option<bool>,
    pub(super) date_joined: Option<String>,
    pub(super) last_login: Option<String>,
}

/// What a cell of CSV is read as.
#[derive(Clone, Copy)]
pub(super) enum CellType {
    Text,
    Number,
    Flag,
    List,
}

/// The columns of CSV after `email`, which is required.
pub(super) const COLUMNS: [&str; 30] = [
    "userID",
    "password",
    "firstName",
    "lastName",
    "role",
    "profilePictureUrl",
    "year",
    "major",
    "minor",
    "international",
    "commuter",
    "firstgen",
    "outofstate",
    "transfer",
    "otherBackground",
    "hobbies",
    "clubs",
    "goals",
    "matchedMentorEmail",
    "blacklisted_mentors",
    "current_mentees",
    "is_deleted",
    "deletion_requested_date",
    "permanent_deletion_date",
    "is_verified",
    "is_active",
    "is_staff",
    "is_superuser",
    "date_joined",
    "last_login",
];

fn cell_type(column: &str) -> CellType {
    match column {
        "year" => CellType::Number,
        "major" | "minor" | "blacklisted_mentors" | "current_mentees" => CellType::List,
        "international" | "commuter" | "firstgen" | "outofstate" | "transfer" => CellType::Flag,
        name if name.starts_with("is_") => CellType::Flag,
        _ => CellType::Text,
    }
}

/// Names the fields whose values are of another type, as sentences.
pub(super) fn faults(fields: &Map<String, Value>) -> String {
    let is_wrong = |(name, value): &(&String, &Value)| {
        let alone = Map::from_iter([((*name).clone(), (*value).clone())]);
        serde_json::from_value::<Fields>(alone.into()).is_err()
    };
    let sentence = |(name, _): (&String, &Value)| {
        let expected = match cell_type(name) {
            CellType::Text => "text",
            CellType::Number => "a whole number",
            CellType::Flag => "true or false",
            CellType::List => "a list of texts",
        };
        format!("The field {name} must be {expected}.")
    };
    let sentences: Vec<String> = fields.iter().filter(is_wrong).map(sentence).collect();
    sentences.join(" ")
}

/// Converts a cell that is not empty. One that is not of its type stays text, which is refused later.
pub(super) fn cell_value(column: &str, cell: &str) -> Value {
    let text = || Value::from(cell);
    match cell_type(column) {
        CellType::Text => text(),
        CellType::Number => cell.parse::<i32>().map_or_else(|_| text(), Value::from),
        CellType::Flag => match cell.to_ascii_lowercase().as_str() {
            "true" | "t" | "yes" | "y" | "1" => true.into(),
            "false" | "f" | "no" | "n" | "0" => false.into(),
            _ => text(),
        },
        CellType::List if cell.starts_with('[') => {
            serde_json::from_str(cell).unwrap_or_else(|_| text())
        }
        CellType::List => cell.split([',', ';']).map(str::trim).collect(),
    }
}
