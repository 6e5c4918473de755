//! Which web pages may use the API, and when a browser's cookie speaks for its owner.

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::request::REQUEST_ID;
use crate::config::Config;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets pages of the allowed origins call and read the API, with credentials; pages of others, nothing.
pub(super) fn cors(config: &Config) -> CorsLayer {
    let origins = config
        .allowed_origins
        .iter()
        .filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_headers([REQUEST_ID])
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

#[cfg(test)]
mod tests {
    use super::*;

    fn trusts(pairs: &[(&'static str, &str)], production: bool) -> bool {
        let allowed_origins = vec!["https://app.example.edu".to_owned()];
        let config = Config {
            allowed_origins,
            production,
            ..Config::default()
        };
        let mut headers = HeaderMap::new();
        headers.insert(
            header::HOST,
            HeaderValue::from_static("api.example.edu:8000"),
        );
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("a header value"));
        }
        trusts_cookie(&headers, &config)
    }

    #[test]
    fn a_program_without_origin_is_trusted() {
        assert!(trusts(&[], true));
    }

    #[test]
    fn the_same_origin_and_the_allowed_ones_are_trusted() {
        assert!(trusts(&[("origin", "https://api.example.edu:8000")], true));
        assert!(trusts(&[("origin", "http://api.example.edu:8000")], false));
        assert!(trusts(
            &[
                ("origin", "https://app.example.edu"),
                ("sec-fetch-site", "same-site")
            ],
            true
        ));
    }

    #[test]
    fn other_origins_are_not() {
        assert!(!trusts(&[("origin", "https://evil.example.edu")], true));
        assert!(!trusts(
            &[("origin", "https://app.example.edu.evil.org")],
            true
        ));
        assert!(!trusts(&[("origin", "https://api.example.edu")], true));
        assert!(!trusts(&[("origin", "http://api.example.edu:8000")], true));
        assert!(!trusts(&[("origin", "null")], false));
    }

    #[test]
    fn without_origin_the_browser_says_where_a_request_began() {
        assert!(trusts(&[("sec-fetch-site", "same-origin")], true));
        assert!(trusts(&[("sec-fetch-site", "none")], true));
        assert!(!trusts(&[("sec-fetch-site", "same-site")], true));
        assert!(!trusts(&[("sec-fetch-site", "cross-site")], true));
    }
}
