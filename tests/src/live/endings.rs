//! Whatever ends a session, or takes a right from it, ends its sockets and streams within a second, at every process.

use std::time::{Duration, Instant};

use bruinbridge::db::Engine;
use bruinbridge::lifecycle::purge::purge_due;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::events::Events;
use super::support::text;
use crate::door::support::Socket;
use crate::harness::{Client, PASSWORD, Server, each_database};

/// One way in which a session loses something.
struct Ending {
    /// What happens.
    title: &'static str,
    /// Whose sockets they are.
    of: Of,
    /// How they close.
    code: u16,
    /// Brings it about.
    happens: for<'a> fn(&'a Scene<'a>) -> BoxFuture<'a, ()>,
}

/// Whose sockets end.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Of {
    Member,
    /// A member whose account is about to be deleted.
    Leaving,
    /// An administrator of the role DESK.
    Admin,
}

/// Who is there.
struct Scene<'a> {
    server: &'a Server,
    superadmin: &'a Client,
    /// Whose sockets are open.
    own: Client,
    /// The same account in another session, if it is a member's.
    elsewhere: Client,
    email: String,
    admin_id: String,
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

    async fn update(&self, change: Value) {
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
        self.server.send_letters().await;
        let token = self.server.logged_token();
        let input = json!({ "token": token, "newPassword": "another secret" });
        self.server
            .client()
            .accept("resetPassword", input, "")
            .await;
    }

    async fn change_desk(&self, permissions: &[&str]) {
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
        title: "an administrator switches the account off",
        of: Of::Member,
        code: 4401,
        happens: |scene| Box::pin(scene.update(json!({ "isActive": false }))),
    },
    Ending {
        title: "an administrator takes the proof of the address back",
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
        title: "the administrator's account is switched off",
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
    // The last ones, for they end everybody's.
    Ending {
        title: "nobody has used the session for long",
        of: Of::Member,
        code: 4401,
        happens: |scene| {
            Box::pin(async {
                scene.server.advance(chrono::Duration::days(8));
            })
        },
    },
];

/// A socket and a stream of one session at one process.
pub(super) struct Ends {
    socket: Socket,
    /// Who is leaving may open none.
    events: Option<Events>,
}

impl Ends {
    /// Opens both.
    pub(super) async fn open(server: &Server, token: &str, of: Of) -> Self {
        let socket = open(server, &server.client_with(token)).await;
        let document = match of {
            Of::Member => "subscription { accountSignals(after: \"0\") { name } }",
            Of::Admin => "subscription { signals(after: \"0\") { name } }",
            Of::Leaving => {
                let events = None;
                return Self { socket, events };
            }
        };
        let mut events = Events::open(&server.client_with(token), document, &[]).await;
        events.next().await.expect("an event");
        let events = Some(events);
        Self { socket, events }
    }

    /// Both end.
    pub(super) async fn end(mut self, title: &str, code: u16) {
        assert_eq!(self.socket.closed_in_the_end().await, code, "{title}");
        let Some(mut events) = self.events else {
            return;
        };
        let said = loop {
            let event = events.next().await.expect(title);
            assert_eq!(event.kind, "next", "{title}");
            if let Some(errors) = event.payload().get("errors") {
                break text(&errors[0]["extensions"], "code");
            }
        };
        let expected = if code == 4401 {
            "UNAUTHENTICATED"
        } else {
            "FORBIDDEN"
        };
        assert_eq!(said, expected, "{title}");
        assert_eq!(events.next().await.expect(title).kind, "complete");
        assert!(events.next().await.is_none(), "{title}");
    }
}

/// A socket of a client's session.
pub(super) async fn open(server: &Server, client: &Client) -> Socket {
    let mut socket = Socket::open(server).await;
    let token = client.token.as_deref().expect("a token");
    let authorization = format!("Bearer {token}");
    socket
        .initialise(json!({ "authorization": authorization }))
        .await;
    socket
}

async fn scene<'a>(server: &'a Server, superadmin: &'a Client, number: usize, of: Of) -> Scene<'a> {
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
async fn what_ends_a_session_or_takes_a_right_ends_its_sockets_and_streams() {
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
            server.settle_log().await;
            let mut open = vec![Ends::open(&server, &token, ending.of).await];
            // On SQLite there is one process.
            if server.app.db.engine == Engine::Postgres {
                open.push(Ends::open(&sibling, &token, ending.of).await);
            }
            (ending.happens)(&scene).await;
            let happened = Instant::now();
            for ends in open {
                ends.end(ending.title, ending.code).await;
            }
            let took = happened.elapsed();
            assert!(took < Duration::from_secs(1), "{}: {took:?}", ending.title);
        }
    })
    .await;
}

#[tokio::test]
async fn a_right_that_was_not_there_or_comes_to_it_closes_nothing() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        for name in ["DESK", "OTHER"] {
            let role = json!({ "name": name, "permissions": ["USERS_READ"] });
            superadmin.accept("createAdminRole", role, "").await;
        }
        let scene = scene(&server, &superadmin, 0, Of::Admin).await;
        let mut socket = open(&server, &scene.own).await;
        scene.change_desk(&["USERS_READ", "SIGNALS_READ"]).await;
        let other = json!({ "name": "OTHER", "permissions": [] });
        superadmin.accept("changeAdminRole", other, "").await;
        scene.update(json!({ "firstName": "Jo" })).await;
        server.settle_log().await;
        socket.subscribe("1", "{ currentAdmin { id } }").await;
        let next = socket.hear().await;
        assert_eq!(
            next["payload"]["data"]["currentAdmin"]["id"],
            scene.admin_id
        );
    })
    .await;
}

#[tokio::test]
async fn a_right_that_came_later_closes_what_was_begun_with_it_when_it_is_lost_again() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let role = json!({ "name": "DESK", "permissions": ["USERS_READ"] });
        superadmin.accept("createAdminRole", role, "").await;
        let scene = scene(&server, &superadmin, 0, Of::Admin).await;
        let document = "subscription { signals(after: \"0\") { name } }";
        let (mut idle, mut socket) = (
            open(&server, &scene.own).await,
            open(&server, &scene.own).await,
        );
        for id in ["1", "2"] {
            // At once: what the other sockets of the session rely on may not have heard of it yet.
            scene.change_desk(&["USERS_READ", "SIGNALS_READ"]).await;
            socket.subscribe(id, document).await;
            let mut events = Events::open(&scene.own, document, &[]).await;
            assert_eq!(socket.hear().await["type"], "next");
            assert!(events.next().await.expect("an event").payload()["data"].is_object());
            scene.change_desk(&["USERS_READ"]).await;
            Ends {
                socket,
                events: Some(events),
            }
            .end("the right is lost again", 4403)
            .await;
            socket = open(&server, &scene.own).await;
        }
        // Nothing there ever needed it.
        idle.subscribe("1", "{ currentAdmin { id } }").await;
        assert_eq!(idle.hear().await["type"], "next");
    })
    .await;
}
