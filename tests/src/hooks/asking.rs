//! What hooks are asked, in which order, and what they may change.

use bruinbridge::db::Engine;
use chrono::Duration;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use super::endpoint::{Endpoint, Reply};
use crate::harness::{PASSWORD, TIMEOUT, credentials, each_database, each_database_with};
use crate::media::support::plain;
use crate::webhooks::deliveries::is_signed;

const JO: &str = "jo@ucla.edu";

#[tokio::test]
async fn a_hook_vetoes_a_registration_and_lets_others_pass() {
    each_database(async |server| {
        let endpoint = Endpoint::open(Reply::Json(|data| {
            let message = " Not\u{2028}\u{61c}\u{202e}you.\u{7}\n\u{2029} ";
            json!({ "allow": data["email"] != JO, "message": message })
        }))
        .await;
        let admin = server.admin("SUPERADMIN").await;
        endpoint
            .hook(&admin, &["USER_PRE_REGISTER"], "FAIL_OPEN")
            .await;
        let input = credentials(JO, PASSWORD);
        let payload = server.client().mutate("register", input, "").await;
        let error = &payload["errors"][0];
        assert_eq!(error["code"], "REFUSED_BY_HANDLER");
        assert_eq!(error["message"], "Not you.");
        assert!(server.user(JO).await.is_none());
        server.member("bo@ucla.edu").await;
        assert_eq!(endpoint.posts().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_long_message_is_cut() {
    each_database(async |server| {
        let endpoint = Endpoint::open(Reply::Json(
            |_| json!({ "allow": false, "message": "no ".repeat(1000) }),
        ))
        .await;
        let admin = server.admin("SUPERADMIN").await;
        endpoint
            .hook(&admin, &["USER_PRE_REGISTER"], "FAIL_OPEN")
            .await;
        let input = credentials(JO, PASSWORD);
        let payload = server.client().mutate("register", input, "").await;
        let message = payload["errors"][0]["message"].as_str().expect("a text");
        assert_eq!(message.chars().count(), 300);
    })
    .await;
}

#[tokio::test]
async fn a_hook_rewrites_a_name() {
    each_database(async |server| {
        let endpoint = Endpoint::open(Reply::Json(|data| {
            let name = data["firstName"].as_str().unwrap_or_default();
            json!({ "allow": true, "data": { "firstName": format!(" {} ", name.to_uppercase()) } })
        }))
        .await;
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        let (id, _) = endpoint
            .hook(&admin, &["USER_PRE_UPDATE"], "FAIL_OPEN")
            .await;
        let input = json!({ "firstName": "jo", "hobbies": "Chess" });
        jo.accept("updateProfile", input, "").await;
        assert_eq!(
            jo.me("firstName hobbies").await,
            json!({ "firstName": "JO", "hobbies": "Chess" })
        );
        let signals = server.signals().await;
        let written = signals
            .iter()
            .find(|signal| signal.name == "user_pre_update");
        let written = &written.expect("a signal").arguments;
        assert_eq!(
            written["update_data"],
            json!({ "firstName": "JO", "hobbies": "Chess" })
        );
        assert_eq!(written["changed_by"], json!([id]));
        let started = signals
            .iter()
            .rev()
            .find(|signal| signal.name == "user_update_started");
        assert_eq!(
            started.expect("a signal").arguments["update_data"]["firstName"],
            "jo"
        );
    })
    .await;
}

#[tokio::test]
async fn a_new_account_may_get_a_profile_and_another_role() {
    each_database(async |server| {
        let endpoint = Endpoint::open(Reply::Json(
            |_| json!({ "allow": true, "data": { "firstName": "Jo", "role": "MENTOR", "year": 3 } }),
        ))
        .await;
        let admin = server.admin("SUPERADMIN").await;
        endpoint.hook(&admin, &["USER_PRE_CREATE"], "FAIL_CLOSED").await;
        let jo = server.member(JO).await;
        let me = jo.me("firstName role year").await;
        assert_eq!(me, json!({ "firstName": "Jo", "role": "MENTOR", "year": 3 }));
        let data = endpoint.posts()[0].json()["data"].clone();
        assert_eq!(data, json!({ "email": JO, "role": "MENTEE", "isVerified": true }));
    })
    .await;
}

#[tokio::test]
async fn requests_are_signed_and_hold_no_secret() {
    each_database(async |server| {
        let endpoint = Endpoint::allowing().await;
        let admin = server.admin("SUPERADMIN").await;
        let every = ["USER_PRE_REGISTER", "USER_PRE_CREATE", "USER_PRE_UPDATE"];
        let (id, secret) = endpoint.hook(&admin, &every, "FAIL_CLOSED").await;
        let jo = server.member(JO).await;
        jo.accept("updateProfile", json!({ "year": 2 }), "").await;
        assert_eq!(
            endpoint.signals(),
            ["user_pre_register", "user_pre_create", "user_pre_update"]
        );
        for post in endpoint.posts() {
            assert!(is_signed(&post, &secret));
            assert!(!post.body.contains(PASSWORD) && !post.body.contains("password"));
        }
        let update = endpoint.posts()[2].json();
        assert_eq!(update["data"], json!({ "year": 2 }));
        assert_eq!(update["userId"], jo.id().await);
        assert_eq!(update["actorId"], update["userId"]);
        assert!(update["impersonatorId"].is_null());
        // Both secrets are valid for a day.
        let payload = admin
            .accept("rotateHookSecret", json!({ "id": id }), "secret")
            .await;
        let fresh = payload["secret"].as_str().expect("a secret");
        jo.accept("updateProfile", json!({ "year": 3 }), "").await;
        let post = &endpoint.posts()[3];
        assert!(is_signed(post, &secret) && is_signed(post, fresh));
        server.advance(Duration::hours(24));
        jo.accept("updateProfile", json!({ "year": 4 }), "").await;
        let post = &endpoint.posts()[4];
        assert!(!is_signed(post, &secret) && is_signed(post, fresh));
    })
    .await;
}

#[tokio::test]
async fn hooks_are_asked_in_the_order_of_creation_until_one_refuses() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        let add = |data: &Value| {
            let hobbies = format!("{}+", data["hobbies"].as_str().expect("a text"));
            json!({ "allow": true, "data": { "hobbies": hobbies } })
        };
        let refuse = |data: &Value| json!({ "allow": data["hobbies"] != "x++", "message": "No." });
        let replies = [add, add, refuse, add].map(Reply::Json);
        let mut endpoints = Vec::new();
        for reply in replies {
            let endpoint = Endpoint::open(reply).await;
            endpoint
                .hook(&admin, &["USER_PRE_UPDATE"], "FAIL_OPEN")
                .await;
            endpoints.push(endpoint);
        }
        let refused = jo.refuse("updateProfile", json!({ "hobbies": "x" })).await;
        assert_eq!(refused, ["REFUSED_BY_HANDLER"]);
        let asked = endpoints.iter().map(|endpoint| endpoint.posts().len());
        assert_eq!(asked.collect::<Vec<_>>(), [1, 1, 1, 0]);
        jo.accept("updateProfile", json!({ "hobbies": "y" }), "")
            .await;
        assert_eq!(jo.me("hobbies").await["hobbies"], "y+++");
    })
    .await;
}

#[tokio::test]
async fn no_transaction_is_open_while_a_hook_is_asked() {
    each_database(async |server| {
        let endpoint = Endpoint::allowing().await;
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        endpoint
            .hook(&admin, &["USER_PRE_CREATE"], "FAIL_CLOSED")
            .await;
        endpoint.hold();
        // No timeout ends the call before the checks have failed.
        let patient = server.sibling_with(|config| config.webhooks.hook_timeout = TIMEOUT * 10);
        let patient = patient.await;
        let client = patient.client();
        let registration = async {
            let input = credentials("al@ucla.edu", PASSWORD);
            client.accept("register", input, "note").await;
        };
        // SQLite has a single writer: with an open transaction this would wait for the hook.
        let meanwhile = async {
            endpoint.asked(1).await;
            if server.app.db.engine == Engine::Postgres {
                let open = "pg_stat_activity WHERE datname = current_database() \
                            AND state LIKE 'idle in transaction%'";
                let waiting = async {
                    while server.count(open).await > 0 {
                        sleep(std::time::Duration::from_millis(10)).await;
                    }
                };
                timeout(TIMEOUT, waiting)
                    .await
                    .expect("no transaction is open");
            }
            jo.accept("updateProfile", json!({ "firstName": "Jo" }), "")
                .await;
            assert!(server.user("al@ucla.edu").await.is_none());
            endpoint.release();
        };
        tokio::join!(registration, meanwhile);
        assert!(server.user("al@ucla.edu").await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_new_role_from_a_hook_ends_matches_like_any_other() {
    each_database(async |server| {
        let endpoint = Endpoint::open(Reply::Json(
            |_| json!({ "allow": true, "data": { "role": "MENTOR" } }),
        ))
        .await;
        let admin = server.admin("SUPERADMIN").await;
        let mo = server.mentor("mo@ucla.edu").await;
        let jo = server.member(JO).await;
        mo.accept("addMentee", json!({ "menteeEmail": JO }), "")
            .await;
        endpoint
            .hook(&admin, &["USER_PRE_UPDATE"], "FAIL_OPEN")
            .await;
        jo.accept("updateProfile", json!({ "firstName": "Jo" }), "")
            .await;
        assert_eq!(jo.me("role").await["role"], "MENTOR");
        assert_eq!(server.count("matches").await, 0);
    })
    .await;
}

#[tokio::test]
async fn every_change_that_a_person_asks_for_is_put_to_the_hooks() {
    each_database(async |server| {
        let endpoint = Endpoint::allowing().await;
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        let every = ["ADMIN_PRE_REGISTER", "USER_PRE_CREATE", "USER_PRE_UPDATE"];
        endpoint.hook(&admin, &every, "FAIL_CLOSED").await;
        let last = || endpoint.posts().last().expect("a request").json();

        jo.accept("completeSurvey", json!({ "year": 1 }), "").await;
        assert_eq!(last()["data"], json!({ "year": 1 }));
        jo.accept("changeRole", json!({ "newRole": "MENTOR" }), "")
            .await;
        assert_eq!(last()["data"], json!({ "role": "MENTOR" }));
        jo.upload_accepted(&plain([1, 2, 3])).await;
        assert!(last()["data"]["profilePictureUrl"].is_string());
        let input = json!({ "id": jo.id().await, "email": "jo2@ucla.edu", "lastName": "Bruin" });
        admin.accept("updateUser", input, "").await;
        assert_eq!(
            last()["data"],
            json!({ "email": "jo2@ucla.edu", "lastName": "Bruin" })
        );
        assert_ne!(last()["actorId"], last()["userId"]);
        let input = json!({
            "username": "ada", "email": "ada@ucla.edu", "password": PASSWORD, "roleName": "AUDITOR",
        });
        admin.accept("registerAdmin", input, "").await;
        let signals = endpoint.signals();
        assert_eq!(signals[4..], ["admin_pre_register", "user_pre_create"]);
        assert_eq!(
            endpoint.posts()[4].json()["data"],
            json!({ "username": "ada", "email": "ada@ucla.edu", "role_name": "AUDITOR" })
        );
    })
    .await;
}

#[tokio::test]
async fn hooks_come_before_the_handlers_in_the_process() {
    each_database(async |server| {
        let endpoint = Endpoint::open(Reply::Json(
            |_| json!({ "allow": true, "data": { "hobbies": "Hook" } }),
        ))
        .await;
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        endpoint
            .hook(&admin, &["USER_PRE_UPDATE"], "FAIL_OPEN")
            .await;
        server.handle(bruinbridge::Name::UserPreUpdate, |event| {
            let data = event.data.as_mut().expect("data");
            let hobbies = format!("{} and handler", data["hobbies"].as_str().expect("a text"));
            data.insert("hobbies".to_owned(), json!(hobbies));
            crate::harness::Reaction::Agree
        });
        jo.accept("updateProfile", json!({ "hobbies": "Chess" }), "")
            .await;
        assert_eq!(jo.me("hobbies").await["hobbies"], "Hook and handler");
    })
    .await;
}

#[tokio::test]
async fn a_hook_learns_that_an_administrator_acts_as_a_member() {
    each_database_with(&[("IMPERSONATION", "true")], async |server| {
        let endpoint = Endpoint::allowing().await;
        let admin = server.admin("SUPERADMIN").await;
        endpoint
            .hook(&admin, &["USER_PRE_UPDATE"], "FAIL_CLOSED")
            .await;
        let id = server.member(JO).await.id().await;
        let input = json!({ "userId": id, "reason": "Help" });
        let payload = admin.accept("impersonateUser", input, "token").await;
        let support = server.client_with(payload["token"].as_str().expect("a token"));
        support
            .accept("updateProfile", json!({ "year": 2 }), "")
            .await;
        let asked = endpoint.posts().last().expect("a request").json();
        assert_eq!(asked["actorId"], id);
        assert_eq!(asked["impersonatorId"], admin.id().await);
    })
    .await;
}
