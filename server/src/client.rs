//! The client that sent a request.

use std::net::IpAddr;

/// The origin of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// The IP address of the client, beyond trusted proxies.
    pub ip: Option<IpAddr>,
    /// The user agent, as the client sent it.
    pub user_agent: Option<String>,
}
