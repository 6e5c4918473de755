//! The session cookie: its name, its attributes, and how to read it from a request.

use std::time::Duration;

/// The name of the session cookie.
///
/// In production it has the `__Host-` prefix: browsers then reject the cookie unless it is Secure, for this exact host
/// and for `/`, so that no sibling subdomain can set one.
#[must_use]
pub fn name(production: bool) -> &'static str {
    if production {
        "__Host-bruinbridge_session"
    } else {
        "bruinbridge_session"
    }
}

/// The `Set-Cookie` value that gives a browser a session token, for at most `max_age` (whole seconds).
#[must_use]
pub fn set(token: &str, max_age: Duration, production: bool) -> String {
    attributes(token, max_age.as_secs(), production)
}

/// The `Set-Cookie` value that deletes the session cookie.
#[must_use]
pub fn clear(production: bool) -> String {
    attributes("", 0, production)
}

/// The session token in a `Cookie` header, if there is one.
#[must_use]
pub fn read(header: &str, production: bool) -> Option<&str> {
    header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name(production))
        .map(|(_, token)| token)
        .filter(|token| !token.is_empty())
}

fn attributes(token: &str, seconds: u64, production: bool) -> String {
    let name = name(production);
    let secure = if production { "; Secure" } else { "" };
    format!("{name}={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age={seconds}{secure}")
}
