//! Who did what to whom: the signals of the log that report an outcome, newest first, in words.

pub mod entry;
pub mod kinds;
pub mod parts;
pub mod sentence;

use self::entry::Entry;
use self::parts::ActivityFilter;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::SignalsRead;
use crate::cursor::Cursor;
use crate::error::Result;
use crate::signals::log::{self, Range};

/// Returns at most `limit` entries that are older than a cursor, newest first.
///
/// # Errors
/// When the database does not respond.
pub async fn activity(
    app: &App,
    _: &Admin<SignalsRead>,
    filter: &ActivityFilter,
    older_than: Option<Cursor>,
    limit: u64,
) -> Result<Vec<Entry>> {
    let range = Range {
        after: None,
        before: older_than,
        through: None,
        backwards: true,
        limit,
    };
    let (reader, engine) = (app.db.reader(), app.db.engine);
    let parts = filter.parts(engine, range.is_open());
    let signals = log::read_parts(reader, engine, parts, range).await?;
    Ok(signals.into_iter().filter_map(Entry::of).collect())
}
