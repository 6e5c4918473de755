//! Reads times as people and spreadsheets write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// Reads a moment as exports write it, or as spreadsheets change it: without a time zone, which then is UTC, or without
/// a time of day. Earlier than 1970 is a typing error, or a spreadsheet's zero.
#[must_use]
pub fn moment(text: &str) -> Option<DateTime<Utc>> {
    let without_zone = |format| NaiveDateTime::parse_from_str(text, format).ok();
    let date = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let moment = text.parse().ok().or_else(|| {
        without_zone("%Y-%m-%dT%H:%M:%S%.f")
            .or_else(|| without_zone("%Y-%m-%d %H:%M:%S%.f"))
            .or_else(|| without_zone("%Y-%m-%d %H:%M"))
            .or_else(|| date().map(|date| date.and_time(NaiveTime::MIN)))
            .map(|moment| moment.and_utc())
    });
    moment.filter(|moment| *moment >= DateTime::UNIX_EPOCH)
}
