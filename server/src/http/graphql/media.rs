//! Media types: which body formats are supported, and which response format the client accepts.

use async_graphql::parser::types::OperationType;
use http::{HeaderMap, HeaderName, StatusCode, header};

use super::reply::Refusal;
use crate::http::header_text::{elements, quality, shown, text};

/// Headers that prove a CORS preflight, by the names that GraphQL clients use.
const PREFLIGHT: [HeaderName; 2] = [
    HeaderName::from_static("graphql-require-preflight"),
    HeaderName::from_static("apollo-require-preflight"),
];

/// The format of a response. The GraphQL-over-HTTP draft has a rule for the HTTP status of each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status says whether the request was executed.
    GraphqlResponse,
    /// `application/json`, for older clients: the status is 200 for every GraphQL response.
    Json,
    /// `text/event-stream`, for clients that accept nothing else: the status is always 200.
    Events,
}

/// Returns the format that the client prefers, or the newer one when it has no preference.
///
/// # Errors
/// When the client accepts none of the formats.
pub(super) fn accepted(headers: &HeaderMap) -> Result<Media, Refusal> {
    let accept: Vec<&str> = elements(headers, header::ACCEPT).collect();
    match accept[..] {
        [] | ["*/*"] => return Ok(Media::GraphqlResponse),
        ["application/json"] => return Ok(Media::Json),
        _ => {}
    }
    let [newer, older] =
        ["graphql-response+json", "json"].map(|subtype| preference(&accept, subtype));
    match (newer, older) {
        (0, 0) if accepts_events(headers) => Ok(Media::Events),
        (0, 0) => Err(Refusal::new(
            StatusCode::NOT_ACCEPTABLE,
            "Accept application/graphql-response+json, application/json or text/event-stream.",
        )),
        (newer, older) if newer >= older => Ok(Media::GraphqlResponse),
        _ => Ok(Media::Json),
    }
}

/// Whether to respond with events: for subscriptions of clients that accept them, and for clients that accept nothing
/// else.
pub(super) fn prefers_events(headers: &HeaderMap, operation: OperationType) -> bool {
    let streams = operation == OperationType::Subscription && accepts_events(headers);
    streams || accepted(headers).is_ok_and(|media| media == Media::Events)
}

fn accepts_events(headers: &HeaderMap) -> bool {
    elements(headers, header::ACCEPT).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case("text/event-stream"))
            && parts.find_map(quality).unwrap_or(1000) > 0
    })
}

/// Returns the quality value of a JSON format in thousandths, from the most specific range that matches it.
fn preference(accept: &[&str], subtype: &str) -> u16 {
    let named = accept.iter().filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let specificity = specificity(parts.next()?, subtype)?;
        Some((specificity, parts.find_map(quality).unwrap_or(1000)))
    });
    named.max().map_or(0, |(_, quality)| quality)
}

fn specificity(range: &str, subtype: &str) -> Option<u8> {
    let (kind, named) = range.split_once('/')?;
    match (kind.to_ascii_lowercase().as_str(), named) {
        ("application", named) if named.eq_ignore_ascii_case(subtype) => Some(3),
        ("application", "*") => Some(2),
        ("*", "*") => Some(1),
        _ => None,
    }
}

/// The format of a request's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyFormat {
    /// A JSON object.
    Json,
    /// A form with an operation and files.
    Multipart,
}

/// Returns the format of a body: JSON in UTF-8, or a multipart form.
///
/// # Errors
/// Other types, and a multipart form without a header that a web page can only send after a CORS preflight: forms of
/// any page can send multipart (and other simple content types) to any site.
pub(super) fn body_format(headers: &HeaderMap) -> Result<BodyFormat, Refusal> {
    let content_type = headers.get(header::CONTENT_TYPE).map(text);
    match content_type.as_deref() {
        Some(json) if is_json(json) => Ok(BodyFormat::Json),
        Some(form)
            if is_multipart(form) && PREFLIGHT.iter().any(|name| headers.contains_key(name)) =>
        {
            Ok(BodyFormat::Multipart)
        }
        Some(form) if is_multipart(form) => Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "Send multipart requests with the header GraphQL-Require-Preflight: 1.",
        )),
        _ => Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The body must be application/json, in UTF-8.",
        )),
    }
}

fn is_multipart(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("multipart/form-data")
}

fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let is_json = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    is_json
        && parts
            .filter_map(|parameter| parameter.split_once('='))
            .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .all(|(_, charset)| is_utf8(charset.trim().trim_matches('"')))
}

/// Whether a name of a character set stands for UTF-8: the registered one, or the one that many programs write.
fn is_utf8(charset: &str) -> bool {
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

/// Checks that a body is not compressed: a small one could expand to any size.
///
/// # Errors
/// When a content coding is named.
pub(super) fn check_coding(headers: &HeaderMap) -> Result<(), Refusal> {
    let mut codings = elements(headers, header::CONTENT_ENCODING);
    match codings.find(|coding| !coding.eq_ignore_ascii_case("identity")) {
        Some(coding) => Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!(
                "The body has the content encoding {}. Send it without compression.",
                shown(coding)
            ),
        )),
        None => Ok(()),
    }
}
