//! Where a webhook may post to: servers on the internet over TLS, and private networks where that is allowed.

use crate::app::App;
use crate::error::{Error, Result};
use rules::Code;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use tokio::net::lookup_host;
use url::{Host, Url};

/// Maximum length of a URL.
const MAX_LENGTH: usize = 500;

/// A URL that may be posted to, as far as its text shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Url,
    /// In development on this machine, or if the configuration allows it.
    allows_private: bool,
}

impl Endpoint {
    /// Parses a URL.
    ///
    /// # Errors
    /// The `URL_…` codes.
    pub fn parse(app: &App, text: &str) -> Result<Self> {
        let refused = |code| Error::refused_at(code, "url");
        let text = rules::trimmed(text);
        if text.len() > MAX_LENGTH {
            return Err(refused(Code::UrlTooLong));
        }
        let url = Url::parse(text).map_err(|_| refused(Code::UrlInvalid))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused(Code::UrlHasCredentials));
        }
        let is_development = !app.config.production && is_this_machine(&url);
        let allows_private = app.config.webhooks.allow_private || is_development;
        let address = address(&url);
        match url.scheme() {
            "https" => {}
            "http" if allows_private && !address.is_some_and(is_public) => {}
            _ => return Err(refused(Code::UrlNotHttps)),
        }
        if url.host().is_none() {
            return Err(refused(Code::UrlInvalid));
        }
        let is_local_name = url.domain().is_some_and(is_local);
        let is_private = is_local_name || address.is_some_and(|address| !is_public(address));
        if is_private && !allows_private {
            return Err(refused(Code::UrlNotPublic));
        }
        Ok(Self {
            url,
            allows_private,
        })
    }

    /// The URL as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// Checks whether the host name may resolve to this address. Plain http is for private networks only.
    ///
    /// # Errors
    /// Why not, in a few words.
    pub fn admits(&self, address: IpAddr) -> std::result::Result<(), &'static str> {
        match is_public(address) {
            false if !self.allows_private => Err("the name leads into a private network"),
            true if self.url.scheme() == "http" => {
                Err("the name leads out of the private network, where only https may be used")
            }
            _ => Ok(()),
        }
    }

    pub(super) const fn url(&self) -> &Url {
        &self.url
    }

    /// Returns the addresses to connect to: those allowed among the addresses of the host name, at least one. The name
    /// is resolved only here, so that the connection uses an address that was checked, whatever the name resolves to a
    /// moment later.
    pub(super) async fn resolve(&self) -> std::result::Result<Vec<SocketAddr>, String> {
        let port = self.url.port_or_known_default().unwrap_or(443);
        let addresses: Vec<SocketAddr> = match self.url.host() {
            Some(Host::Ipv4(address)) => vec![(address, port).into()],
            Some(Host::Ipv6(address)) => vec![(address, port).into()],
            Some(Host::Domain(name)) => lookup_host((name, port))
                .await
                .map_err(|_| "the host name cannot be resolved".to_owned())?
                .collect(),
            None => Vec::new(),
        };
        let mut admitted = Vec::new();
        let mut refusal = "the host name has no address";
        for address in addresses {
            match self.admits(address.ip()) {
                Ok(()) => admitted.push(address),
                Err(reason) => refusal = reason,
            }
        }
        if admitted.is_empty() {
            return Err(refusal.to_owned());
        }
        Ok(admitted)
    }
}

/// The address in the URL, if it has one instead of a host name.
fn address(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(_) => None,
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_local(name),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Names that always mean this machine (RFC 6761).
fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

/// Whether an address is on the internet, according to the registries of special-purpose addresses (RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_special = match (first, second, third) {
        // This network, multicast and reserved.
        (0 | 224..=255, ..) => true,
        // Shared by a provider's customers (carrier-grade NAT).
        (100, 64..=127, _) => true,
        // Protocol assignments, 6to4 relays, benchmarks.
        (192, 0, 0) | (192, 88, 99) | (198, 18 | 19, _) => true,
        _ => false,
    };
    !is_special
        && !address.is_loopback()
        && !address.is_private()
        && !address.is_link_local()
        && !address.is_documentation()
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        // Translated to IPv4 or tunneled over it.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            is_public_v4(embedded(high, low))
        }
        [0x2001, 0x0db8 | 0x0000..=0x01ff, ..] => false,
        // Global unicast.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}
