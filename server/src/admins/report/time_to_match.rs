//! How long mentees wait for their first match.

use super::period::Period;
use super::small_groups::large;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::db::Engine;
use crate::error::Result;
use sea_orm::{FromQueryResult, Statement};

/// The time from the registration to the first match.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TimeToMatch {
    /// Number of mentees whose first match began in the period; `None` if they are few.
    pub mentees: Option<u64>,
    /// Half of them waited at most this many days.
    pub median: Option<f64>,
    /// Nine tenths of them waited at most this many days.
    pub ninetieth_percentile: Option<f64>,
}

#[derive(Debug, FromQueryResult)]
struct Row {
    mentees: i64,
    median: Option<f64>,
    ninetieth: Option<f64>,
}

/// Measures the time from the registration to the first match, for first matches that began in a period.
///
/// # Errors
/// When the database does not respond.
pub async fn time_to_match(app: &App, _: &Admin<UsersRead>, period: Period) -> Result<TimeToMatch> {
    let reader = app.db.reader();
    let query = Statement::from_sql_and_values(
        reader.get_database_backend(),
        query(app.db.engine),
        [period.start().into(), period.end().into()],
    );
    let row = Row::find_by_statement(query).one(reader).await?;
    let Some(row) = row else {
        return Ok(TimeToMatch::default());
    };
    let mentees = large(row.mentees.unsigned_abs());
    let shown = |days: Option<f64>| days.filter(|_| mentees.is_some()).map(rounded);
    Ok(TimeToMatch {
        mentees,
        median: shown(row.median),
        ninetieth_percentile: shown(row.ninetieth),
    })
}

/// Days with one digit, so that the time of one person cannot be found in the log.
fn rounded(days: f64) -> f64 {
    (days * 10.0).round() / 10.0
}

/// The percentiles by rank. A match that ended began before it ended, so that the index on the end finds those of the
/// period. A match that was imported may have begun before the registration; it is left out.
fn query(engine: Engine) -> String {
    let (from, to, days) = match engine {
        Engine::Sqlite => ("?1", "?2", "JULIANDAY(matched_at) - JULIANDAY(joined_at)"),
        Engine::Postgres => (
            "$1",
            "$2",
            "CAST(EXTRACT(EPOCH FROM matched_at - joined_at) / 86400 AS DOUBLE PRECISION)",
        ),
    };
    format!(
        "SELECT COUNT(*) AS mentees, MIN(CASE WHEN number * 2 >= mentees THEN days END) AS median, \
         MIN(CASE WHEN number * 10 >= mentees * 9 THEN days END) AS ninetieth \
         FROM (SELECT days, ROW_NUMBER() OVER (ORDER BY days) AS number, COUNT(*) OVER () AS mentees \
         FROM (SELECT {days} AS days FROM (\
         SELECT mentee_id, matched_at FROM matches WHERE matched_at >= {from} AND matched_at < {to} \
         UNION ALL SELECT mentee_id, matched_at FROM ended_matches \
         WHERE ended_at >= {from} AND matched_at >= {from} AND matched_at < {to}) AS begun \
         JOIN users ON users.id = begun.mentee_id \
         WHERE begun.matched_at >= users.joined_at AND NOT EXISTS (\
         SELECT 1 FROM ended_matches AS earlier WHERE earlier.mentee_id = begun.mentee_id \
         AND earlier.matched_at < begun.matched_at)) AS waits) AS ranked"
    )
}
