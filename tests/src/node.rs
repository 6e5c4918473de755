//! The `node` query: what each kind of caller gets for the id of each type, and who gets null.

use serde_json::{Value, json};

use crate::harness::{Client, PASSWORD, Server, each_database};

/// Looks an id up. Returns the type, the error code, or "-" for null.
async fn look_up(client: &Client, id: &str) -> String {
    let document = "query($id: ID!) { node(id: $id) { __typename id } }";
    let response = client.try_run(document, json!({ "id": id })).await;
    let node = &response["data"]["node"];
    if let Some(code) = response["errors"][0]["extensions"]["code"].as_str() {
        return code.to_owned();
    }
    if let Some(found) = node["id"].as_str() {
        assert_eq!(found, id);
    }
    node["__typename"].as_str().unwrap_or("-").to_owned()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Runs a query and returns the text at a JSON pointer of its result.
async fn found(client: &Client, document: &str, pointer: &str) -> String {
    let data = client.run(document, json!({})).await;
    text(data.pointer(pointer).expect(pointer))
}

/// What is looked up by its id. `jo` is on the roster of `ma`; the deletion of `mo` is pending.
const THINGS: [&str; 8] = [
    "jo",
    "ma",
    "al",
    "mo",
    "jo's session",
    "a message of jo to ma",
    "the manager",
    "a signal",
];

#[rustfmt::skip]
const TABLE: &[(&str, [&str; 8])] = &[
    ("anonymous", ["UNAUTHENTICATED"; 8]),
    ("mo", ["FORBIDDEN"; 8]),
    ("jo", ["User", "Mentor", "-", "-", "Session", "Message", "-", "-"]),
    ("ma", ["Mentee", "User", "-", "-", "-", "Message", "-", "-"]),
    ("al", ["-", "Mentor", "User", "-", "-", "-", "-", "-"]),
    ("superadmin", ["User", "User", "User", "User", "-", "-", "AdminUser", "Signal"]),
    ("manager", ["User", "User", "User", "User", "-", "-", "AdminUser", "Signal"]),
    ("auditor", ["User", "User", "User", "User", "-", "-", "AdminUser", "Signal"]),
    ("keeper", ["-", "Mentor", "-", "-", "-", "-", "-", "-"]),
    ("an administrator as a member", ["-", "Mentor", "-", "-", "-", "-", "-", "-"]),
];

/// The callers of the table, in its order.
async fn callers(server: &Server) -> Vec<Client> {
    let mo = server.mentor("mo@ucla.edu").await;
    let confirmation = json!({ "confirmation": "mo@ucla.edu" });
    mo.accept("requestAccountDeletion", confirmation, "").await;
    let jo = server.member("jo@ucla.edu").await;
    let ma = server.mentor("ma@ucla.edu").await;
    let al = server.member("al@ucla.edu").await;
    ma.accept("addMentee", json!({ "menteeEmail": "jo@ucla.edu" }), "")
        .await;
    let superadmin = server.admin("SUPERADMIN").await;
    let role = json!({ "name": "KEEPER", "permissions": ["ROSTER_WRITE"] });
    superadmin.accept("createAdminRole", role, "").await;
    let manager = server.admin("MANAGER").await;
    let as_member = server
        .client()
        .log_in("superadmin@ucla.edu", PASSWORD)
        .await;
    let (auditor, keeper) = (server.admin("AUDITOR").await, server.admin("KEEPER").await);
    let anonymous = server.client();
    vec![
        anonymous, mo, jo, ma, al, superadmin, manager, auditor, keeper, as_member,
    ]
}

/// The ids of `THINGS`, in the same order.
async fn ids(callers: &[Client]) -> Vec<String> {
    let [_, mo, jo, ma, al, superadmin, manager, ..] = callers else {
        panic!("too few callers");
    };
    let message = json!({ "body": "Hello" });
    let message = jo.accept("sendMessage", message, "message { id }").await;
    let mo = format!(
        "{{ user(email: \"{}\") {{ id }} }}",
        mo.me("email").await["email"].as_str().expect("an address")
    );
    vec![
        jo.id().await,
        ma.id().await,
        al.id().await,
        found(superadmin, &mo, "/user/id").await,
        found(jo, "{ me { sessions { id } } }", "/me/sessions/0/id").await,
        text(&message["message"]["id"]),
        found(manager, "{ currentAdmin { id } }", "/currentAdmin/id").await,
        found(
            superadmin,
            "{ signals(first: 1) { nodes { id } } }",
            "/signals/nodes/0/id",
        )
        .await,
    ]
}

#[tokio::test]
async fn a_node_is_visible_to_authorized_callers_only() {
    each_database(async |server| {
        let callers = callers(&server).await;
        let ids = ids(&callers).await;
        for (caller, (who, expected)) in callers.iter().zip(TABLE) {
            for ((id, thing), expected) in ids.iter().zip(THINGS).zip(expected) {
                assert_eq!(
                    look_up(caller, id).await,
                    *expected,
                    "{who} looks up {thing}"
                );
            }
            let nothing = look_up(caller, "00000000-0000-7000-8000-000000000000").await;
            assert!(
                ["-", expected[0]].contains(&nothing.as_str()),
                "{who}: {nothing}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_node_shows_no_more_than_the_query_of_its_type() {
    each_database(async |server| {
        let callers = callers(&server).await;
        let [_, _, jo, ma, al, ..] = callers.as_slice() else {
            panic!("too few callers");
        };
        let document = "query($id: ID!) { node(id: $id) { ... on Mentor { email } ... on Mentee { email } ... on User { sessions { id } } } }";
        let ma_id = json!({ "id": ma.id().await });
        let seen = async |client: &Client, id: &Value| client.run(document, id.clone()).await["node"].take();
        assert_eq!(seen(al, &ma_id).await, json!({ "email": null }));
        assert_eq!(seen(jo, &ma_id).await, json!({ "email": "ma@ucla.edu" }));
        let jo_id = json!({ "id": jo.id().await });
        assert_eq!(seen(ma, &jo_id).await, json!({ "email": "jo@ucla.edu" }));
        let manager = &callers[6];
        let sessions = jo.me("sessions { id }").await;
        assert_eq!(seen(manager, &jo_id).await, sessions);
        ma.accept("removeMentee", json!({ "menteeEmail": "jo@ucla.edu" }), "").await;
        assert_eq!(seen(ma, &jo_id).await, Value::Null);
        assert_eq!(look_up(jo, "x").await, "BAD_USER_INPUT");
    })
    .await;
}
