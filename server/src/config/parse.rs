//! Parses settings from text, with one clear line when the text is wrong.

use super::Secret;
use chrono::Duration;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

const DEFAULTS: &str = include_str!("../../config.default.toml");

/// An invalid value: the variable, what is wrong with it, and a valid example.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {fault}; for example {variable}={example}")]
pub struct ConfigError {
    variable: String,
    fault: String,
    example: String,
}

impl ConfigError {
    /// Creates an error about one variable.
    pub fn new(variable: &str, fault: impl Into<String>, example: impl Into<String>) -> Self {
        Self {
            variable: variable.to_owned(),
            fault: fault.into(),
            example: example.into(),
        }
    }
}

/// Values by name: the environment's if set, otherwise the default.
#[derive(Clone)]
pub struct Source(BTreeMap<String, String>);

impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

impl Source {
    /// The defaults only.
    ///
    /// # Errors
    /// When `config.default.toml` is not a table of strings.
    pub fn defaults() -> Result<Self, ConfigError> {
        toml::from_str(DEFAULTS)
            .map(Self)
            .map_err(|error| ConfigError::new("config.default.toml", error.to_string(), "\"text\""))
    }

    /// The environment over the defaults. An empty variable counts as not set.
    ///
    /// # Errors
    /// As for `defaults`, and when a value is not UTF-8 text.
    pub fn environment() -> Result<Self, ConfigError> {
        let mut source = Self::defaults()?;
        for (name, value) in &mut source.0 {
            match std::env::var(name) {
                Ok(text) if !text.trim().is_empty() => text.trim().clone_into(value),
                Err(std::env::VarError::NotUnicode(_)) => {
                    return Err(ConfigError::new(name, "is not UTF-8 text", value.as_str()));
                }
                _ => {}
            }
        }
        Ok(source)
    }

    /// The same source with one value replaced.
    #[must_use]
    pub fn with(mut self, variable: &str, value: impl Into<String>) -> Self {
        self.0.insert(variable.to_owned(), value.into());
        self
    }

    /// Whether an operator set a variable. Works only for variables whose default is empty.
    pub(super) fn is_set(&self, variable: &str) -> bool {
        !self.text(variable).is_empty()
    }

    pub(super) fn text(&self, variable: &str) -> String {
        self.0.get(variable).cloned().unwrap_or_default()
    }

    pub(super) fn parsed<T: FromStr>(
        &self,
        variable: &str,
        kind: &str,
        example: &str,
    ) -> Result<T, ConfigError> {
        let text = self.text(variable);
        text.parse()
            .map_err(|_| ConfigError::new(variable, format!("{text:?} is not {kind}"), example))
    }

    pub(super) fn choice(&self, variable: &str, choices: &[&str]) -> Result<String, ConfigError> {
        let text = self.text(variable).to_ascii_lowercase();
        if choices.contains(&text.as_str()) {
            return Ok(text);
        }
        let fault = format!("{text:?} is none of {}", choices.join(", "));
        Err(ConfigError::new(
            variable,
            fault,
            choices.first().copied().unwrap_or_default(),
        ))
    }

    pub(super) fn flag_or(&self, variable: &str, default: bool) -> Result<bool, ConfigError> {
        match self.text(variable).to_ascii_lowercase().as_str() {
            "" => Ok(default),
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" => Ok(false),
            other => Err(ConfigError::new(
                variable,
                format!("{other:?} is neither true nor false"),
                "true",
            )),
        }
    }

    pub(super) fn count(&self, variable: &str, least: u32, most: u32) -> Result<u32, ConfigError> {
        let text = self.text(variable);
        text.parse()
            .ok()
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| {
                let fault = format!("{text:?} is not a whole number from {least} to {most}");
                ConfigError::new(variable, fault, least.max(5).min(most).to_string())
            })
    }

    /// A duration in hours; at most a hundred years, so that no date overflows.
    pub(super) fn hours(&self, variable: &str) -> Result<Duration, ConfigError> {
        const MAX_HOURS: f64 = 876_000.0;
        let text = self.text(variable);
        match text.parse::<f64>() {
            #[expect(clippy::cast_possible_truncation, reason = "bounded by MAX_HOURS")]
            Ok(hours) if hours > 0.0 && hours <= MAX_HOURS => {
                Ok(Duration::milliseconds((hours * 3_600_000.0).ceil() as i64))
            }
            _ => {
                let fault =
                    format!("{text:?} is not a number of hours above 0 and at most {MAX_HOURS}");
                Err(ConfigError::new(variable, fault, "0.5"))
            }
        }
    }

    pub(super) fn list<T: FromStr>(
        &self,
        variable: &str,
        kind: &str,
        example: &str,
    ) -> Result<Vec<T>, ConfigError> {
        let text = self.text(variable);
        text.split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
            .map(|entry| {
                let fault =
                    || ConfigError::new(variable, format!("{entry:?} is not {kind}"), example);
                entry.parse().map_err(|_| fault())
            })
            .collect()
    }

    /// URLs may contain a password, so an error never repeats the value.
    pub(super) fn url(
        &self,
        variable: &str,
        schemes: &[&str],
        example: &str,
    ) -> Result<Secret, ConfigError> {
        let text = self.text(variable);
        let scheme = text
            .split_once("://")
            .map(|(scheme, rest)| (scheme, !rest.is_empty()));
        match scheme {
            Some((scheme, true)) if schemes.contains(&scheme) => Ok(Secret::new(text)),
            _ => {
                let fault = format!("does not start with {}://", schemes.join(":// or "));
                Err(ConfigError::new(variable, fault, example))
            }
        }
    }

    pub(super) fn origins(&self, variable: &str) -> Result<Vec<String>, ConfigError> {
        let origins: Vec<String> =
            self.list(variable, "an origin", "https://bruinbridge.example")?;
        for origin in &origins {
            let host = origin
                .strip_prefix("https://")
                .or_else(|| origin.strip_prefix("http://"));
            let is_host = |host: &str| !host.is_empty() && host.chars().all(is_host_character);
            if !host.is_some_and(is_host) {
                let fault =
                    format!("{origin:?} is not an origin (scheme and host in lower case, no path)");
                return Err(ConfigError::new(
                    variable,
                    fault,
                    "https://bruinbridge.example",
                ));
            }
        }
        Ok(origins)
    }
}

/// Whether a character can be part of an origin's host and port, as browsers send them.
const fn is_host_character(character: char) -> bool {
    character.is_ascii_lowercase()
        || character.is_ascii_digit()
        || matches!(character, '.' | '-' | ':' | '[' | ']')
}
