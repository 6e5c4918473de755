//! The cookies: their names, their attributes, and how to read them from a request.

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
    attributes(name(production), token, max_age.as_secs(), production)
}

/// The `Set-Cookie` value that deletes the session cookie.
#[must_use]
pub fn clear(production: bool) -> String {
    attributes(name(production), "", 0, production)
}

/// The session token in a `Cookie` header, if there is one. The header may have other cookies with any bytes.
#[must_use]
pub fn read(header: &[u8], production: bool) -> Option<&str> {
    value(header, name(production))
}

/// The name of the cookie that recognizes a device (`device.rs`).
#[must_use]
pub const fn device_name(production: bool) -> &'static str {
    if production {
        "__Host-bruinbridge_device"
    } else {
        "bruinbridge_device"
    }
}

/// The `Set-Cookie` value that lets a browser be recognized for a year.
#[must_use]
pub fn set_device(value: &str, production: bool) -> String {
    const YEAR: u64 = 365 * 24 * 3600;
    attributes(device_name(production), value, YEAR, production)
}

/// The device cookie in a `Cookie` header, if there is one.
#[must_use]
pub fn read_device(header: &[u8], production: bool) -> Option<&str> {
    value(header, device_name(production))
}

fn value<'a>(header: &'a [u8], name: &str) -> Option<&'a str> {
    header
        .split(|byte| *byte == b';')
        .filter_map(|pair| str::from_utf8(pair).ok()?.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}

fn attributes(name: &str, token: &str, seconds: u64, production: bool) -> String {
    let secure = if production { "; Secure" } else { "" };
    format!("{name}={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age={seconds}{secure}")
}
