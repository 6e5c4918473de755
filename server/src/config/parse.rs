//! Parses settings from text, with one clear line when the text is wrong.

use chrono::Duration;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

pub(super) const DEFAULTS: &str = include_str!("../../config.default.toml");

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
        text.parse().map_err(|_| {
            ConfigError::new(
                variable,
                format!("{} is not {kind}", quoted(&text)),
                example,
            )
        })
    }

    pub(super) fn choice(&self, variable: &str, choices: &[&str]) -> Result<String, ConfigError> {
        let text = self.text(variable);
        let lower = text.to_ascii_lowercase();
        if choices.contains(&lower.as_str()) {
            return Ok(lower);
        }
        let fault = format!("{} is none of {}", quoted(&text), choices.join(", "));
        Err(ConfigError::new(
            variable,
            fault,
            choices.first().copied().unwrap_or_default(),
        ))
    }

    pub(super) fn flag_or(&self, variable: &str, default: bool) -> Result<bool, ConfigError> {
        let text = self.text(variable);
        match text.to_ascii_lowercase().as_str() {
            "" => Ok(default),
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" => Ok(false),
            _ => Err(ConfigError::new(
                variable,
                format!("{} is neither true nor false", quoted(&text)),
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
                let fault = format!(
                    "{} is not a whole number from {least} to {most}",
                    quoted(&text)
                );
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
                let fault = format!(
                    "{} is not a number of hours above 0 and at most {MAX_HOURS}",
                    quoted(&text)
                );
                Err(ConfigError::new(variable, fault, "0.5"))
            }
        }
    }

    /// A duration in minutes, at most a year; 0 means never.
    pub(super) fn minutes(&self, variable: &str) -> Result<Option<Duration>, ConfigError> {
        const MAX_MINUTES: f64 = 525_600.0;
        let text = self.text(variable);
        match text.parse::<f64>() {
            #[expect(clippy::cast_possible_truncation, reason = "bounded by MAX_MINUTES")]
            Ok(minutes) if (0.0..=MAX_MINUTES).contains(&minutes) => {
                let length = Duration::milliseconds((minutes * 60_000.0).ceil() as i64);
                Ok((!length.is_zero()).then_some(length))
            }
            _ => {
                let fault = format!(
                    "{} is not a number of minutes from 0 to {MAX_MINUTES}",
                    quoted(&text)
                );
                Err(ConfigError::new(variable, fault, "10"))
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
                let fault = || {
                    ConfigError::new(
                        variable,
                        format!("{} is not {kind}", quoted(entry)),
                        example,
                    )
                };
                entry.parse().map_err(|_| fault())
            })
            .collect()
    }
}

/// The most characters of a value that a message repeats.
const MAX_QUOTED: usize = 80;

/// Returns a value in quotation marks, on one line, shortened if it is long.
#[must_use]
pub fn quoted(value: &str) -> String {
    let mut characters = value.chars();
    let mut shown: String = characters.by_ref().take(MAX_QUOTED).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    format!("{shown:?}")
}
