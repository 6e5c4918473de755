//! An event that ends a session or removes one of its permissions closes its sockets and streams within a second, in
//! every process.

use bruinbridge::lifecycle::purge::purge_due;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::ends::{Ends, Of};
use super::support::text;
use crate::harness::{Client, PASSWORD, Server, each_database};

/// One way in which a session ends or loses a permission.
struct Ending {
    /// What happens.
    title: &'static str,
    /// The kind of account whose sockets close.
    of: Of,
    /// The close code.
    code: u16,
    /// Makes it happen.
    happens: for<'a> fn(&'a Scene<'a>) -> BoxFuture<'a, ()>,
}

/// The clients and accounts of one case.
pub(super) struct Scene<'a> {
    server: &'a Server,
    superadmin: &'a Client,
    /// The session whose sockets are open.
    pub(super) own: Client,
    /// Another session of the same account, if it is a member.
    elsewhere: Client,
    email: String,
    pub(super) admin_id: String,
}

impl Scene<'_> {
    async fn user_id(&self) -> Value {
        let document = "query($email: String) { user(email: $email) { id } }";
        let data = self
            .superadmin
            .run(document, json!({ "email": self.email }))
            .await;
        data["user"]["id"].clone()
    }

    pub(super) async fn update(&self, change: Value) {
        let mut input = change;
        input["id"] = self.user_id().await;
        self.superadmin.accept("updateUser", input, "").await;
    }

    async fn delete(&self) {
        let input = json!({ "id": self.user_id().await });
        self.superadmin.accept("deleteUser", input, "").await;
    }

    async fn request_deletion(&self, client: &Client) {
        let input = json!({ "confirmation": self.email });
        client.accept("requestAccountDeletion", input, "").await;
    }

    async fn revoke(&self) {
        let sessions = self.own.me("sessions { id current }").await["sessions"].take();
        let sessions = sessions.as_array().expect("a list").iter();
        let current = sessions
            .filter(|session| session["current"] == true)
            .map(|session| session["id"].clone());
        for id in current {
            self.elsewhere
                .accept("revokeSession", json!({ "id": id }), "")
                .await;
        }
    }

    async fn reset_password(&self) {
        let input = json!({ "email": self.email });
        self.server
            .client()
            .accept("requestPasswordReset", input, "")
            .await;
        self.server.send_emails().await;
        let token = self.server.logged_token();
        let input = json!({ "token": token, "newPassword": "another secret" });
        self.server
            .client()
            .accept("resetPassword", input, "")
            .await;
    }

    pub(super) async fn change_desk(&self, permissions: &[&str]) {
        let input = json!({ "name": "DESK", "permissions": permissions });
        self.superadmin.accept("changeAdminRole", input, "").await;
    }
}

