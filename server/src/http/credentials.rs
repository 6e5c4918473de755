//! Reads the session token and the device cookie of a request.

use http::{HeaderMap, HeaderValue, header};

use super::header_text::text;
use super::origin::{RefusedOrigin, TrustedOrigins};
use crate::auth::cookie;
use crate::client::DeviceCookie;
use crate::config::Config;

/// A session token, and where a request carries it.
pub(super) enum Credential {
    Bearer(String),
    Cookie(String),
}

impl Credential {
    pub(super) fn token(&self) -> &str {
        match self {
            Self::Bearer(token) | Self::Cookie(token) => token,
        }
    }
}

/// Returns the token of `Authorization: Bearer`, else that of the session cookie.
///
/// # Errors
/// When the cookie cannot be trusted because of the page that the request comes from.
pub(super) fn credential(
    headers: &HeaderMap,
    trusted: &TrustedOrigins,
    config: &Config,
) -> Result<Option<Credential>, RefusedOrigin> {
    let authorization = headers.get(header::AUTHORIZATION).map(text);
    if let Some(token) = authorization.as_deref().and_then(bearer) {
        return Ok(Some(Credential::Bearer(token.to_owned())));
    }
    let token = from_cookie(headers, config.production);
    trusted.check(headers, token.is_some())?;
    Ok(token.map(|token| Credential::Cookie(token.to_owned())))
}

/// Returns the token in `Bearer <token>`. Ignores other schemes, such as Basic, which a proxy may use.
pub(super) fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// Returns the cookie that recognizes a device. It permits nothing, so it is read on requests of any origin.
pub(super) fn device(headers: &HeaderMap, config: &Config) -> Option<DeviceCookie> {
    let found =
        cookies(headers).find_map(|cookies| cookie::read_device(cookies, config.production));
    found.map(|cookie| DeviceCookie(cookie.to_owned()))
}

fn from_cookie(headers: &HeaderMap, production: bool) -> Option<&str> {
    cookies(headers).find_map(|cookies| cookie::read(cookies, production))
}

/// Returns the headers as bytes: pages may set cookies of any bytes, and ours must stay readable next to them.
fn cookies(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    let values = headers.get_all(header::COOKIE).iter();
    values.map(HeaderValue::as_bytes)
}
