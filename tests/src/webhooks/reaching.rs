//! Connecting to a hostname with several addresses.

use std::net::SocketAddr;
use std::time::Duration;

use bruinbridge::webhooks::reach::reach;
use tokio::net::TcpListener;

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}

#[tokio::test]
async fn an_address_that_refuses_the_connection_leads_to_the_next() {
    let (closed, dead) = listener().await;
    drop(closed);
    let (_open, live) = listener().await;
    let within = Duration::from_secs(4);
    for addresses in [&[live, dead][..], &[dead, live], &[dead, dead, dead, live]] {
        let stream = reach(addresses, within).await.expect("a connection");
        assert_eq!(stream.peer_addr().expect("an address"), live);
    }
    assert!(reach(&[dead], within).await.is_none());
    assert!(reach(&[], within).await.is_none());
}
