//! Who may manage webhooks, and which URLs they may have.

use bruinbridge::webhooks::Endpoint;
use bruinbridge::webhooks::deliver::deliver_due;
use serde_json::json;

use super::deliveries::hook;
use super::receiver::Receiver;
use crate::harness::{each_database, each_database_with};
use crate::live::support::{emit, some_names};

#[tokio::test]
async fn urls_that_lead_into_private_networks_are_refused() {
    each_database_with(
        &[
            ("PROFILE", "production"),
            ("SEND_EMAILS", "false"),
            ("AUTO_VERIFY", "true"),
        ],
        async |server| {
            let admin = server.admin("SUPERADMIN").await;
            for (url, code) in [
                ("not a url", "URL_INVALID url"),
                ("ftp://example.com/", "URL_NOT_HTTPS url"),
                ("http://example.com/", "URL_NOT_HTTPS url"),
                ("http://localhost:9000/", "URL_NOT_HTTPS url"),
                ("https://jo:secret@example.com/", "URL_HAS_CREDENTIALS url"),
                ("https://jo@example.com/", "URL_HAS_CREDENTIALS url"),
                ("https://localhost/", "URL_NOT_PUBLIC url"),
                ("https://localhost./", "URL_NOT_PUBLIC url"),
                ("https://api.LOCALHOST/", "URL_NOT_PUBLIC url"),
                ("https://127.0.0.1/", "URL_NOT_PUBLIC url"),
                ("https://2130706433/", "URL_NOT_PUBLIC url"),
                ("https://0x7f.1/", "URL_NOT_PUBLIC url"),
                ("https://017700000001/", "URL_NOT_PUBLIC url"),
                ("https://127.255.255.254/", "URL_NOT_PUBLIC url"),
                ("https://172.16.0.1/", "URL_NOT_PUBLIC url"),
                ("https://172.31.255.255/", "URL_NOT_PUBLIC url"),
                ("https://192.168.1.1/", "URL_NOT_PUBLIC url"),
                ("https://198.18.0.1/", "URL_NOT_PUBLIC url"),
                ("https://192.0.2.1/", "URL_NOT_PUBLIC url"),
                ("https://224.0.0.1/", "URL_NOT_PUBLIC url"),
                ("https://255.255.255.255/", "URL_NOT_PUBLIC url"),
                ("https://10.1.2.3/", "URL_NOT_PUBLIC url"),
                ("https://169.254.169.254/latest", "URL_NOT_PUBLIC url"),
                ("https://100.64.0.1/", "URL_NOT_PUBLIC url"),
                ("https://100.127.255.255/", "URL_NOT_PUBLIC url"),
                ("https://0.0.0.0/", "URL_NOT_PUBLIC url"),
                ("https://0.1.2.3/", "URL_NOT_PUBLIC url"),
                ("https://[::]/", "URL_NOT_PUBLIC url"),
                ("https://[::1]/", "URL_NOT_PUBLIC url"),
                ("https://[::7f00:1]/", "URL_NOT_PUBLIC url"),
                ("https://[::ffff:127.0.0.1]/", "URL_NOT_PUBLIC url"),
                ("https://[::ffff:100.64.0.1]/", "URL_NOT_PUBLIC url"),
                ("https://[::ffff:10.0.0.1]/", "URL_NOT_PUBLIC url"),
                ("https://[64:ff9b::10.0.0.1]/", "URL_NOT_PUBLIC url"),
                ("https://[2002:7f00:1::]/", "URL_NOT_PUBLIC url"),
                ("https://[fe80::1]/", "URL_NOT_PUBLIC url"),
                ("https://[fd00::1]/", "URL_NOT_PUBLIC url"),
                ("https://[fc00::1]/", "URL_NOT_PUBLIC url"),
                ("https://[fec0::1]/", "URL_NOT_PUBLIC url"),
                ("https://[ff02::1]/", "URL_NOT_PUBLIC url"),
                ("https://[2001:db8::1]/", "URL_NOT_PUBLIC url"),
            ] {
                let refused = admin.refuse("createWebhook", json!({ "url": url })).await;
                assert_eq!(refused, [code], "{url}");
            }
            let long = format!("https://example.com/{}", "a".repeat(500));
            let refused = admin.refuse("createWebhook", json!({ "url": long })).await;
            assert_eq!(refused, ["URL_TOO_LONG url"]);
            for url in [
                "https://example.com/hook?a=b",
                "https://8.8.8.8/",
                "https://172.32.0.1/",
                "https://100.128.0.1/",
                "https://[2606:4700::1111]/",
            ] {
                admin
                    .accept("createWebhook", json!({ "url": url }), "secret")
                    .await;
            }
        },
    )
    .await;
}

