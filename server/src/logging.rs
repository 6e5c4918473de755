//! Logging: which lines are written, and which no filter can enable.
//!
//! At DEBUG and TRACE, libraries log the data that they handle: whole HTTP messages, WebSocket frames, SMTP sessions,
//! SQL statements. These contain passwords, tokens and addresses, which cannot be recognized by their form. So the
//! filter can enable at most INFO for everything but the server's own code.

use std::io::{self, IsTerminal};
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::{FilterFn, LevelFilter, Targets, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Registry};

/// The target of the server's own code, which never logs secrets.
const OURS: &str = "bruinbridge";
/// The most verbose level for all other code.
const MAX_LEVEL_OF_LIBRARIES: Level = Level::INFO;

/// The format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with colors.
    Color,
    /// Plain text.
    Text,
    /// JSON, one object per line.
    Json,
}

/// Writes the log lines of this process that pass a filter to standard error, as JSON or as text. If the process has a
/// subscriber already, that one stays.
///
/// # Errors
/// When the filter is invalid.
pub fn start(filter: &str, is_json: bool) -> Result<(), InvalidFilter> {
    let format = match (is_json, io::stderr().is_terminal()) {
        (true, _) => Format::Json,
        (false, true) => Format::Color,
        (false, false) => Format::Text,
    };
    let _ = subscriber(filter, format, io::stderr)?.try_init();
    Ok(())
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
    let filter = EnvFilter::try_new(filter).map_err(|_| InvalidFilter)?;
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

/// The text is not a log filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a log filter")]
pub struct InvalidFilter;

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
