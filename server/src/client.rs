//! The client that sent a request.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// The origin of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// The IP address of the client, beyond trusted proxies.
    pub ip: Option<IpAddr>,
    /// The network that limits per client apply to; `None` when a trusted proxy did not name its client, and for the
    /// command line.
    pub network: Option<Network>,
    /// The user agent, as the client sent it.
    pub user_agent: Option<String>,
    /// The device cookie, as the client sent it.
    pub device: Option<DeviceCookie>,
}

/// The unit that limits per client apply to: an IPv4 address, or the /64 network of an IPv6 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl Network {
    /// Returns the network of an address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let prefix = address.to_bits() >> 64 << 64;
                Self(Ipv6Addr::from_bits(prefix).into())
            }
            address => Self(address),
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The text of a cookie that recognizes a device on which someone signed in (`auth/device.rs`). `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceCookie(pub String);

impl fmt::Debug for DeviceCookie {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DeviceCookie(…)")
    }
}