const ENDINGS: &[Ending] = &[
    Ending {
        title: "a member signs out",
        of: Of::Member,
        code: 4401,
        happens: |scene| {
            Box::pin(async {
                scene.own.accept("logout", json!({}), "").await;
            })
        },
    },
    Ending {
        title: "the session is revoked",
        of: Of::Member,
        code: 4401,
        happens: |scene| Box::pin(scene.revoke()),
    },
    Ending {
        title: "all others are revoked",
        of: Of::Member,
        code: 4401,
        happens: |scene| {
            Box::pin(async {
                scene
                    .elsewhere
                    .accept("revokeOtherSessions", json!({}), "")
                    .await;
            })
        },
    },
    Ending {
        title: "the password is changed elsewhere",
        of: Of::Member,
        code: 4401,
        happens: |scene| {
            Box::pin(async {
                let input = json!({ "currentPassword": PASSWORD, "newPassword": "another secret" });
                scene.elsewhere.accept("changePassword", input, "").await;
            })
        },
    },
    Ending {
        title: "the password is reset",
        of: Of::Member,
        code: 4401,
        happens: |scene| Box::pin(scene.reset_password()),
    },
    Ending {
        title: "the member asks for the deletion of the account",
        of: Of::Member,
        code: 4403,
        happens: |scene| Box::pin(scene.request_deletion(&scene.own)),
    },
    Ending {
        title: "the member asks for it elsewhere",
        of: Of::Member,
        code: 4401,
        happens: |scene| Box::pin(scene.request_deletion(&scene.elsewhere)),
    },
    Ending {
        title: "an administrator deactivates the account",
        of: Of::Member,
        code: 4401,
        happens: |scene| Box::pin(scene.update(json!({ "isActive": false }))),
    },
    Ending {
        title: "an administrator marks the email address as unverified",
        of: Of::Member,
        code: 4401,
        happens: |scene| Box::pin(scene.update(json!({ "isVerified": false }))),
    },
    Ending {
        title: "an administrator deletes the account",
        of: Of::Member,
        code: 4401,
        happens: |scene| Box::pin(scene.delete()),
    },
    Ending {
        title: "an administrator gets another role",
        of: Of::Admin,
        code: 4403,
        happens: |scene| {
            Box::pin(async {
                let role = json!({ "name": "EMPTY", "permissions": [] });
                scene.superadmin.accept("createAdminRole", role, "").await;
                let input = json!({ "id": scene.admin_id, "roleName": "EMPTY" });
                scene.superadmin.accept("setAdminRole", input, "").await;
            })
        },
    },
    Ending {
        title: "the administrator's role loses a permission",
        of: Of::Admin,
        code: 4403,
        happens: |scene| Box::pin(scene.change_desk(&["USERS_READ"])),
    },
    Ending {
        title: "the administrator is deactivated",
        of: Of::Admin,
        code: 4401,
        happens: |scene| {
            Box::pin(async {
                let input = json!({ "id": scene.admin_id });
                scene.superadmin.accept("deactivateAdmin", input, "").await;
            })
        },
    },
    Ending {
        title: "the administrator's account is deactivated",
        of: Of::Admin,
        code: 4401,
        happens: |scene| Box::pin(scene.update(json!({ "isActive": false }))),
    },
    Ending {
        title: "an administrator's account is deleted",
        of: Of::Admin,
        code: 4401,
        happens: |scene| Box::pin(scene.delete()),
    },
    Ending {
        title: "the grace period is over and the account is purged",
        of: Of::Leaving,
        code: 4401,
        happens: |scene| {
            Box::pin(async {
                scene.server.advance(chrono::Duration::hours(2));
                purge_due(&scene.server.app, 10).await.expect("a round");
            })
        },
    },
];

pub(super) async fn scene<'a>(
    server: &'a Server,
    superadmin: &'a Client,
    number: usize,
    of: Of,
) -> Scene<'a> {
    let name = format!("jo{number}");
    let email = format!("{name}@ucla.edu");
    if of == Of::Admin {
        server.register_admin(&name, "DESK").await;
        let input = json!({ "username": name, "password": PASSWORD });
        let fields = "token adminUser { id }";
        let payload = server.client().accept("loginAdmin", input, fields).await;
        let own = server.client_with(&text(&payload, "token"));
        return Scene {
            server,
            superadmin,
            elsewhere: own.clone(),
            own,
            email,
            admin_id: text(&payload["adminUser"], "id"),
        };
    }
    let own = server.member(&email).await;
    let scene = Scene {
        server,
        superadmin,
        elsewhere: server.client().log_in(&email, PASSWORD).await,
        own,
        email,
        admin_id: String::new(),
    };
    if of == Of::Leaving {
        scene.request_deletion(&scene.own).await;
    }
    scene
}

#[tokio::test]
async fn the_end_of_a_session_or_permission_closes_its_sockets_and_streams() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let desk = json!({ "name": "DESK", "permissions": [] });
        superadmin.accept("createAdminRole", desk, "").await;
        let sibling = server.sibling().await;
        for (number, ending) in ENDINGS.iter().enumerate() {
            let desk = json!({ "name": "DESK", "permissions": ["SIGNALS_READ", "USERS_READ"] });
            superadmin.accept("changeAdminRole", desk, "").await;
            let scene = scene(&server, &superadmin, number, ending.of).await;
            let token = scene.own.token.clone().expect("a token");
            server.wait_for_log().await;
            let open = Ends::everywhere([&server, &sibling], &token, ending.of).await;
            (ending.happens)(&scene).await;
            Ends::all(open, ending.title, ending.code).await;
        }
    })
    .await;
}

#[tokio::test]
async fn an_idle_session_closes_its_sockets_when_it_times_out() {
    each_database(async |server| {
        let sibling = server.sibling().await;
        let token = server.member("jo@ucla.edu").await.token.expect("a token");
        server.wait_for_log().await;
        let open = Ends::everywhere([&server, &sibling], &token, Of::Member).await;
        for process in [&server, &sibling] {
            process.end_sessions_in_time();
        }
        server.advance(chrono::Duration::days(8));
        Ends::all(open, "the session was idle", 4401).await;
    })
    .await;
}
