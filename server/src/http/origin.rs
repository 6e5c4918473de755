//! Which web pages may use the API, and when a browser's cookie speaks for its owner.

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::{graphql::PREFLIGHT, request::REQUEST_ID, sse::LAST_EVENT_ID};
use crate::config::Config;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets pages of the allowed origins call and read the API, with credentials; pages of others, nothing.
pub(super) fn cors(config: &Config) -> CorsLayer {
    // Not `*`, which browsers refuse with credentials and tower-http panics at.
    let origins = config
        .allowed_origins
        .iter()
        .filter(|origin| *origin != "*");
    let origins = origins.filter_map(|origin| HeaderValue::from_str(origin).ok());
    let headers = [header::AUTHORIZATION, header::CONTENT_TYPE, LAST_EVENT_ID].into_iter();
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(headers.chain(PREFLIGHT).collect::<Vec<_>>())
        .expose_headers([REQUEST_ID, header::RETRY_AFTER])
}

/// Whether the cookie of this request was meant: a browser adds it to whatever any page asks for, and to
/// WebSockets, which know no CORS. SameSite=Lax alone would let the pages of sibling subdomains in.
pub(super) fn trusts_cookie(headers: &HeaderMap, config: &Config) -> bool {
    match headers.get(header::ORIGIN) {
        Some(origin) => is_allowed(origin, config) || is_same(origin, headers, config),
        None => is_from_here(headers),
    }
}

fn is_allowed(origin: &HeaderValue, config: &Config) -> bool {
    config
        .allowed_origins
        .iter()
        .any(|allowed| allowed.as_bytes() == origin.as_bytes())
}

/// The page comes from the very host it asks. In production the scheme counts as well: a page that
/// somebody on the network slipped in over http is not ours.
fn is_same(origin: &HeaderValue, headers: &HeaderMap, config: &Config) -> bool {
    let (Ok(origin), Some(Ok(host))) = (
        origin.to_str(),
        headers.get(header::HOST).map(HeaderValue::to_str),
    ) else {
        return false;
    };
    let authority = match origin.strip_prefix("https://") {
        None if !config.production => origin.strip_prefix("http://"),
        authority => authority,
    };
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host)) && is_from_here(headers)
}

/// What browsers say of where a request began; programs say nothing, and have no cookies they did not
/// choose to send. `none` is the person, by an address typed or a bookmark.
fn is_from_here(headers: &HeaderMap) -> bool {
    headers
        .get(SEC_FETCH_SITE)
        .is_none_or(|site| site == "same-origin" || site == "none")
}
