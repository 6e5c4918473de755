//! The client that sent a request.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The origin of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// The IP address of the client, beyond trusted proxies. `None` when a trusted proxy named it in a form that the
    /// server does not understand, and for the command line.
    pub ip: Option<IpAddr>,
    /// The IP address of the last proxy, or of the client itself; `None` for the command line.
    pub last_hop: Option<IpAddr>,
    /// The network that limits on connections apply to; `None` when a trusted proxy did not name its client, and for
    /// the command line.
    pub network: Option<Network>,
    /// The user agent, as the client sent it.
    pub user_agent: Option<String>,
    /// The device cookie, as the client sent it.
    pub device: Option<DeviceCookie>,
    /// What the log may keep of its failures.
    pub credit: LogCredit,
}

impl Client {
    /// The network that limits on abuse apply to: that of a trusted proxy which did not name its client, so that no
    /// client without a name is without limits. `None` only for the command line.
    #[must_use]
    pub fn origin(&self) -> Option<Network> {
        self.network.or_else(|| self.last_hop.map(Network::of))
    }
}

/// Browsers and programs, and what their user agents contain. The first that matches counts: browsers also name those
/// that they descend from.
const PROGRAMS: [(&str, &str); 16] = [
    ("Edg", "Microsoft Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python", "Python program"),
    ("Python", "Python program"),
    ("node", "Node.js program"),
    ("okhttp", "Android app"),
    ("CFNetwork", "Apple app"),
    ("Postman", "Postman"),
];

/// Operating systems, in the same way.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

impl Client {
    /// The program and the operating system for people, such as "Firefox on Windows". Only names that are known: a user
    /// agent is any text, and this one is emailed. `None` if neither is known.
    #[must_use]
    pub fn device_name(&self) -> Option<String> {
        device_name(self.user_agent.as_deref()?)
    }
}

/// The program and the operating system that a user agent names.
#[must_use]
pub fn device_name(user_agent: &str) -> Option<String> {
    let known = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(part, _)| user_agent.contains(part));
        found.map(|(_, name)| *name)
    };
    match (known(&PROGRAMS), known(&SYSTEMS)) {
        (Some(program), Some(system)) => Some(format!("{program} on {system}")),
        (Some(name), None) | (None, Some(name)) => Some(name.to_owned()),
        (None, None) => None,
    }
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

    /// Returns the larger network that one organization usually has: the /48 of an IPv6 address.
    #[must_use]
    pub fn site(self) -> Self {
        match self.0 {
            IpAddr::V6(address) => {
                let prefix = address.to_bits() >> 80 << 80;
                Self(Ipv6Addr::from_bits(prefix).into())
            }
            IpAddr::V4(_) => self,
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

/// How many bytes the signal log may keep of the failures of one request, or of one socket. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct LogCredit(Arc<AtomicU64>);

impl LogCredit {
    /// Bytes that the log may keep for each byte that a client sends.
    const FACTOR: u64 = 3;

    /// Adds the credit for bytes that the client sent.
    pub fn add(&self, sent: usize) {
        let credit = Self::FACTOR.saturating_mul(sent as u64);
        self.update(|available| Some(available.saturating_add(credit)));
    }

    /// Takes the credit for bytes that the log is to keep. Returns whether there was enough.
    #[must_use]
    pub fn take(&self, kept: u64) -> bool {
        self.update(|available| available.checked_sub(kept))
    }

    fn update(&self, change: impl FnMut(u64) -> Option<u64>) -> bool {
        let relaxed = Ordering::Relaxed;
        self.0.fetch_update(relaxed, relaxed, change).is_ok()
    }
}

/// Two clients are the same whatever they have sent.
impl PartialEq for LogCredit {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for LogCredit {}
