//! Receives reports of browsers about violations of the content security policy, and logs a line for each, up to a
//! number per minute. Anyone may send reports, so nothing else is done with them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use http::{HeaderName, HeaderValue, StatusCode};
use http_body_util::{BodyExt, Limited};
use serde_json::Value;
use tokio::time::{Instant, timeout};
use url::Url;

use super::header_text::shown;
use super::state::HttpState;

/// Where browsers send reports.
pub(super) const PATH: &str = "/csp-reports";
/// Names the endpoint that the policies refer to.
pub(super) const ENDPOINTS: (HeaderName, HeaderValue) = (
    HeaderName::from_static("reporting-endpoints"),
    HeaderValue::from_static("csp=\"/csp-reports\""),
);

/// Maximum size of the body of a request with reports.
const BODY_BYTES: usize = 16 * 1024;
const WINDOW: Duration = Duration::from_secs(60);

/// Counts the logged reports of the current minute.
#[derive(Debug, Default)]
pub(super) struct ReportCounter(Mutex<Option<(Instant, usize)>>);

impl ReportCounter {
    /// Whether no more reports are logged in this minute.
    fn is_full(&self, limit: usize) -> bool {
        let window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        window.is_some_and(|(since, count)| since.elapsed() < WINDOW && count >= limit)
    }

    /// Counts one more report. Returns whether it is within the limit.
    fn count(&self, limit: usize) -> bool {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = window
            .filter(|(since, _)| since.elapsed() < WINDOW)
            .unwrap_or((Instant::now(), 0));
        *window = Some((since, count.saturating_add(1)));
        count < limit
    }
}

/// Logs a report. Responds in the same way whether it did.
pub(super) async fn receive(State(state): State<Arc<HttpState>>, body: Body) -> StatusCode {
    let limits = state.limits();
    if state.csp_reports.is_full(limits.csp_reports) {
        return StatusCode::NO_CONTENT;
    }
    let body = Limited::new(body, BODY_BYTES).collect();
    if let Ok(Ok(body)) = timeout(limits.body_timeout, body).await {
        let report: Value = serde_json::from_slice(&body.to_bytes()).unwrap_or_default();
        for violation in violations(&report) {
            if state.csp_reports.count(limits.csp_reports) {
                log(violation);
            }
        }
    }
    StatusCode::NO_CONTENT
}

/// A directive that was violated, and what it blocked.
type Violation<'a> = (&'a str, &'a str);

/// Returns the violations in a request: one of the older format (`report-uri`), or those of the Reporting API
/// (`report-to`), which sends reports of other kinds along with them. Only violations count toward the limit.
fn violations(report: &Value) -> Vec<Violation<'_>> {
    if let Some(older) = report.get("csp-report") {
        return violation(older, "effective-directive", "blocked-uri")
            .into_iter()
            .collect();
    }
    let newer = report.as_array().into_iter().flatten();
    newer
        .filter_map(|report| violation(report.get("body")?, "effectiveDirective", "blockedURL"))
        .collect()
}

fn violation<'a>(body: &'a Value, directive: &str, blocked: &str) -> Option<Violation<'a>> {
    let directive = body.get(directive)?.as_str()?;
    let blocked = body.get(blocked).and_then(Value::as_str);
    Some((directive, blocked.unwrap_or_default()))
}

fn log((directive, blocked): Violation<'_>) {
    tracing::warn!(
        directive = shown(directive),
        blocked = shown(&origin(blocked)),
        "a browser reports a violation of the content security policy"
    );
}

/// The origin of a URL, or a keyword such as `inline`. A path may contain the token of a link.
fn origin(blocked: &str) -> String {
    match Url::parse(blocked) {
        Ok(url) if url.has_host() => url.origin().ascii_serialization(),
        Ok(url) => url.scheme().to_owned(),
        Err(_) => blocked.to_owned(),
    }
}
