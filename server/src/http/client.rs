//! Finds out which client sent a request.

use std::net::{IpAddr, SocketAddr};
use std::sync::Once;

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
    let found = find(headers, peer.ip().to_canonical(), proxies);
    let is_named = found.ip.is_some_and(|ip| !proxies.contains(&ip));
    let credit = LogCredit::default();
    credit.add(length(headers));
    Client {
        ip: found.ip,
        last_hop: Some(found.last_hop),
        network: found.ip.filter(|_| is_named).map(Network::of),
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

/// What the connection and the headers say about the client's address.
struct Found {
    /// The client's address; `None` if a trusted proxy wrote something else.
    ip: Option<IpAddr>,
    /// The last address that is certain.
    last_hop: IpAddr,
}

/// Finds the peer's address, or, when the peer is a trusted proxy, the last hop that is not one.
///
/// Each proxy appends the address that it received the request from. So only the end of the list can be trusted, as
/// far as trusted proxies wrote it; the client can send anything before that. What a trusted proxy wrote and is no
/// address (such as `unknown`) hides the client: the proxy's own address would be a wrong one.
fn find(headers: &HeaderMap, peer: IpAddr, trusted_proxies: &[IpAddr]) -> Found {
    let is_trusted = |address: IpAddr| trusted_proxies.contains(&address);
    let hidden_behind = |last_hop| Found { ip: None, last_hop };
    // The other header for this is not read: it may be the client's own.
    if is_trusted(peer)
        && !headers.contains_key(FORWARDED_FOR)
        && let Some(forwarded) = headers.get(header::FORWARDED)
    {
        warn_once(forwarded.as_bytes());
        return hidden_behind(peer);
    }
    let mut address = peer;
    for hop in hops(headers).rev() {
        if !is_trusted(address) {
            break;
        }
        match parse_hop(hop) {
            Some(hop) => address = hop,
            None => {
                warn_once(hop);
                return hidden_behind(address);
            }
        }
    }
    Found {
        ip: Some(address),
        last_hop: address,
    }
}

/// Says once per process that a proxy is not understood: it would be the same for each of its requests.
fn warn_once(value: &[u8]) {
    static WARNING: Once = Once::new();
    WARNING.call_once(|| {
        tracing::warn!(
            value = visible(value),
            "a trusted proxy did not name a client by its address in X-Forwarded-For; such clients share the limits of the proxy"
        );
    });
}

/// Returns the hops of all header lines as bytes: a client may send any, and what a proxy appends to them must stay
/// readable.
fn hops(headers: &HeaderMap) -> impl DoubleEndedIterator<Item = &[u8]> {
    let values = headers.get_all(FORWARDED_FOR).iter();
    let hops = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    hops.map(<[u8]>::trim_ascii)
}

/// Parses an address, with or without a port, as proxies write them: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`,
/// `[2001:db8::1]` and `[2001:db8::1]:80`, also in quotation marks or with a zone (`fe80::1%eth0`). An IPv4 address in
/// the form of an IPv6 address (`::ffff:192.0.2.1`) is an IPv4 address.
fn parse_hop(hop: &[u8]) -> Option<IpAddr> {
    let hop = str::from_utf8(hop).ok()?;
    let hop = strip(hop, '"', '"').unwrap_or(hop);
    let address = match hop.parse::<SocketAddr>() {
        Ok(with_port) => with_port.ip(),
        Err(_) => {
            let bare = strip(hop, '[', ']').unwrap_or(hop);
            let without_zone = bare.split_once('%').map_or(bare, |(address, _)| address);
            without_zone.parse().ok()?
        }
    };
    Some(address.to_canonical())
}

fn strip(text: &str, start: char, end: char) -> Option<&str> {
    text.strip_prefix(start)?.strip_suffix(end)
}
