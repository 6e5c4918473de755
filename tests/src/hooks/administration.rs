//! Who may manage hooks, and which ones there may be.

use futures_util::future::join_all;
use serde_json::json;

use super::endpoint::{Endpoint, Reply};
use crate::harness::{Database, Server, codes, each_database, each_database_with};

const PRODUCTION: [(&str, &str); 3] = [
    ("PROFILE", "production"),
    ("SEND_EMAILS", "false"),
    ("AUTO_VERIFY", "true"),
];

#[tokio::test]
async fn a_hook_may_ask_the_same_addresses_as_a_webhook() {
    each_database_with(&PRODUCTION, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        for (url, code) in [
            ("not a url", "URL_INVALID url"),
            ("http://example.com/", "URL_NOT_HTTPS url"),
            ("https://jo:secret@example.com/", "URL_HAS_CREDENTIALS url"),
            ("https://localhost/", "URL_NOT_PUBLIC url"),
            ("https://10.1.2.3/", "URL_NOT_PUBLIC url"),
            ("https://169.254.169.254/latest", "URL_NOT_PUBLIC url"),
            ("https://[::ffff:127.0.0.1]/", "URL_NOT_PUBLIC url"),
        ] {
            let input =
                json!({ "url": url, "signals": ["USER_PRE_CREATE"], "policy": "FAIL_OPEN" });
            assert_eq!(admin.refuse("createHook", input).await, [code], "{url}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_url_that_is_no_longer_allowed_is_not_asked() {
    let database = Database::sqlite().await;
    let endpoint = Endpoint::allowing().await;
    let allowing = [&[("WEBHOOK_ALLOW_PRIVATE", "true")], PRODUCTION.as_slice()].concat();
    let server = Server::on(&database, &allowing).await;
    let admin = server.admin("SUPERADMIN").await;
    endpoint
        .hook(&admin, &["USER_PRE_UPDATE"], "FAIL_OPEN")
        .await;
    let jo = server.member("jo@ucla.edu").await;
    let strict = Server::on(&database, &PRODUCTION).await;
    let elsewhere = strict.client_with(jo.token.as_deref().expect("a token"));
    elsewhere
        .accept("updateProfile", json!({ "year": 1 }), "")
        .await;
    assert!(endpoint.posts().is_empty());
    let hooks = admin.run("{ hooks { lastError } }", json!({})).await;
    assert_eq!(
        hooks["hooks"][0]["lastError"],
        "the URL is no longer allowed"
    );
}

#[tokio::test]
async fn a_hook_is_changed_disabled_and_deleted() {
    each_database(async |server| {
        let (first, second) = (Endpoint::allowing().await, Endpoint::allowing().await);
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member("jo@ucla.edu").await;
        let (id, _) = first.hook(&admin, &["USER_PRE_REGISTER", "USER_PRE_REGISTER"], "FAIL_OPEN").await;
        let update = || jo.accept("updateProfile", json!({ "year": 2 }), "");
        update().await;
        let input = json!({
            "id": id, "url": second.url, "signals": ["USER_PRE_UPDATE"], "policy": "FAIL_CLOSED",
        });
        let payload = admin.accept("updateHook", input, "hook { url signals policy status }").await;
        assert_eq!(
            payload["hook"],
            json!({
                "url": second.url, "signals": ["USER_PRE_UPDATE"], "policy": "FAIL_CLOSED", "status": "WORKING",
            })
        );
        update().await;
        assert_eq!((first.posts().len(), second.posts().len()), (0, 1));
        let input = json!({ "id": id, "isEnabled": false });
        let payload = admin.accept("updateHook", input, "hook { isEnabled status }").await;
        assert_eq!(payload["hook"], json!({ "isEnabled": false, "status": "DISABLED" }));
        update().await;
        admin.accept("deleteHook", json!({ "id": id }), "").await;
        update().await;
        assert_eq!(second.posts().len(), 1);
        for mutation in ["updateHook", "deleteHook", "rotateHookSecret"] {
            let refused = admin.refuse(mutation, json!({ "id": id })).await;
            assert_eq!(refused, ["HOOK_NOT_FOUND id"]);
        }
        let input = json!({ "url": first.url, "signals": [], "policy": "FAIL_OPEN" });
        assert_eq!(admin.fail("createHook", input).await, "BAD_USER_INPUT");
    })
    .await;
}

#[tokio::test]
async fn a_signal_has_at_most_five_hooks_however_many_are_created_at_once() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let input = |signal: &str| {
            json!({ "url": "https://example.com/", "signals": [signal], "policy": "FAIL_OPEN" })
        };
        let creating = (0..9).map(|_| admin.mutate("createHook", input("USER_PRE_CREATE"), ""));
        let payloads = join_all(creating).await;
        let refused: Vec<String> = payloads.iter().flat_map(codes).collect();
        assert_eq!(refused, ["TOO_MANY_HOOKS signals"; 4]);
        let payload = admin.accept("createHook", input("USER_PRE_UPDATE"), "hook { id }").await;
        let input = json!({ "id": payload["hook"]["id"], "signals": ["USER_PRE_CREATE"] });
        assert_eq!(admin.refuse("updateHook", input).await, ["TOO_MANY_HOOKS signals"]);
    })
    .await;
}

#[tokio::test]
async fn the_command_line_creates_administrators_whatever_a_hook_does() {
    each_database(async |server| {
        let endpoint = Endpoint::open(Reply::Json(|_| json!({ "allow": false }))).await;
        let admin = server.admin("SUPERADMIN").await;
        let every = ["ADMIN_PRE_REGISTER", "USER_PRE_CREATE"];
        endpoint.hook(&admin, &every, "FAIL_CLOSED").await;
        // This helper does what the command line does.
        server.register_admin("ada", "SUPERADMIN").await;
        assert!(endpoint.posts().is_empty());
    })
    .await;
}
