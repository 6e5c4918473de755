//! The URL of a profile picture: one that every member's browser can load without harm.

use alloc::string::String;
use alloc::vec::Vec;

use crate::host_name::is_host_name;
use crate::limits::URL_MAX;
use crate::text::{is_longer_than, is_refused};
use crate::violation::{Code, Param, Violation, Violations};

const FIELD: &str = "profilePictureUrl";

/// Parses a trimmed URL, which is kept as it was written (decision D4).
pub(crate) fn parse(url: &str) -> Result<String, Violations> {
    let mut violations = Vec::new();
    if is_longer_than(url, URL_MAX) {
        let max = Param::Number(URL_MAX);
        violations.push(Violation::at(Code::UrlTooLong, FIELD).with("max", max));
    }
    if let Err(code) = check(url) {
        violations.push(Violation::at(code, FIELD));
    }
    if violations.is_empty() {
        Ok(String::from(url))
    } else {
        Err(violations)
    }
}

fn check(url: &str) -> Result<(), Code> {
    if url.chars().any(is_refused) {
        return Err(Code::ControlCharacter);
    }
    if !url.bytes().all(is_url_byte) {
        return Err(Code::UrlInvalid);
    }
    let (scheme, rest) = url.split_once(':').ok_or(Code::UrlInvalid)?;
    let is_https = scheme.eq_ignore_ascii_case("https");
    if !is_https && !scheme.eq_ignore_ascii_case("http") {
        return Err(Code::UrlNotHttps);
    }
    let rest = rest.strip_prefix("//").ok_or(Code::UrlInvalid)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    if authority.contains('@') {
        return Err(Code::UrlHasCredentials);
    }
    let host = host(authority).ok_or(Code::UrlInvalid)?;
    if is_this_computer(host) {
        return Ok(());
    }
    if !host.contains('.') || !is_host_name(host) {
        return Err(Code::UrlInvalid);
    }
    if is_https {
        Ok(())
    } else {
        Err(Code::UrlNotHttps)
    }
}

/// Visible ASCII, as a URL is written; without quotes and brackets, which close an attribute, and
/// the backslash, which browsers read as a slash and other parsers do not.
fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"<>\\`".contains(&byte)
}

/// The host, if what follows it is nothing or a port.
fn host(authority: &str) -> Option<&str> {
    let host_end = authority.find(']').map_or(0, |bracket| bracket + 1);
    let port_start = authority.get(host_end..)?.find(':');
    let Some(port_start) = port_start else {
        return Some(authority);
    };
    let (host, port) = authority.split_at_checked(host_end + port_start)?;
    let port = port.strip_prefix(':')?;
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    is_port.then_some(host)
}

/// Plain http never leaves the computer there, which is how development runs.
fn is_this_computer(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host == "127.0.0.1" || host == "[::1]"
}
