//! With private registrations a hook does not reveal whether an address has an account.

use bruinbridge::Name;
use bruinbridge::accounts::register::{Registration, register};
use bruinbridge::auth::Caller;
use bruinbridge::client::Client;
use bruinbridge::config::Secret;
use serde_json::json;

use super::endpoint::{Endpoint, Reply};
use crate::harness::{PASSWORD, credentials, each_database_with};

const PRIVATE: &[(&str, &str)] = &[
    ("SEND_EMAILS", "true"),
    ("REGISTRATION_DISCLOSURE", "private"),
];

#[tokio::test]
async fn a_hook_is_asked_about_known_and_unknown_addresses_alike() {
    each_database_with(PRIVATE, async |server| {
        let endpoint = Endpoint::allowing().await;
        let admin = server.admin("SUPERADMIN").await;
        let both = ["USER_PRE_REGISTER", "USER_PRE_CREATE"];
        endpoint.reply(Reply::Json(
            |data| match data.get("role") {
                Some(role) => json!({ "allow": role != "MENTOR", "data": { "firstName": "Jo" }, "message": "No." }),
                None => json!({ "allow": true }),
            },
        ));
        endpoint.hook(&admin, &both, "FAIL_CLOSED").await;
        for _ in 0..2 {
            server.hold_deferred();
            let input = credentials("jo@ucla.edu", PASSWORD);
            server.client().accept("register", input, "note").await;
            server.deferred_finished().await;
        }
        let posts: Vec<_> = endpoint.posts().iter().map(|post| post.json()["data"].clone()).collect();
        assert_eq!(posts.len(), 4);
        assert_eq!(posts[..2], posts[2..]);
        let jo = server.user("jo@ucla.edu").await.expect("an account");
        assert_eq!(jo.first_name, "Jo");
        // A refusal is the response in both cases.
        for email in ["jo@ucla.edu", "al@ucla.edu"] {
            let mut input = credentials(email, PASSWORD);
            input["role"] = json!("MENTOR");
            let payload = server.client().mutate("register", input, "").await;
            assert_eq!(payload["errors"][0]["code"], "REFUSED_BY_HANDLER");
            assert_eq!(payload["errors"][0]["message"], "No.");
        }
        assert!(server.user("al@ucla.edu").await.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_client_that_disconnects_does_not_hide_what_a_hook_did() {
    each_database_with(PRIVATE, async |server| {
        let endpoint = Endpoint::open(Reply::Json(|_| json!({ "allow": false }))).await;
        let admin = server.admin("SUPERADMIN").await;
        let (id, _) = endpoint.hook(&admin, &["USER_PRE_REGISTER"], "FAIL_CLOSED").await;
        endpoint.hold();
        let caller = Caller::anonymous(Client::default());
        let registration = Registration {
            email: "jo@ucla.edu".to_owned(),
            password: Secret::new(PASSWORD.to_owned()),
            role: None,
            proof_of_work: None,
        };
        tokio::select! {
            _ = register(&server.app, &caller, registration) => panic!("the hook has not responded"),
            () = endpoint.asked(1) => {}
        }
        endpoint.release();
        let failed = server.await_signal(Name::UserRegistrationFailed).await;
        assert_eq!(failed.arguments["refused_by"], json!(id));
    })
    .await;
}
