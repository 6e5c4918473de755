//! The settings in force, as administrators see them: without secrets.

use super::descriptions::{Described, described};
use super::parse::DEFAULTS;
use super::{Secret, Source};

/// A setting in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The environment variable.
    pub name: String,
    /// The value; none if the setting is secret or not set.
    pub value: Option<String>,
    /// Whether the value is never shown.
    pub is_secret: bool,
    /// Whether the value is the default, or not set.
    pub is_default: bool,
    /// What it means.
    pub description: String,
}

const DATABASE_URL: &str = "DATABASE_URL";

/// Settings whose values are never shown.
const SECRET: [&str; 4] = [
    "SECRET_KEY",
    "SECRET_KEY_PREVIOUS",
    "SMTP_URL",
    "MEDIA_S3_SECRET_KEY",
];

/// Returns all settings, in the order of the file of defaults.
pub(super) fn all(source: &Source) -> Vec<Setting> {
    let settings = described(DEFAULTS).into_iter();
    settings.map(|setting| in_force(setting, source)).collect()
}

fn in_force(setting: Described<'_>, source: &Source) -> Setting {
    let value = source.text(setting.name);
    let is_secret = SECRET.contains(&setting.name);
    Setting {
        name: setting.name.to_owned(),
        is_secret,
        is_default: value == setting.default,
        description: setting.description,
        value: match setting.name {
            _ if is_secret || value.is_empty() => None,
            DATABASE_URL => without_password(value),
            // A URL whose password nobody expected, such as that of a service that is not used.
            _ if value.contains("://") && value.contains('@') => {
                Secret::new(value).without_credentials()
            }
            _ => Some(value),
        },
    }
}

/// A database's URL without its password. Parameters are left out too: one of them may be a password.
fn without_password(url: String) -> Option<String> {
    match url.strip_prefix("sqlite://") {
        Some(_) => url.split('?').next().map(str::to_owned),
        None => Secret::new(url).without_credentials(),
    }
}
