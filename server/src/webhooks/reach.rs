//! Reaching one of the addresses that a name leads to.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Connects to the first address that takes the connection; none where no one does within the time, of which each gets
/// the same share, so that one that says nothing leaves the others theirs.
pub async fn reach(addresses: &[SocketAddr], within: Duration) -> Option<TcpStream> {
    let share = within / u32::try_from(addresses.len().max(1)).unwrap_or(u32::MAX);
    for address in addresses {
        if let Ok(Ok(stream)) = timeout(share, TcpStream::connect(address)).await {
            return Some(stream);
        }
    }
    None
}
