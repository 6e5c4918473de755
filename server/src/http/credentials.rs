//! Reads the session token of a request.

use http::{HeaderMap, header};

use super::origin;
use crate::{auth::cookie, config::Config};

/// Returns the token of `Authorization: Bearer`, else that of the session cookie if the cookie can be trusted.
pub(super) fn token(headers: &HeaderMap, config: &Config) -> Option<String> {
    let authorization = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = match authorization.and_then(bearer) {
        Some(token) => Some(token),
        None if origin::trusts_cookie(headers, config) => from_cookie(headers, config.production),
        None => None,
    };
    token.map(str::to_owned)
}

/// Returns the token in `Bearer <token>`. Ignores other schemes, such as Basic, which a proxy may use.
pub(super) fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn from_cookie(headers: &HeaderMap, production: bool) -> Option<&str> {
    let mut cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    cookies.find_map(|cookies| cookie::read(cookies, production))
}
