//! A webhook is disabled when its administrator can no longer manage webhooks, and another administrator can take it
//! over.

use bruinbridge::webhooks::deliver::deliver_due;
use bruinbridge::webhooks::owner::review_all;
use serde_json::{Value, json};

use super::deliveries::{deliver, hook};
use super::receiver::Receiver;
use crate::admins::support::{another, id_of};
use crate::harness::{Client, Server, each_database};
use crate::live::support::{emit, some_names};

const ROLE: &str = "INTEGRATOR";
const EMAIL: &str = "leaver@ucla.edu";

/// Two administrators, one of whom created a webhook.
struct Scene {
    superadmin: Client,
    leaver: Client,
    leaver_id: String,
    receiver: Receiver,
    webhook_id: String,
}

impl Scene {
    async fn create(server: &Server) -> Self {
        let superadmin = server.admin("SUPERADMIN").await;
        let permissions = [
            "WEBHOOKS_READ",
            "WEBHOOKS_WRITE",
            "SIGNALS_READ",
            "USERS_READ",
        ];
        let input = json!({ "name": ROLE, "permissions": permissions });
        superadmin.accept("createAdminRole", input, "").await;
        let (leaver, leaver_id) = another(server, "leaver", ROLE).await;
        let receiver = Receiver::open().await;
        let (webhook_id, _) = hook(&leaver, &receiver).await;
        Self {
            superadmin,
            leaver,
            leaver_id,
            receiver,
            webhook_id,
        }
    }

    async fn webhook(&self) -> Value {
        let fields = "{ webhooks { isEnabled disabledReason } }";
        self.superadmin.run(fields, json!({})).await["webhooks"][0].clone()
    }

    async fn assert_on(&self, after: &str) {
        let expected = json!({ "isEnabled": true, "disabledReason": null });
        assert_eq!(self.webhook().await, expected, "{after}");
    }

    /// Fails unless the webhook is disabled with a reason, a signal was recorded, and nothing more is posted to it.
    async fn assert_off(&self, server: &Server, after: &str) {
        let webhook = self.webhook().await;
        assert_eq!(webhook["isEnabled"], false, "{after}");
        let reason = webhook["disabledReason"].as_str().unwrap_or_default();
        assert!(
            reason.contains("can no longer manage webhooks"),
            "{after}: {reason}"
        );
        let signals = server.signals().await;
        let disabled = signals
            .iter()
            .find(|emitted| emitted.name == "webhook_disabled");
        let disabled = disabled.unwrap_or_else(|| panic!("{after}: no webhook_disabled signal"));
        assert_eq!(
            disabled.arguments["data"]["webhookId"], self.webhook_id,
            "{after}"
        );
        let posts = self.receiver.posts().len();
        emit(&server.app, &some_names(2)).await;
        server.wait_for_log().await;
        assert_eq!(
            deliver_due(&server.app).await.expect("a round"),
            0,
            "{after}"
        );
        assert_eq!(self.receiver.posts().len(), posts, "{after}");
    }

    async fn enable(&self) {
        let input = json!({ "id": self.webhook_id, "isEnabled": true });
        self.superadmin.accept("updateWebhook", input, "").await;
    }
}

/// Ways in which an administrator loses the right to have a webhook.
const WAYS: &[&str] = &[
    "deactivateAdmin",
    "setAdminRole",
    "changeAdminRole without WEBHOOKS_WRITE",
    "changeAdminRole without SIGNALS_READ",
    "updateUser isActive",
    "updateUser isVerified",
    "requestAccountDeletion",
    "deleteUser",
];

/// Makes the administrator lose that right.
async fn lose(scene: &Scene, way: &str) {
    let superadmin = &scene.superadmin;
    let id = json!({ "id": scene.leaver_id });
    let role = |permissions: &[&str]| json!({ "name": ROLE, "permissions": permissions });
    match way {
        "deactivateAdmin" => superadmin.accept("deactivateAdmin", id, "").await,
        "setAdminRole" => {
            let input = json!({ "id": scene.leaver_id, "roleName": "AUDITOR" });
            superadmin.accept("setAdminRole", input, "").await
        }
        "changeAdminRole without WEBHOOKS_WRITE" => {
            let input = role(&["WEBHOOKS_READ", "SIGNALS_READ"]);
            superadmin.accept("changeAdminRole", input, "").await
        }
        "changeAdminRole without SIGNALS_READ" => {
            let input = role(&["WEBHOOKS_READ", "WEBHOOKS_WRITE"]);
            superadmin.accept("changeAdminRole", input, "").await
        }
        "updateUser isActive" | "updateUser isVerified" => {
            let (_, field) = way.split_once(' ').expect("a field");
            let input = json!({ "id": id_of(superadmin, EMAIL).await, field: false });
            superadmin.accept("updateUser", input, "").await
        }
        "requestAccountDeletion" => {
            let member = scene.leaver.clone();
            let input = json!({ "confirmation": EMAIL });
            member.accept("requestAccountDeletion", input, "").await
        }
        "deleteUser" => {
            let input = json!({ "id": id_of(superadmin, EMAIL).await });
            superadmin.accept("deleteUser", input, "").await
        }
        other => panic!("{other}"),
    };
}

