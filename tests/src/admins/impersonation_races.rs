//! What ends impersonation, at the same moment as what begins it or ends it in another way.

use serde_json::json;

use super::impersonate_user::is_open;
use super::impersonation_in_browsers::{browser, run};
use super::support::another;
use crate::harness::{Client, Server, each_database_with};

const ON: &[(&str, &str)] = &[("IMPERSONATION", "true")];
const ROUNDS: usize = 5;

/// Tries to sign in as a member. Returns the client if that succeeds.
async fn impersonate(server: &Server, admin: &Client, id: &str) -> Option<Client> {
    let document = format!(
        r#"mutation {{ impersonateUser(input: {{ userId: "{id}", reason: "Help" }}) {{ token }} }}"#
    );
    let response = admin.try_run(&document, json!({})).await;
    let token = response["data"]["impersonateUser"]["token"].as_str()?;
    Some(server.client_with(token))
}

async fn leftovers(server: &Server) -> i64 {
    server
        .count("sessions WHERE impersonator_id IS NOT NULL")
        .await
}

#[tokio::test]
async fn no_session_outlives_a_deactivation_at_the_same_moment() {
    each_database_with(ON, async |server| {
        let first = server.admin("SUPERADMIN").await;
        let id = server.member("jo@ucla.edu").await.id().await;
        for round in 0..ROUNDS {
            let (dean, dean_id) = another(&server, &format!("dean{round}"), "SUPERADMIN").await;
            let deactivating = first.accept("deactivateAdmin", json!({ "id": dean_id }), "");
            let (client, _) = tokio::join!(impersonate(&server, &dean, &id), deactivating);
            if let Some(client) = client {
                assert!(!is_open(&client).await);
            }
            assert_eq!(leftovers(&server).await, 0);
        }
    })
    .await;
}

#[tokio::test]
async fn a_role_that_shrinks_and_its_holder_who_is_deactivated_do_not_wait_for_each_other() {
    each_database_with(ON, async |server| {
        let first = server.admin("SUPERADMIN").await;
        let id = server.member("jo@ucla.edu").await.id().await;
        for round in 0..ROUNDS {
            let name = format!("DESK{round}");
            let permissions = json!(["USERS_READ", "USERS_IMPERSONATE"]);
            let input = json!({ "name": name, "permissions": permissions });
            first.accept("createAdminRole", input, "").await;
            let (desk, desk_id) = another(&server, &format!("desk{round}"), &name).await;
            let client = impersonate(&server, &desk, &id).await.expect("a session");
            let input = json!({ "name": name, "permissions": ["USERS_READ"] });
            let shrinking = first.accept("changeAdminRole", input, "");
            let deactivating = first.accept("deactivateAdmin", json!({ "id": desk_id }), "");
            tokio::join!(shrinking, deactivating);
            assert!(!is_open(&client).await);
            assert_eq!(leftovers(&server).await, 0);
        }
    })
    .await;
}

#[tokio::test]
async fn the_way_back_and_the_end_of_the_administrators_sessions_do_not_wait_for_each_other() {
    each_database_with(ON, async |server| {
        let first = server.admin("SUPERADMIN").await;
        let id = server.member("jo@ucla.edu").await.id().await;
        for round in 0..ROUNDS {
            let (dean, _) = another(&server, &format!("dean{round}"), "SUPERADMIN").await;
            let dean_id = dean.id().await;
            let own = browser(&server, dean.token.as_deref().expect("a token"));
            let call = format!(
                r#"impersonateUser(input: {{ userId: "{id}", reason: "Help" }}) {{ errors {{ code }} }}"#
            );
            let client = run(&server, &own, &call).await.1.expect("a cookie");
            let ending = run(&server, &client, "endImpersonation { errors { code } }");
            let input = json!({ "userId": dean_id });
            let revoking = first.accept("endUserSessions", input, "ended");
            let ((_, returned), _) = tokio::join!(ending, revoking);
            if let Some(returned) = returned {
                assert!(!is_open(&returned).await);
            }
            assert!(!is_open(&client).await && !is_open(&dean).await);
            assert_eq!(leftovers(&server).await, 0);
        }
    })
    .await;
}
