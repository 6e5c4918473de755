//! The URL of a profile picture: one that every member's browser can load safely.

use crate::fault::Fault;
use crate::finding::{Field, Findings};
use crate::host_name::is_host_name;
use crate::limits::URL_MAX;
use crate::text::{has_refused, is_longer_than, rsplit_once, split_once};

/// Checks a trimmed URL, which is kept as written (decision D4); a blank one counts as absent.
pub(crate) fn judge(url: &[u8], found: &mut impl Findings) {
    if url.is_empty() {
        return;
    }
    if is_longer_than(url, URL_MAX) {
        found.add(Fault::UrlTooLong, Field::ProfilePictureUrl, None);
    }
    if let Err(fault) = check(url) {
        found.add(fault, Field::ProfilePictureUrl, None);
    }
}

fn check(url: &[u8]) -> Result<(), Fault> {
    for byte in url {
        if !is_url_byte(*byte) {
            let is_invisible = has_refused(url, false);
            return Err(if is_invisible {
                Fault::ControlCharacter
            } else {
                Fault::UrlInvalid
            });
        }
    }
    // A picture of the server itself. Which ones there are, only the server knows.
    if url.starts_with(b"/media/") {
        return Ok(());
    }
    let (scheme, rest) = split_once(url, b':').ok_or(Fault::UrlInvalid)?;
    let is_https = scheme.eq_ignore_ascii_case(b"https");
    if !is_https && !scheme.eq_ignore_ascii_case(b"http") {
        return Err(Fault::UrlNotHttps);
    }
    let [b'/', b'/', rest @ ..] = rest else {
        return Err(Fault::UrlInvalid);
    };
    let authority = authority(rest);
    if split_once(authority, b'@').is_some() {
        return Err(Fault::UrlHasCredentials);
    }
    let host = host(authority).ok_or(Fault::UrlInvalid)?;
    if is_this_computer(host) {
        return Ok(());
    }
    if split_once(host, b'.').is_none() || !is_host_name(host) {
        return Err(Fault::UrlInvalid);
    }
    if is_https {
        Ok(())
    } else {
        Err(Fault::UrlNotHttps)
    }
}

/// Visible ASCII, as URLs are written, without quotes and angle brackets, which can close an attribute, and without the
/// backslash, which browsers read as a slash and other parsers do not.
fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'`')
}

/// The authority: everything up to the path, the query or the fragment.
fn authority(rest: &[u8]) -> &[u8] {
    let end = rest
        .iter()
        .position(|byte| matches!(byte, b'/' | b'?' | b'#'));
    end.and_then(|end| rest.get(..end)).unwrap_or(rest)
}

/// The host, if nothing or a port follows it.
fn host(authority: &[u8]) -> Option<&[u8]> {
    if let [.., b']'] = authority {
        return Some(authority);
    }
    let Some((host, port)) = rsplit_once(authority, b':') else {
        return Some(authority);
    };
    is_port(port).then_some(host)
}

fn is_port(port: &[u8]) -> bool {
    let mut number = 0_u32;
    for byte in port {
        if !byte.is_ascii_digit() || number > u32::from(u16::MAX) {
            return false;
        }
        number = number * 10 + u32::from(byte & 0x0F);
    }
    !port.is_empty() && number <= u32::from(u16::MAX)
}

/// Plain http to these hosts never leaves the computer; development uses it.
fn is_this_computer(host: &[u8]) -> bool {
    let names: [&[u8]; 3] = [b"localhost", b"127.0.0.1", b"[::1]"];
    names.iter().any(|name| host.eq_ignore_ascii_case(name))
}
