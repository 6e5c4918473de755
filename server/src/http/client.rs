//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName, header};

use crate::auth::Client;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Characters of a user agent that are kept: it ends up in the list of sessions and in the signal log.
const USER_AGENT_LENGTH: usize = 256;

/// The client behind a request.
pub(super) fn client(headers: &HeaderMap, peer: SocketAddr, trusted_proxies: &[IpAddr]) -> Client {
    let user_agent = headers
        .get(header::USER_AGENT)
        .map(|value| visible(value.as_bytes()));
    Client {
        ip: Some(address(headers, peer.ip().to_canonical(), trusted_proxies)),
        user_agent,
    }
}

/// What people may be shown of a header: no control characters, and nothing that could turn the text around. What is
/// not ASCII stands as "?", so that nobody goes unnamed by sending it.
fn visible(header: &[u8]) -> String {
    let is_shown = |byte: &&u8| !byte.is_ascii_control();
    let shown = header.iter().filter(is_shown).take(USER_AGENT_LENGTH);
    shown
        .map(|byte| {
            if byte.is_ascii() {
                char::from(*byte)
            } else {
                '?'
            }
        })
        .collect()
}

/// The peer, unless that is a proxy of ours: then the last hop that is not.
///
/// Each proxy appends whom it heard from, so the list is to be believed from its end, and only as far as
/// proxies of ours wrote it; what stands before is whatever the client chose to send.
fn address(headers: &HeaderMap, peer: IpAddr, trusted_proxies: &[IpAddr]) -> IpAddr {
    let mut address = peer;
    for hop in hops(headers).rev() {
        if !trusted_proxies.contains(&address) {
            break;
        }
        match hop.parse::<IpAddr>() {
            Ok(hop) => address = hop.to_canonical(),
            Err(_) => break,
        }
    }
    address
}

fn hops(headers: &HeaderMap) -> impl DoubleEndedIterator<Item = &str> {
    let values = headers.get_all(FORWARDED_FOR).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}
