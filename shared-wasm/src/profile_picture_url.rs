//! The URL of a profile picture: one that every member's browser can load without harm.

use alloc::string::String;
use alloc::vec::Vec;

use crate::host_name::is_host_name;
use crate::limits::URL_MAX;
use crate::text::{is_longer_than, is_refused, rsplit_once, split_once};
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
    if !url.bytes().all(is_url_byte) {
        let is_invisible = url.chars().any(is_refused);
        return Err(if is_invisible {
            Code::ControlCharacter
        } else {
            Code::UrlInvalid
        });
    }
    let (scheme, rest) = split_once(url, b':').ok_or(Code::UrlInvalid)?;
    let is_https = scheme.eq_ignore_ascii_case("https");
    if !is_https && !scheme.eq_ignore_ascii_case("http") {
        return Err(Code::UrlNotHttps);
    }
    let rest = rest.strip_prefix("//").ok_or(Code::UrlInvalid)?;
    let authority = authority(rest);
    if split_once(authority, b'@').is_some() {
        return Err(Code::UrlHasCredentials);
    }
    let host = host(authority).ok_or(Code::UrlInvalid)?;
    if is_this_computer(host) {
        return Ok(());
    }
    if split_once(host, b'.').is_none() || !is_host_name(host) {
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
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'`')
}

/// What names the server: up to the path, the query or the fragment.
fn authority(rest: &str) -> &str {
    let end = rest.bytes().position(|byte| b"/?#".contains(&byte));
    end.and_then(|end| rest.get(..end)).unwrap_or(rest)
}

/// The host, if what follows it is nothing or a port.
fn host(authority: &str) -> Option<&str> {
    if authority.ends_with(']') {
        return Some(authority);
    }
    let Some((host, port)) = rsplit_once(authority, b':') else {
        return Some(authority);
    };
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    is_port.then_some(host)
}

/// Plain http never leaves the computer there, which is how development runs.
fn is_this_computer(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host == "127.0.0.1" || host == "[::1]"
}
