//! Logging: which lines are written, and which no filter can enable.
//!
//! At DEBUG and TRACE, libraries log the data that they handle: whole HTTP messages, WebSocket frames, SMTP sessions,
//! SQL statements. These contain passwords, tokens and addresses, which cannot be recognized by their form. So the
//! filter can enable at most INFO for everything but the server's own code.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::{FilterFn, LevelFilter, Targets, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Registry};

/// The target of the server's own code, which never logs secrets.
const OURS: &str = "bruinbridge";
/// The levels of a filter, for messages.
const LEVELS: &str = "off, error, warn, info, debug, trace";
/// The most verbose level for all other code.
const MAX_LEVEL_OF_LIBRARIES: Level = Level::INFO;

/// The format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with colors, for a terminal.
    Color,
    /// Plain text.
    Text,
    /// JSON, one object per line.
    Json,
}

impl Format {
    /// Returns the format for an output. Text has colors on a terminal only, and never when the environment variable
    /// NO_COLOR is set and not empty (<https://no-color.org>) or the terminal is a dumb one.
    #[must_use]
    pub fn of(
        is_json: bool,
        is_terminal: bool,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> Self {
        let is_plain = environment("NO_COLOR").is_some_and(|value| !value.is_empty())
            || environment("TERM").is_some_and(|value| value == "dumb");
        match (is_json, is_terminal && !is_plain) {
            (true, _) => Self::Json,
            (false, true) => Self::Color,
            (false, false) => Self::Text,
        }
    }
}

/// Writes the log lines of this process that pass a filter to standard error, as JSON or as text. If the process has a
/// subscriber already, that one stays.
///
/// # Errors
/// When the filter is invalid.
pub fn start(filter: &str, is_json: bool) -> Result<(), InvalidFilter> {
    let variable = |name: &str| std::env::var_os(name);
    let format = Format::of(is_json, io::stderr().is_terminal(), variable);
    let _ = subscriber(filter, format, io::stderr)?.try_init();
    Ok(())
}

/// Checks that a filter is what its author meant.
///
/// # Errors
/// Why it is not.
pub fn check(filter: &str) -> Result<(), InvalidFilter> {
    parse(filter).map(drop)
}

/// Parses a filter. The library takes a word that is no level for the name of a module, and then writes no line of any
/// other; such a word is refused.
fn parse(filter: &str) -> Result<EnvFilter, InvalidFilter> {
    let refused = |fault: String| Err(InvalidFilter(fault));
    let mut is_about_us = false;
    let directives = filter.split(',').map(str::trim);
    for directive in directives.filter(|directive| !directive.is_empty()) {
        // A directive about spans or fields is left to the library.
        let has_spans = directive.contains(['[', '{']);
        let (target, level) = match directive.rsplit_once('=') {
            _ if has_spans => (directive, None),
            Some((target, level)) => (target, Some(level)),
            None if is_level(directive) => ("", Some(directive)),
            None => (directive, None),
        };
        if let Some(level) = level.filter(|level| !is_level(level)) {
            let level = short(level);
            return refused(format!("has {level:?}, which is not a level ({LEVELS})"));
        }
        if level.is_none() && !is_ours(target) && !has_spans {
            let target = short(target);
            return refused(format!(
                "has {target:?}, which is not a level ({LEVELS}); with =debug after it, it means the lines of that \
                 module"
            ));
        }
        is_about_us |= target.is_empty() || is_ours(target) || has_spans;
    }
    if !is_about_us {
        return refused(format!(
            "names no level for the lines of this server; put one of {LEVELS} before it"
        ));
    }
    EnvFilter::try_new(filter).or_else(|_| refused("is not a log filter".to_owned()))
}

/// As much of a text as a message repeats.
fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

fn is_level(text: &str) -> bool {
    text.parse::<LevelFilter>().is_ok()
}

/// Returns a subscriber that writes the log lines that pass a filter.
///
/// # Errors
/// When the filter is invalid.
pub fn subscriber<W>(
    filter: &str,
    format: Format,
    writer: W,
) -> Result<impl Subscriber, InvalidFilter>
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let filter = parse(filter)?;
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    let lines = lines.with_ansi(format == Format::Color);
    let lines = match format {
        Format::Json => lines.json().boxed(),
        Format::Color | Format::Text => lines.with_target(false).boxed(),
    };
    // Not as filters of the layer: when a library checks through `log` whether a level is enabled and then writes
    // nothing, a per-layer filter keeps that state and drops the next line.
    Ok(Registry::default()
        .with(filter)
        .with(library_filter())
        .with(lines))
}

/// The text is not a log filter, or one that writes nothing; says why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidFilter(String);

/// Whether a filter would enable more lines of libraries than are ever written.
#[must_use]
pub fn asks_too_much(filter: &str) -> bool {
    let Ok(targets) = filter.parse::<Targets>() else {
        // The filter contains spans or fields, so its most verbose level may apply to any target.
        let max_level = EnvFilter::try_new(filter).ok();
        let max_level = max_level.and_then(|filter| filter.max_level_hint());
        return max_level.is_none_or(|max_level| max_level > MAX_LEVEL_OF_LIBRARIES);
    };
    let is_excessive = |level: LevelFilter| level > MAX_LEVEL_OF_LIBRARIES;
    targets.default_level().is_some_and(is_excessive)
        || targets
            .iter()
            .any(|(target, level)| !is_ours(target) && is_excessive(level))
}

/// Returns the filter that no setting can override.
fn library_filter() -> FilterFn<impl Fn(&Metadata<'_>) -> bool> {
    filter_fn(|metadata| *metadata.level() <= MAX_LEVEL_OF_LIBRARIES || is_ours(metadata.target()))
}

/// Whether a target is the server's own. A target is the path of a module, unless a library sets it.
fn is_ours(target: &str) -> bool {
    let rest = target.strip_prefix(OURS);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}
