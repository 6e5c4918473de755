//! A socket lives no longer than the session that opened it.

use serde_json::json;

use super::support::follow;
use crate::harness::{Client, Heard, PASSWORD, Server, Subscription, each_database};

const OWN: &str = "subscription { accountSignals(after: \"0\") { name } }";

/// Opens a subscription and waits for its first event.
async fn open(client: &Client) -> Subscription {
    let mut subscription = client.subscribe(OWN, json!({})).await;
    subscription.next().await;
    subscription
}

/// Skips all events and returns the code with which the socket closes.
async fn closed(mut subscription: Subscription) -> u16 {
    loop {
        match subscription.hear().await {
            Heard::Event(_) => {}
            Heard::Closed(close) => return close.expect("a reason").code.into(),
            other => panic!("{other:?}"),
        }
    }
}

async fn sign_in_again(server: &Server) -> Client {
    server.client().log_in("jo@ucla.edu", PASSWORD).await
}

#[tokio::test]
async fn a_logout_closes_the_sockets_of_the_session_and_no_others() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let elsewhere = sign_in_again(&server).await;
        let (socket, mut other) = (open(&jo).await, open(&elsewhere).await);
        jo.accept("logout", json!({}), "").await;
        assert_eq!(closed(socket).await, 4401);
        while other.next().await["name"] != "USER_LOGGED_OUT" {}
    })
    .await;
}

#[tokio::test]
async fn an_operation_on_a_socket_sees_the_current_account() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let mut socket = jo.subscribe("{ me { firstName } }", json!({})).await;
        assert_eq!(socket.next().await["firstName"], "");
        jo.accept("updateProfile", json!({ "firstName": "Jo" }), "")
            .await;
        let mut socket = jo.subscribe("{ me { firstName } }", json!({})).await;
        assert_eq!(socket.next().await["firstName"], "Jo");
    })
    .await;
}

#[tokio::test]
async fn the_log_cannot_be_followed_without_the_permission() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        assert_eq!(follow(&jo, None).await.refused().await, "FORBIDDEN");
        let anonymous = follow(&server.client(), None).await.refused().await;
        assert_eq!(anonymous, "UNAUTHENTICATED");
    })
    .await;
}