#[tokio::test]
async fn a_webhook_is_disabled_when_its_owner_loses_the_permissions() {
    for way in WAYS {
        each_database(async |server| {
            let scene = Scene::create(&server).await;
            scene.assert_on("at first").await;
            lose(&scene, way).await;
            scene.assert_off(&server, way).await;
            // The administrator who takes it over misses nothing.
            scene.enable().await;
            assert_eq!(deliver(&server).await, 2, "{way}");
            assert_eq!(scene.receiver.usernames(), some_names(2), "{way}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_webhook_that_another_administrator_took_over_stays_enabled() {
    each_database(async |server| {
        let scene = Scene::create(&server).await;
        lose(&scene, "deactivateAdmin").await;
        scene.enable().await;
        let id = json!({ "id": scene.leaver_id });
        scene
            .superadmin
            .accept("activateAdmin", id.clone(), "")
            .await;
        scene.superadmin.accept("deactivateAdmin", id, "").await;
        scene.assert_on("it has another owner").await;
    })
    .await;
}

#[tokio::test]
async fn only_an_administrator_who_sets_the_url_takes_a_webhook_over() {
    each_database(async |server| {
        let scene = Scene::create(&server).await;
        let filter =
            json!({ "names": ["USER_AUTHENTICATION_STARTED"], "senders": ["USER_MANAGER"] });
        let input = json!({ "id": scene.webhook_id, "filter": filter });
        scene.superadmin.accept("updateWebhook", input, "").await;
        lose(&scene, "deactivateAdmin").await;
        scene
            .assert_off(&server, "a new filter does not change the owner")
            .await;
    })
    .await;
    each_database(async |server| {
        let scene = Scene::create(&server).await;
        let input = json!({ "id": scene.webhook_id, "url": scene.receiver.url });
        scene.superadmin.accept("updateWebhook", input, "").await;
        lose(&scene, "deactivateAdmin").await;
        scene.assert_on("a new URL changes the owner").await;
    })
    .await;
}

#[tokio::test]
async fn a_webhook_stays_enabled_while_its_owner_keeps_the_permissions() {
    each_database(async |server| {
        let scene = Scene::create(&server).await;
        let input = json!({ "id": scene.leaver_id, "roleName": "SUPERADMIN" });
        scene.superadmin.accept("setAdminRole", input, "").await;
        scene.assert_on("a role with more permissions").await;
        let input = json!({ "id": scene.leaver_id, "roleName": ROLE });
        scene.superadmin.accept("setAdminRole", input, "").await;
        let permissions = ["WEBHOOKS_WRITE", "SIGNALS_READ"];
        let input = json!({ "name": ROLE, "permissions": permissions });
        scene.superadmin.accept("changeAdminRole", input, "").await;
        scene.assert_on("a role with fewer permissions").await;
        let (_, other_id) = another(&server, "other", "SUPERADMIN").await;
        scene
            .superadmin
            .accept("deactivateAdmin", json!({ "id": other_id }), "")
            .await;
        scene.assert_on("another administrator").await;
    })
    .await;
}

#[tokio::test]
async fn a_disabled_webhook_has_no_owner_after_its_administrator_left() {
    each_database(async |server| {
        let scene = Scene::create(&server).await;
        let input = json!({ "id": scene.webhook_id, "isEnabled": false });
        scene.superadmin.accept("updateWebhook", input, "").await;
        lose(&scene, "deleteUser").await;
        let expected = json!({ "isEnabled": false, "disabledReason": null });
        assert_eq!(scene.webhook().await, expected);
        assert_eq!(server.count("webhooks WHERE owner_id IS NOT NULL").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_start_reviews_all_webhooks() {
    each_database(async |server| {
        let scene = Scene::create(&server).await;
        assert_eq!(server.count("webhooks WHERE owner_id IS NOT NULL").await, 1);
        // Not through a command, which would review the webhook itself.
        server
            .execute("UPDATE admins SET is_active = FALSE WHERE username = 'leaver'")
            .await;
        review_all(&server.app).await.expect("a review");
        scene.assert_off(&server, "a start").await;
    })
    .await;
}
