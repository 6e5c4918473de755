//! Secrets of endpoints are stored encrypted.

use bruinbridge::webhooks::deliver::deliver_due;
use bruinbridge::webhooks::seal_stored::seal_stored;
use serde_json::json;

use super::deliveries::{deliver, hook, is_signed, tries};
use super::receiver::Receiver;
use crate::harness::{Database, Server, each_database};
use crate::live::support::{emit, some_names};

#[tokio::test]
async fn a_copy_of_the_database_holds_no_secret_of_an_endpoint() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        let (id, first) = hook(&admin, &receiver).await;
        let rotated = admin
            .accept("rotateWebhookSecret", json!({ "id": id }), "secret")
            .await;
        let input =
            json!({ "url": receiver.url, "signals": ["USER_PRE_CREATE"], "policy": "FAIL_OPEN" });
        let asked = admin.accept("createHook", input, "secret").await;
        for secret in [&json!(first), &rotated["secret"], &asked["secret"]] {
            assert!(secret.as_str().expect("text").starts_with("whsec_"));
        }
        let sealed = "secret LIKE 'sealed:%'";
        assert_eq!(
            server
                .count(&format!("webhooks WHERE {sealed} AND previous_{sealed}"))
                .await,
            1
        );
        assert_eq!(server.count(&format!("hooks WHERE {sealed}")).await, 1);
        emit(&server.app, &some_names(1)).await;
        assert_eq!(deliver(&server).await, 1);
        let post = receiver.posts().remove(0);
        assert!(is_signed(&post, &first));
        assert!(is_signed(&post, rotated["secret"].as_str().expect("text")));
    })
    .await;
}

#[tokio::test]
async fn secrets_of_an_earlier_version_are_encrypted_at_the_start_and_stay_valid() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        let secret = "whsec_c2VjcmV0IHRoYXQgd2FzIHN0b3JlZCBlYXJsaWVyIQ==";
        server
            .execute(&format!("UPDATE webhooks SET secret = '{secret}'"))
            .await;
        seal_stored(&server.app).await.expect("sealed");
        assert_eq!(
            server.count("webhooks WHERE secret LIKE 'sealed:%'").await,
            1
        );
        emit(&server.app, &some_names(1)).await;
        assert_eq!(deliver(&server).await, 1);
        assert!(is_signed(&receiver.posts().remove(0), secret));
    })
    .await;
}

#[tokio::test]
async fn a_secret_that_is_rotated_while_it_is_encrypted_is_the_new_one() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        let (id, _) = hook(&admin, &receiver).await;
        let secret = "whsec_c2VjcmV0IHRoYXQgd2FzIHN0b3JlZCBlYXJsaWVyIQ==";
        for round in 1..=5 {
            let stored = format!("UPDATE webhooks SET secret = '{secret}'");
            server.execute(&stored).await;
            let input = json!({ "id": id });
            let rotating = admin.accept("rotateWebhookSecret", input, "secret");
            let (rotated, sealed) = tokio::join!(rotating, seal_stored(&server.app));
            sealed.expect("sealed");
            emit(&server.app, &some_names(1)).await;
            assert_eq!(deliver(&server).await, 1);
            let posts = receiver.posts();
            assert_eq!(posts.len(), round);
            let rotated = rotated["secret"].as_str().expect("text");
            assert!(is_signed(&posts[round - 1], rotated));
        }
    })
    .await;
}

#[tokio::test]
async fn another_secret_key_is_named_as_the_reason_of_failures() {
    let database = Database::sqlite().await;
    let receiver = Receiver::open().await;
    let id = {
        let server = Server::on(&database, &[]).await;
        let admin = server.admin("SUPERADMIN").await;
        hook(&admin, &receiver).await.0
    };
    let key = ("SECRET_KEY", "another key with at least 32 characters");
    let server = Server::on(&database, &[key]).await;
    let input = json!({ "username": "superadmin", "password": crate::harness::PASSWORD });
    let payload = server.client().accept("loginAdmin", input, "token").await;
    let admin = server.client_with(payload["token"].as_str().expect("a token"));
    emit(&server.app, &some_names(1)).await;
    server.wait_for_log().await;
    deliver_due(&server.app).await.expect("a round");
    let failure = &tries(&admin, &id).await[0]["failure"];
    assert_eq!(
        failure,
        "the secret was encrypted under another SECRET_KEY; rotate it"
    );
    admin
        .accept("rotateWebhookSecret", json!({ "id": id }), "secret")
        .await;
}

#[tokio::test]
async fn secrets_move_to_a_new_secret_key_while_the_one_before_it_is_set() {
    const OLD: &str = "the key that is about to be replaced";
    const NEW: &str = "the key that replaces the one before it";
    let database = Database::sqlite().await;
    let receiver = Receiver::open().await;
    let secret = {
        let server = Server::on(&database, &[("SECRET_KEY", OLD)]).await;
        let admin = server.admin("SUPERADMIN").await;
        hook(&admin, &receiver).await.1
    };
    let both = [("SECRET_KEY", NEW), ("SECRET_KEY_PREVIOUS", OLD)];
    for settings in [&both[..], &both[..1]] {
        let server = Server::on(&database, settings).await;
        emit(&server.app, &some_names(1)).await;
        assert_eq!(deliver(&server).await, 1);
        assert!(is_signed(receiver.posts().last().expect("a post"), &secret));
        seal_stored(&server.app).await.expect("sealed");
    }
    assert_eq!(receiver.posts().len(), 2);
}
