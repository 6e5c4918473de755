//! A webhook whose administrator may not manage webhooks any more goes off, and another takes it over.

use bruinbridge::db::migrate;
use bruinbridge::entities::webhook;
use bruinbridge::webhooks::deliver::deliver_due;
use bruinbridge::webhooks::owner::review_all;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::deliveries::{deliver, hook};
use super::receiver::Receiver;
use crate::admins::support::{another, id_of};
use crate::harness::{Client, Server, each_database};
use crate::live::support::{some_names, tell};

const ROLE: &str = "INTEGRATOR";
const EMAIL: &str = "leaver@ucla.edu";

/// Two administrators, of whom one made a webhook.
struct Scene {
    boss: Client,
    leaver: Client,
    leaver_id: String,
    receiver: Receiver,
    webhook_id: String,
}

impl Scene {
    async fn set(server: &Server) -> Self {
        let boss = server.admin("SUPERADMIN").await;
        let permissions = [
            "WEBHOOKS_READ",
            "WEBHOOKS_WRITE",
            "SIGNALS_READ",
            "USERS_READ",
        ];
        let input = json!({ "name": ROLE, "permissions": permissions });
        boss.accept("createAdminRole", input, "").await;
        let (leaver, leaver_id) = another(server, "leaver", ROLE).await;
        let receiver = Receiver::open().await;
        let (webhook_id, _) = hook(&leaver, &receiver).await;
        Self {
            boss,
            leaver,
            leaver_id,
            receiver,
            webhook_id,
        }
    }

    async fn webhook(&self) -> Value {
        let fields = "{ webhooks { isEnabled disabledReason } }";
        self.boss.run(fields, json!({})).await["webhooks"][0].clone()
    }

    async fn assert_on(&self, after: &str) {
        let expected = json!({ "isEnabled": true, "disabledReason": null });
        assert_eq!(self.webhook().await, expected, "{after}");
    }

    /// It is off, says so, and is posted nothing more.
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
        let disabled = disabled.unwrap_or_else(|| panic!("{after}: nobody was told"));
        assert_eq!(
            disabled.arguments["data"]["webhookId"], self.webhook_id,
            "{after}"
        );
        let posts = self.receiver.posts().len();
        tell(&server.app, &some_names(2)).await;
        server.wait_for_log().await;
        assert_eq!(
            deliver_due(&server.app).await.expect("a round"),
            0,
            "{after}"
        );
        assert_eq!(self.receiver.posts().len(), posts, "{after}");
    }

    async fn switch_on(&self) {
        let input = json!({ "id": self.webhook_id, "isEnabled": true });
        self.boss.accept("updateWebhook", input, "").await;
    }
}

/// Ways in which an administrator comes to lose what a webhook takes.
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

async fn lose(scene: &Scene, way: &str) {
    let boss = &scene.boss;
    let id = json!({ "id": scene.leaver_id });
    let role = |permissions: &[&str]| json!({ "name": ROLE, "permissions": permissions });
    match way {
        "deactivateAdmin" => boss.accept("deactivateAdmin", id, "").await,
        "setAdminRole" => {
            let input = json!({ "id": scene.leaver_id, "roleName": "AUDITOR" });
            boss.accept("setAdminRole", input, "").await
        }
        "changeAdminRole without WEBHOOKS_WRITE" => {
            let input = role(&["WEBHOOKS_READ", "SIGNALS_READ"]);
            boss.accept("changeAdminRole", input, "").await
        }
        "changeAdminRole without SIGNALS_READ" => {
            let input = role(&["WEBHOOKS_READ", "WEBHOOKS_WRITE"]);
            boss.accept("changeAdminRole", input, "").await
        }
        "updateUser isActive" | "updateUser isVerified" => {
            let (_, field) = way.split_once(' ').expect("a field");
            let input = json!({ "id": id_of(boss, EMAIL).await, field: false });
            boss.accept("updateUser", input, "").await
        }
        "requestAccountDeletion" => {
            let member = scene.leaver.clone();
            let input = json!({ "confirmation": EMAIL });
            member.accept("requestAccountDeletion", input, "").await
        }
        "deleteUser" => {
            let input = json!({ "id": id_of(boss, EMAIL).await });
            boss.accept("deleteUser", input, "").await
        }
        other => panic!("{other}"),
    };
}

