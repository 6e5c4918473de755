//! Decides which web pages may use the API, and when a session cookie can be trusted.

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::graphql::PREFLIGHT;
use super::request::REQUEST_ID;
use super::sse::LAST_EVENT_ID;
use crate::config::Config;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Returns the CORS rules: only pages of the allowed origins may call the API, with credentials.
pub(super) fn cors(config: &Config) -> CorsLayer {
    // Not `*`: browsers reject it with credentials, and tower-http panics on it.
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

/// Whether to accept the cookie of a request. A browser adds it to requests of any page, and to WebSockets, which CORS
/// does not cover. SameSite=Lax alone would accept pages of sibling subdomains.
pub(super) fn trusts_cookie(headers: &HeaderMap, config: &Config) -> bool {
    match headers.get(header::ORIGIN) {
        Some(origin) => is_allowed(origin, config) || is_same_origin(origin, headers, config),
        None => has_trusted_fetch_site(headers),
    }
}

fn is_allowed(origin: &HeaderValue, config: &Config) -> bool {
    config
        .allowed_origins
        .iter()
        .any(|allowed| allowed.as_bytes() == origin.as_bytes())
}

/// Whether the page has the same origin as the API. In production it must also be served over HTTPS: an attacker on the
/// network can inject a page over HTTP.
fn is_same_origin(origin: &HeaderValue, headers: &HeaderMap, config: &Config) -> bool {
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
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
        && has_trusted_fetch_site(headers)
}

/// Whether a request comes from a page of the server, by Sec-Fetch-Site. Only browsers send that header; other clients
/// send cookies only on purpose. `none` means that the user typed the URL or opened a bookmark.
fn has_trusted_fetch_site(headers: &HeaderMap) -> bool {
    headers
        .get(SEC_FETCH_SITE)
        .is_none_or(|site| site == "same-origin" || site == "none")
}
