//! Log lines: which are written, and what no filter can bring out.
//!
//! At DEBUG and TRACE libraries log what they handle: whole HTTP messages, WebSocket frames, SMTP conversations,
//! statements. Passwords, tokens and addresses are in there, and nobody can tell them from the rest by their shape.
//! So the filter reaches as far as INFO for everything that is not this server's own code.

use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::{FilterFn, LevelFilter, Targets, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::{EnvFilter, Registry};

/// The code that takes care of what it logs.
const OURS: &str = "bruinbridge";
/// The finest level of everything else.
const FINEST_OF_OTHERS: Level = Level::INFO;

/// How lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people, with colors.
    Color,
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// Log lines under a filter.
///
/// # Errors
/// When the filter cannot be understood.
pub fn subscriber<W>(filter: &str, format: Format, writer: W) -> Result<impl Subscriber, NoFilter>
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(filter).map_err(|_| NoFilter)?;
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    let lines = lines.with_ansi(format == Format::Color);
    let lines = match format {
        Format::Json => lines.json().boxed(),
        Format::Color | Format::Text => lines.with_target(false).boxed(),
    };
    // Not as filters of the layer: what a library asks through `log` and does not write would leave a mark behind there
    // that takes the next line along.
    Ok(Registry::default()
        .with(filter)
        .with(discretion())
        .with(lines))
}

/// A text that is no log filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a log filter")]
pub struct NoFilter;

/// Whether a filter asks for more of libraries than is ever written.
#[must_use]
pub fn asks_too_much(filter: &str) -> bool {
    let Ok(targets) = filter.parse::<Targets>() else {
        // With spans and fields in it: its finest level may be about anything.
        let finest = EnvFilter::try_new(filter).ok();
        let finest = finest.and_then(|filter| filter.max_level_hint());
        return finest.is_none_or(|finest| finest > FINEST_OF_OTHERS);
    };
    let is_excessive = |level: LevelFilter| level > FINEST_OF_OTHERS;
    targets.default_level().is_some_and(is_excessive)
        || targets
            .iter()
            .any(|(target, level)| !is_ours(target) && is_excessive(level))
}

/// The filter that no setting can widen.
fn discretion() -> FilterFn<impl Fn(&Metadata<'_>) -> bool> {
    filter_fn(|metadata| *metadata.level() <= FINEST_OF_OTHERS || is_ours(metadata.target()))
}

/// A target is the path of a module, unless a library says otherwise.
fn is_ours(target: &str) -> bool {
    let rest = target.strip_prefix(OURS);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}
