//! A right that comes and goes while a socket is open.

use serde_json::json;

use super::endings::scene;
use super::ends::{Ends, Of, open};
use super::events::Events;
use crate::harness::each_database;

#[tokio::test]
async fn a_right_that_was_not_there_or_comes_to_it_closes_nothing() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        for name in ["DESK", "OTHER"] {
            let role = json!({ "name": name, "permissions": ["USERS_READ"] });
            superadmin.accept("createAdminRole", role, "").await;
        }
        let scene = scene(&server, &superadmin, 0, Of::Admin).await;
        let mut socket = open(&server, &scene.own).await;
        scene.change_desk(&["USERS_READ", "SIGNALS_READ"]).await;
        let other = json!({ "name": "OTHER", "permissions": [] });
        superadmin.accept("changeAdminRole", other, "").await;
        scene.update(json!({ "firstName": "Jo" })).await;
        server.wait_for_log().await;
        socket.subscribe("1", "{ currentAdmin { id } }").await;
        let next = socket.hear().await;
        assert_eq!(
            next["payload"]["data"]["currentAdmin"]["id"],
            scene.admin_id
        );
    })
    .await;
}

#[tokio::test]
async fn a_right_that_came_later_closes_what_was_begun_with_it_when_it_is_lost_again() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let role = json!({ "name": "DESK", "permissions": ["USERS_READ"] });
        superadmin.accept("createAdminRole", role, "").await;
        let scene = scene(&server, &superadmin, 0, Of::Admin).await;
        let document = "subscription { signals(after: \"0\") { name } }";
        let (mut idle, mut socket) = (
            open(&server, &scene.own).await,
            open(&server, &scene.own).await,
        );
        for id in ["1", "2"] {
            // At once: what the other sockets of the session rely on may not have heard of it yet.
            scene.change_desk(&["USERS_READ", "SIGNALS_READ"]).await;
            socket.subscribe(id, document).await;
            let mut events = Events::open(&scene.own, document, &[]).await;
            assert_eq!(socket.hear().await["type"], "next");
            assert!(events.next().await.expect("an event").payload()["data"].is_object());
            scene.change_desk(&["USERS_READ"]).await;
            Ends {
                socket,
                events: Some(events),
            }
            .end("the right is lost again", 4403)
            .await;
            socket = open(&server, &scene.own).await;
        }
        // Nothing there ever needed it.
        idle.subscribe("1", "{ currentAdmin { id } }").await;
        assert_eq!(idle.hear().await["type"], "next");
    })
    .await;
}
