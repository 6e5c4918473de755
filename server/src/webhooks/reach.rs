//! Connects to one of the addresses of a host name.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Connects to the first address that accepts the connection; `None` if none does in time. Every address gets the same
/// share of the time, so that one that does not respond leaves the others theirs.
pub async fn reach(addresses: &[SocketAddr], within: Duration) -> Option<TcpStream> {
    let share = within / u32::try_from(addresses.len().max(1)).unwrap_or(u32::MAX);
    for address in addresses {
        if let Ok(Ok(stream)) = timeout(share, TcpStream::connect(address)).await {
            return Some(stream);
        }
    }
    None
}
