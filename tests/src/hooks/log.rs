//! What the log says about hooks.

use serde_json::json;

use super::endpoint::{Endpoint, Reply};
use crate::harness::{PASSWORD, credentials, each_database};

const SIGNALS: &str = "query($names: [SignalName!]) { signals(filter: { names: $names }, last: 1) \
    { nodes { name changedBy refusedBy errorType errorMessage exception } } }";

#[tokio::test]
async fn the_log_names_the_hook_that_refused_or_changed_something() {
    each_database(async |server| {
        let endpoint = Endpoint::open(Reply::Json(|_| json!({ "allow": false, "message": "No." }))).await;
        let admin = server.admin("SUPERADMIN").await;
        let every = ["USER_PRE_REGISTER", "USER_PRE_CREATE", "USER_PRE_UPDATE", "ADMIN_PRE_REGISTER"];
        let jo = server.member("jo@ucla.edu").await;
        let (id, _) = endpoint.hook(&admin, &every, "FAIL_CLOSED").await;
        let last = async |name: &str| {
            server.wait_for_log().await;
            let data = admin.run(SIGNALS, json!({ "names": [name] })).await;
            data["signals"]["nodes"][0].clone()
        };
        let register = credentials("al@ucla.edu", PASSWORD);
        let admin_input = json!({
            "username": "ada", "email": "ada@ucla.edu", "password": PASSWORD, "roleName": "AUDITOR",
        });
        server.client().refuse("register", register.clone()).await;
        jo.refuse("updateProfile", json!({ "year": 1 })).await;
        admin.refuse("registerAdmin", admin_input).await;
        for (name, kind, message, exception) in [
            ("USER_REGISTRATION_FAILED", "validation_error", json!("No."), json!(null)),
            ("USER_UPDATE_FAILED", "repository_error", json!(null), json!("refused: REFUSED_BY_HANDLER")),
            ("ADMIN_REGISTRATION_FAILED", "validation_error", json!("No."), json!(null)),
        ] {
            let expected = json!({
                "name": name, "changedBy": null, "refusedBy": id, "errorType": kind, "errorMessage": message,
                "exception": exception,
            });
            assert_eq!(last(name).await, expected);
        }
        endpoint.reply(Reply::Json(|_| json!(null)));
        server.client().fail("register", register).await;
        let expected = json!({
            "name": "USER_REGISTRATION_FAILED", "changedBy": null, "refusedBy": id,
            "errorType": "unexpected_exception", "errorMessage": null, "exception": "a hook is unavailable",
        });
        assert_eq!(last("USER_REGISTRATION_FAILED").await, expected);

        endpoint.reply(Reply::Json(|_| json!({ "allow": true, "data": { "hobbies": "Chess" } })));
        jo.accept("updateProfile", json!({ "year": 1 }), "").await;
        assert_eq!(last("USER_PRE_UPDATE").await["changedBy"], json!([id]));
        // What is as the hook would have it is no change.
        let input = json!({ "year": 1, "hobbies": "Chess" });
        jo.accept("updateProfile", input, "").await;
        assert_eq!(last("USER_PRE_UPDATE").await["changedBy"], json!(null));
    })
    .await;
}
