//! The security headers of all responses, in one table.

use http::{HeaderMap, HeaderName, HeaderValue, header};

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
pub(super) const RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// The content security policy of everything that is not a page: it loads nothing, and no page may frame it.
const NOTHING: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Pages use none of these.
const NO_PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
     geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), \
     publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// The headers that every response has. A response that sets one itself keeps its own value.
static EVERY_RESPONSE: [(HeaderName, HeaderValue); 6] = [
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    // URLs contain the tokens of links.
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(NOTHING),
    ),
    (OPENER_POLICY, HeaderValue::from_static("same-origin")),
    // Pages of ALLOWED_ORIGINS read the API with CORS, which this does not concern.
    (RESOURCE_POLICY, HeaderValue::from_static("same-origin")),
    (PERMISSIONS_POLICY, HeaderValue::from_static(NO_PERMISSIONS)),
];

/// The headers that a production server adds. Subdomains and other hosts are not ours to speak for.
static PRODUCTION: [(HeaderName, HeaderValue); 1] = [(
    header::STRICT_TRANSPORT_SECURITY,
    HeaderValue::from_static("max-age=63072000"),
)];

/// Adds the security headers to a response.
pub(super) fn secure(headers: &mut HeaderMap, production: bool) {
    // Reserves a few more than those below, so that the map does not grow twice.
    headers.reserve(EVERY_RESPONSE.len() + PRODUCTION.len() + 4);
    let production = PRODUCTION.iter().filter(|_| production);
    for (name, value) in EVERY_RESPONSE.iter().chain(production) {
        headers.entry(name).or_insert_with(|| value.clone());
    }
}