#[tokio::test]
async fn a_webhook_goes_off_with_the_administrator_who_answers_for_it() {
    for way in WAYS {
        each_database(async |server| {
            let scene = Scene::set(&server).await;
            scene.assert_on("at first").await;
            lose(&scene, way).await;
            scene.assert_off(&server, way).await;
            // Whoever takes it over misses nothing.
            scene.switch_on().await;
            assert_eq!(deliver(&server).await, 2, "{way}");
            assert_eq!(scene.receiver.usernames(), some_names(2), "{way}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_webhook_that_another_took_over_stays_on() {
    each_database(async |server| {
        let scene = Scene::set(&server).await;
        lose(&scene, "deactivateAdmin").await;
        scene.switch_on().await;
        let id = json!({ "id": scene.leaver_id });
        scene.boss.accept("activateAdmin", id.clone(), "").await;
        scene.boss.accept("deactivateAdmin", id, "").await;
        scene.assert_on("it is not theirs any more").await;
    })
    .await;
}

#[tokio::test]
async fn only_who_says_where_the_log_goes_takes_a_webhook_over() {
    each_database(async |server| {
        let scene = Scene::set(&server).await;
        let filter =
            json!({ "names": ["USER_AUTHENTICATION_STARTED"], "senders": ["USER_MANAGER"] });
        let input = json!({ "id": scene.webhook_id, "filter": filter });
        scene.boss.accept("updateWebhook", input, "").await;
        lose(&scene, "deactivateAdmin").await;
        scene
            .assert_off(&server, "another filter is not another address")
            .await;
    })
    .await;
    each_database(async |server| {
        let scene = Scene::set(&server).await;
        let input = json!({ "id": scene.webhook_id, "url": scene.receiver.url });
        scene.boss.accept("updateWebhook", input, "").await;
        lose(&scene, "deactivateAdmin").await;
        scene.assert_on("the address is another's").await;
    })
    .await;
}

#[tokio::test]
async fn a_webhook_stays_on_with_an_administrator_who_keeps_what_it_takes() {
    each_database(async |server| {
        let scene = Scene::set(&server).await;
        let input = json!({ "id": scene.leaver_id, "roleName": "SUPERADMIN" });
        scene.boss.accept("setAdminRole", input, "").await;
        scene.assert_on("a larger role").await;
        let input = json!({ "id": scene.leaver_id, "roleName": ROLE });
        scene.boss.accept("setAdminRole", input, "").await;
        let permissions = ["WEBHOOKS_WRITE", "SIGNALS_READ"];
        let input = json!({ "name": ROLE, "permissions": permissions });
        scene.boss.accept("changeAdminRole", input, "").await;
        scene.assert_on("a smaller role").await;
        let (_, other_id) = another(&server, "other", "SUPERADMIN").await;
        scene
            .boss
            .accept("deactivateAdmin", json!({ "id": other_id }), "")
            .await;
        scene.assert_on("somebody else").await;
    })
    .await;
}

#[tokio::test]
async fn a_webhook_that_was_off_is_nobodys_after_its_administrator_left() {
    each_database(async |server| {
        let scene = Scene::set(&server).await;
        let input = json!({ "id": scene.webhook_id, "isEnabled": false });
        scene.boss.accept("updateWebhook", input, "").await;
        lose(&scene, "deleteUser").await;
        let expected = json!({ "isEnabled": false, "disabledReason": null });
        assert_eq!(scene.webhook().await, expected);
        assert_eq!(server.count("webhooks WHERE owner_id IS NOT NULL").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_upgrade_finds_in_the_log_who_answers_and_a_start_looks_at_all() {
    each_database(async |server| {
        let scene = Scene::set(&server).await;
        let rows = async || {
            let rows = webhook::Entity::find().all(server.app.db.reader()).await;
            rows.expect("webhooks")
        };
        let before = rows().await;
        assert!(before[0].owner_id.is_some());
        migrate::down(&server.app.db, 1).await.expect("down");
        migrate::up(&server.app.db).await.expect("up");
        assert_eq!(rows().await, before);
        // As an earlier version would have left it.
        server
            .execute("UPDATE admins SET is_active = FALSE WHERE username = 'leaver'")
            .await;
        review_all(&server.app).await.expect("a look");
        scene.assert_off(&server, "a start").await;
    })
    .await;
}
