//! The address to listen on.

use super::{ConfigError, Source, quoted};
use std::net::{SocketAddr, ToSocketAddrs};

const BIND: &str = "BIND";

/// Reads BIND. A host name is resolved; of several addresses, an IPv4 address is used.
pub(super) fn read(source: &Source) -> Result<SocketAddr, ConfigError> {
    let text = source.text(BIND);
    resolve(&text).map_err(|cause| {
        let fault = format!("{} is not a host and port: {cause}", quoted(&text));
        ConfigError::new(BIND, fault, "127.0.0.1:8000")
    })
}

fn resolve(text: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let (host, port) = text.rsplit_once(':').ok_or("it has no port")?;
    let port: u16 = port
        .parse()
        .map_err(|_| format!("{} is not a port from 0 to 65535", quoted(port)))?;
    if host.is_empty() {
        return Err("it has no host; 0.0.0.0 means all addresses".to_owned());
    }
    if host.contains(['/', '[', ']', ':', '@']) {
        return Err(format!("{} is not a host", quoted(host)));
    }
    let found = (host, port).to_socket_addrs();
    let found = found.map_err(|error| format!("{} cannot be resolved ({error})", quoted(host)))?;
    found
        .min_by_key(SocketAddr::is_ipv6)
        .ok_or_else(|| format!("{} has no address", quoted(host)))
}
