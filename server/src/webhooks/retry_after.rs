//! How long an endpoint asks to wait before the next attempt: the header `Retry-After` (RFC 9110), in seconds or as a
//! date.

use chrono::{DateTime, Duration, Utc};
use http::{HeaderMap, header};

/// Returns the requested wait, or `None` if there is none or it cannot be read.
pub(super) fn read(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(Duration::seconds(seconds.into()));
    }
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    Some(date.to_utc() - now)
}
