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
static EVERY_RESPONSE: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // URLs contain the tokens of links.
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, NOTHING),
    (OPENER_POLICY, "same-origin"),
    // Pages of ALLOWED_ORIGINS read the API with CORS, which this does not concern.
    (RESOURCE_POLICY, "same-origin"),
    (PERMISSIONS_POLICY, NO_PERMISSIONS),
];

/// The headers that a production server adds. Subdomains and other hosts are not ours to speak for.
static PRODUCTION: [(HeaderName, &str); 1] =
    [(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000")];

/// Adds the security headers to a response.
pub(super) fn secure(headers: &mut HeaderMap, production: bool) {
    let production = PRODUCTION.iter().filter(|_| production);
    for (name, value) in EVERY_RESPONSE.iter().chain(production) {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
}