#[tokio::test]
async fn plain_http_is_for_private_networks_only_even_where_they_are_allowed() {
    let settings = [
        ("PROFILE", "production"),
        ("SEND_EMAILS", "false"),
        ("AUTO_VERIFY", "true"),
        ("WEBHOOK_ALLOW_PRIVATE", "true"),
    ];
    each_database_with(&settings, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        for url in [
            "http://8.8.8.8/",
            "http://134744072/",
            "http://[2606:4700::1111]/",
        ] {
            let refused = admin.refuse("createWebhook", json!({ "url": url })).await;
            assert_eq!(refused, ["URL_NOT_HTTPS url"], "{url}");
        }
        for url in [
            "http://localhost:9000/",
            "http://127.0.0.1/",
            "http://10.1.2.3/",
            "http://[fd00::1]/",
            "http://receiver:8080/",
            "https://10.1.2.3/",
            "https://8.8.8.8/",
        ] {
            let input = json!({ "url": url });
            admin.accept("createWebhook", input, "secret").await;
        }
        // The addresses of a hostname are checked each time it is connected to.
        let (inside, outside) = ("10.1.2.3", "8.8.8.8");
        for (url, address, is_allowed) in [
            ("http://receiver:8080/", inside, true),
            ("http://receiver:8080/", outside, false),
            ("https://receiver:8080/", inside, true),
            ("https://receiver:8080/", outside, true),
        ] {
            let endpoint = Endpoint::parse(&server.app, url).expect("an address");
            let admitted = endpoint.admits(address.parse().expect("an address"));
            assert_eq!(admitted.is_ok(), is_allowed, "{url} at {address}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_hostname_that_changes_to_a_private_address_is_not_connected_to() {
    // The webhook is created where private networks are allowed, like one whose hostname pointed elsewhere before.
    let database = crate::harness::Database::sqlite().await;
    let receiver = Receiver::open().await;
    let allowing = [
        ("WEBHOOK_ALLOW_PRIVATE", "true"),
        ("PROFILE", "production"),
        ("SEND_EMAILS", "false"),
        ("AUTO_VERIFY", "true"),
    ];
    let server = crate::harness::Server::on(&database, &allowing).await;
    hook(&server.admin("SUPERADMIN").await, &receiver).await;
    let strict = crate::harness::Server::on(&database, &allowing[1..]).await;
    emit(&strict.app, &some_names(1)).await;
    assert_eq!(deliver_due(&strict.app).await.expect("a round"), 0);
    assert!(receiver.posts().is_empty());
    server.advance(chrono::Duration::hours(1));
    assert_eq!(deliver_due(&server.app).await.expect("a round"), 1);
}

#[tokio::test]
async fn webhooks_require_their_permissions() {
    each_database(async |server| {
        for client in [
            server.admin("AUDITOR").await,
            server.member("jo@ucla.edu").await,
        ] {
            let input = json!({ "url": "https://example.com/" });
            assert_eq!(client.fail("createWebhook", input).await, "FORBIDDEN");
            let response = client.try_run("{ webhooks { id } }", json!({})).await;
            assert_eq!(response["errors"][0]["extensions"]["code"], "FORBIDDEN");
        }
    })
    .await;
}

#[tokio::test]
async fn a_webhook_can_be_updated_and_deleted() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        let (id, _) = hook(&admin, &receiver).await;
        let filter = json!({ "names": ["USER_REGISTERED"], "senders": ["USER_MANAGER"] });
        let input = json!({ "id": id, "isEnabled": false, "filter": filter });
        let payload = admin
            .accept(
                "updateWebhook",
                input,
                "webhook { isEnabled names senders }",
            )
            .await;
        assert_eq!(
            payload["webhook"],
            json!({ "isEnabled": false, "names": ["USER_REGISTERED"], "senders": ["USER_MANAGER"] })
        );
        let unknown = json!({ "id": id, "after": "999999999" });
        assert_eq!(admin.fail("replayWebhook", unknown).await, "CURSOR_GONE");
        admin.accept("deleteWebhook", json!({ "id": id }), "").await;
        let missing = json!({ "id": id });
        for command in ["deleteWebhook", "updateWebhook", "rotateWebhookSecret"] {
            let refused = admin.refuse(command, missing.clone()).await;
            assert_eq!(refused, ["WEBHOOK_NOT_FOUND id"], "{command}");
        }
        let missing = json!({ "id": id, "after": "0" });
        let refused = admin.refuse("replayWebhook", missing).await;
        assert_eq!(refused, ["WEBHOOK_NOT_FOUND id"]);
    })
    .await;
}
