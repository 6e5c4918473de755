//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName, header};

use crate::auth::Client;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Characters of a user agent that are kept: it ends up in the list of sessions.
const USER_AGENT_LENGTH: usize = 256;

/// The client behind a request.
pub(super) fn client(headers: &HeaderMap, peer: SocketAddr, trusted_proxies: &[IpAddr]) -> Client {
    let user_agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    Client {
        ip: Some(address(headers, peer.ip().to_canonical(), trusted_proxies)),
        user_agent: user_agent.map(|text| text.chars().take(USER_AGENT_LENGTH).collect()),
    }
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
