//! Media types: what a body may be, and which form of an answer the client takes.

use async_graphql::parser::types::OperationType;
use http::{HeaderMap, StatusCode, header};

use super::reply::Refusal;

/// The form of an answer. The GraphQL-over-HTTP draft gives each its own rule for the status.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status tells whether the request was executed.
    GraphqlResponse,
    /// `application/json`, of older clients: 200 for whatever GraphQL has to say.
    Json,
    /// `text/event-stream`, of clients that take nothing else: 200 for whatever there is to say.
    Events,
}

/// The form the client likes best; the newer one when it does not care.
pub(super) fn accepted(headers: &HeaderMap) -> Result<Media, Refusal> {
    let accept = values(headers);
    if accept.is_empty() {
        return Ok(Media::GraphqlResponse);
    }
    let [newer, older] = ["graphql-response+json", "json"].map(|subtype| liking(&accept, subtype));
    match (newer, older) {
        (0, 0) if takes_events(headers) => Ok(Media::Events),
        (0, 0) => Err(Refusal::new(
            StatusCode::NOT_ACCEPTABLE,
            "Answers are application/graphql-response+json, application/json or text/event-stream.",
        )),
        (newer, older) if newer >= older => Ok(Media::GraphqlResponse),
        _ => Ok(Media::Json),
    }
}

/// Whether to answer with events: to clients that name them, what comes in events or cannot come otherwise.
pub(super) fn prefers_events(headers: &HeaderMap, operation: OperationType) -> bool {
    let streams = operation == OperationType::Subscription && takes_events(headers);
    streams || accepted(headers).is_ok_and(|media| media == Media::Events)
}

fn takes_events(headers: &HeaderMap) -> bool {
    let accept = values(headers);
    let mut ranges = accept.iter().flat_map(|value| value.split(','));
    ranges.any(|range| {
        let mut parts = range.split(';').map(str::trim);
        parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case("text/event-stream"))
            && parts.find_map(quality).unwrap_or(1000) > 0
    })
}

fn values(headers: &HeaderMap) -> Vec<&str> {
    let values = headers.get_all(header::ACCEPT).iter();
    values.filter_map(|value| value.to_str().ok()).collect()
}

/// How much a client likes a form of JSON, in thousandths: by the range that names it most closely.
fn liking(accept: &[&str], subtype: &str) -> u16 {
    let ranges = accept.iter().flat_map(|value| value.split(','));
    let named = ranges.filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let closeness = closeness(parts.next()?, subtype)?;
        Some((closeness, parts.find_map(quality).unwrap_or(1000)))
    });
    named.max().map_or(0, |(_, quality)| quality)
}

fn closeness(range: &str, subtype: &str) -> Option<u8> {
    let (kind, named) = range.split_once('/')?;
    match (kind.to_ascii_lowercase().as_str(), named) {
        ("application", named) if named.eq_ignore_ascii_case(subtype) => Some(3),
        ("application", "*") => Some(2),
        ("*", "*") => Some(1),
        _ => None,
    }
}

fn quality(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let quality: f32 = value.trim().parse().ok()?;
    // A cast of a float saturates, and takes what is not a number for 0.
    Some((quality.clamp(0.0, 1.0) * 1000.0) as u16)
}

/// Asks for JSON in UTF-8: the forms of a web page can send other types to any site without its leave.
pub(super) fn require_json(headers: &HeaderMap) -> Result<(), Refusal> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if content_type.is_some_and(is_json) {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "The body must be application/json, in UTF-8.",
    ))
}

fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let is_json = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    is_json
        && parts
            .filter_map(|parameter| parameter.split_once('='))
            .all(|(name, value)| {
                !name.eq_ignore_ascii_case("charset")
                    || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
            })
}
