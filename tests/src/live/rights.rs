//! Permissions that are granted and removed while a socket is open.

use serde_json::json;

use super::endings::scene;
use super::ends::{Ends, Of, open};
use super::events::Events;
use crate::harness::each_database;

#[tokio::test]
async fn a_granted_or_unused_permission_closes_nothing() {
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
async fn a_permission_granted_later_closes_its_operations_when_it_is_removed() {
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
            // Immediately: the cached session of the other sockets may not have the new permission yet.
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
            .end("the permission is removed again", 4403)
            .await;
            socket = open(&server, &scene.own).await;
        }
        // No operation on this socket ever needed it.
        idle.subscribe("1", "{ currentAdmin { id } }").await;
        assert_eq!(idle.hear().await["type"], "next");
    })
    .await;
}
