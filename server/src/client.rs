//! The client that sent a request.

use std::net::IpAddr;

/// Where a request comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// IP address of the client, behind trusted proxies.
    pub ip: Option<IpAddr>,
    /// User agent, as the client sent it.
    pub user_agent: Option<String>,
}
