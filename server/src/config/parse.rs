//! From text to a typed setting, with one clear line when the text is wrong.

use super::Secret;
use chrono::Duration;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

const DEFAULTS: &str = include_str!("../../config.default.toml");

/// A wrong value: which variable, what is wrong with it, and a right one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {fault}; for example {variable}={example}")]
pub struct ConfigError {
    variable: String,
    fault: String,
    example: String,
}

impl ConfigError {
    /// A fault of one variable.
    pub fn new(variable: &str, fault: impl Into<String>, example: impl Into<String>) -> Self {
        Self {
            variable: variable.to_owned(),
            fault: fault.into(),
            example: example.into(),
        }
    }
}

/// Values by name: the environment's where it has one, else the default's.
#[derive(Clone)]
pub struct Source(BTreeMap<String, String>);

impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

impl Source {
    /// The defaults alone.
    ///
    /// # Errors
    /// When `config.default.toml` is not a table of texts.
    pub fn defaults() -> Result<Self, ConfigError> {
        toml::from_str(DEFAULTS)
            .map(Self)
            .map_err(|error| ConfigError::new("config.default.toml", error.to_string(), "\"text\""))
    }

    /// The environment over the defaults. An empty variable counts as not set.
    ///
    /// # Errors
    /// As `defaults`, and for a value that is not text.
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

    /// Whether an operator gave a variable a value of their own; variables whose default is empty only.
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

    /// A length of time in hours; at most a hundred years, so that no date overflows.
    pub(super) fn hours(&self, variable: &str) -> Result<Duration, ConfigError> {
        const MOST: f64 = 876_000.0;
        let text = self.text(variable);
        match text.parse::<f64>() {
            #[expect(clippy::cast_possible_truncation, reason = "bounded by MOST")]
            Ok(hours) if hours > 0.0 && hours <= MOST => {
                Ok(Duration::milliseconds((hours * 3_600_000.0).ceil() as i64))
            }
            _ => {
                let fault = format!("{text:?} is not a number of hours above 0 and at most {MOST}");
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

    /// Addresses may hold a password: a fault never repeats the value.
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

/// What an origin's host and port are made of, as browsers send it.
const fn is_host_character(character: char) -> bool {
    character.is_ascii_lowercase()
        || character.is_ascii_digit()
        || matches!(character, '.' | '-' | ':' | '[' | ']')
}
