//! Finds out which client sent a request.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::credentials;
use crate::auth::Client;
use crate::client::{LogCredit, Network};
use crate::config::Config;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The most characters of a user agent that are stored; "…" marks what was longer. It appears in the list of sessions
/// and in the signal log.
const USER_AGENT_LENGTH: usize = 256;

/// Returns the client that sent a request.
pub(super) fn client(headers: &HeaderMap, peer: SocketAddr, config: &Config) -> Client {
    let proxies = &config.trusted_proxies;
    let user_agent = headers
        .get(header::USER_AGENT)
        .map(|value| visible(value.as_bytes()));
    let ip = address(headers, peer.ip().to_canonical(), proxies);
    let credit = LogCredit::default();
    credit.add(length(headers));
    Client {
        ip: Some(ip),
        network: (!proxies.contains(&ip)).then(|| Network::of(ip)),
        user_agent,
        device: credentials::device(headers, config),
        credit,
    }
}

/// Returns the bytes that the headers take in a request.
fn length(headers: &HeaderMap) -> usize {
    let line = |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len() + 4;
    headers.iter().map(line).sum()
}

/// Returns a header as text that is safe to display: without control characters, and with "?" for each byte that is
/// not ASCII. So the text cannot contain bidirectional overrides, and a client cannot hide by sending only such bytes.
fn visible(header: &[u8]) -> String {
    let shown = |byte: &u8| {
        if byte.is_ascii() {
            char::from(*byte)
        } else {
            '?'
        }
    };
    let mut bytes = header.iter().filter(|byte| !byte.is_ascii_control());
    let mut text: String = bytes.by_ref().take(USER_AGENT_LENGTH).map(shown).collect();
    if bytes.next().is_some() {
        text.push('…');
    }
    text
}

/// Returns the peer's address, or, when the peer is a trusted proxy, the last hop that is not one.
///
/// Each proxy appends the address that it received the request from. So only the end of the list can be trusted, as
/// far as trusted proxies wrote it; the client can send anything before that.
fn address(headers: &HeaderMap, peer: IpAddr, trusted_proxies: &[IpAddr]) -> IpAddr {
    let mut address = peer;
    for hop in hops(headers).rev() {
        if !trusted_proxies.contains(&address) {
            break;
        }
        match parse_hop(hop) {
            Some(hop) => address = hop.to_canonical(),
            None => break,
        }
    }
    address
}

/// Returns the hops as bytes: a client may send any, and what a proxy appends to them must stay readable.
fn hops(headers: &HeaderMap) -> impl DoubleEndedIterator<Item = &[u8]> {
    let values = headers.get_all(FORWARDED_FOR).iter();
    values.flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
}

/// Parses an address, with or without a port, as proxies write them: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`,
/// `[2001:db8::1]` and `[2001:db8::1]:80`.
fn parse_hop(hop: &[u8]) -> Option<IpAddr> {
    let hop = str::from_utf8(hop).ok()?.trim();
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']'));
    let address = bare.unwrap_or(hop).parse::<IpAddr>().ok();
    address.or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()))
}
