//! The signal log as a paginated list.

use bruinbridge::cursor::Cursor;
use serde_json::{Value, json};

use crate::harness::{Client, LoggedSignal, PASSWORD, Server, credentials, each_database};

const JO: &str = "jo@ucla.edu";
const PAGE: &str =
    "query($filter: SignalFilter, $first: Int, $after: String, $last: Int, $before: String) {
    signals(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { id cursor name } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
}";

/// Returns an auditor and a log with some signals.
async fn log(server: &Server) -> (Client, Vec<LoggedSignal>) {
    let auditor = server.admin("AUDITOR").await;
    let jo = server.member(JO).await;
    jo.accept("updateProfile", json!({ "firstName": "Jo" }), "")
        .await;
    server
        .client()
        .refuse("login", credentials(JO, "wrong password"))
        .await;
    server.wait_for_log().await;
    let signals = server.signals().await;
    (auditor, signals)
}

async fn page(client: &Client, variables: Value) -> Value {
    client.run(PAGE, variables).await["signals"].take()
}

fn names(page: &Value) -> Vec<String> {
    let edges = page["edges"].as_array().expect("a list").iter();
    let name = |edge: &Value| {
        edge["node"]["name"]
            .as_str()
            .expect("a name")
            .to_lowercase()
    };
    edges.map(name).collect()
}

fn all(signals: &[LoggedSignal]) -> Vec<String> {
    signals.iter().map(|emitted| emitted.name.clone()).collect()
}

#[tokio::test]
async fn every_argument_of_a_signal_is_shown() {
    each_database(async |server| {
        let (auditor, signals) = log(&server).await;
        let document = "{ signals(first: 100) { nodes {
            id cursor name sender occurredAt workflowId userId user { email } adminUser { username }
            actorId username email roleName errorType errorMessage reason exception tokenPrefix
            success updateData data clientAddress userAgent } } }";
        let data = auditor.run(document, json!({})).await;
        let nodes = data["signals"]["nodes"].as_array().expect("a list");
        assert_eq!(nodes.len(), signals.len());
        for (node, emitted) in nodes.iter().zip(&signals) {
            assert_eq!(node["name"], emitted.name.to_uppercase());
            assert_eq!(node["workflowId"], emitted.workflow);
            assert_eq!(node["userId"], json!(emitted.user_id));
            assert_eq!(node["actorId"], json!(emitted.actor_id));
            assert_eq!(node["occurredAt"], server.now());
            let shown = [
                ("username", "username"),
                ("email", "email"),
                ("role_name", "roleName"),
                ("error_type", "errorType"),
                ("error_message", "errorMessage"),
                ("reason", "reason"),
                ("exception", "exception"),
                ("token_prefix", "tokenPrefix"),
                ("success", "success"),
                ("update_data", "updateData"),
                ("data", "data"),
                ("client_address", "clientAddress"),
                ("user_agent", "userAgent"),
            ];
            for (argument, field) in shown {
                let value = emitted.arguments.get(argument).cloned();
                assert_eq!(
                    node[field],
                    value.unwrap_or_default(),
                    "{field} of {}",
                    emitted.name
                );
            }
        }
        let find = |name: &str| nodes.iter().find(|node| node["name"] == name).expect(name);
        assert_eq!(find("USER_UPDATED")["user"]["email"], JO);
        assert_eq!(find("USER_UPDATED")["sender"], "USER_MANAGER");
        assert_eq!(
            find("ADMIN_AUTHENTICATED")["adminUser"]["username"],
            "auditor"
        );
        assert_eq!(find("USER_UPDATED")["adminUser"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn only_administrators_with_the_permission_read_signals() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let code = async |client: &Client| {
            let response = client.try_run(PAGE, json!({})).await;
            response["errors"][0]["extensions"]["code"].clone()
        };
        assert_eq!(code(&server.client()).await, "UNAUTHENTICATED");
        assert_eq!(code(&jo).await, "FORBIDDEN");
        for role in ["AUDITOR", "MANAGER", "SUPERADMIN"] {
            assert_eq!(code(&server.admin(role).await).await, Value::Null, "{role}");
            // A member session of the same person has no administrator rights.
            let email = format!("{}@ucla.edu", role.to_lowercase());
            let member = server.client().log_in(&email, PASSWORD).await;
            assert_eq!(code(&member).await, "FORBIDDEN", "{role}");
        }
    })
    .await;
}

#[tokio::test]
async fn forward_pages_contain_every_signal_once() {
    each_database(async |server| {
        let (auditor, signals) = log(&server).await;
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = page(&auditor, json!({ "first": 4, "after": after })).await;
            let info = &page["pageInfo"];
            assert_eq!(info["hasPreviousPage"], !after.is_null());
            seen.extend(names(&page));
            assert_eq!(
                page["edges"][0]["cursor"],
                page["edges"][0]["node"]["cursor"]
            );
            assert_eq!(info["startCursor"], page["edges"][0]["cursor"]);
            if info["hasNextPage"] == false {
                break;
            }
            assert_eq!(names(&page).len(), 4);
            after = info["endCursor"].clone();
        }
        assert_eq!(seen, all(&signals));
    })
    .await;
}

#[tokio::test]
async fn backward_pages_contain_every_signal_once() {
    each_database(async |server| {
        let (auditor, signals) = log(&server).await;
        let (mut seen, mut before) = (Vec::new(), Value::Null);
        loop {
            let page = page(&auditor, json!({ "last": 4, "before": before })).await;
            let info = &page["pageInfo"];
            assert_eq!(info["hasNextPage"], !before.is_null());
            seen.splice(0..0, names(&page));
            if info["hasPreviousPage"] == false {
                break;
            }
            before = info["startCursor"].clone();
        }
        assert_eq!(seen, all(&signals));
    })
    .await;
}

#[tokio::test]
async fn a_page_between_two_cursors_contains_the_signals_between_them() {
    each_database(async |server| {
        let (auditor, signals) = log(&server).await;
        let whole = page(&auditor, json!({})).await;
        let cursor = |number: usize| whole["edges"][number]["cursor"].clone();
        let between = json!({ "after": cursor(1), "before": cursor(5) });
        assert_eq!(names(&page(&auditor, between).await), all(&signals[2..5]));
        let beyond = json!({ "after": cursor(signals.len() - 1) });
        assert!(names(&page(&auditor, beyond).await).is_empty());
        assert_eq!(
            names(&page(&auditor, json!({ "after": "0" })).await),
            all(&signals)
        );
    })
    .await;
}

#[tokio::test]
async fn filters_select_by_name_sender_account_actor_workflow_and_time() {
    each_database(async |server| {
        server.register("early@ucla.edu", "MENTEE").await;
        server.advance(chrono::Duration::hours(1));
        let (auditor, signals) = log(&server).await;
        let jo = server.user(JO).await.expect("an account").id.to_string();
        let filtered =
            async |filter: Value| names(&page(&auditor, json!({ "filter": filter })).await);
        let which = |wanted: &dyn Fn(&LoggedSignal) -> bool| {
            let emitted = signals.iter().filter(|emitted| wanted(emitted));
            emitted
                .map(|emitted| emitted.name.clone())
                .collect::<Vec<String>>()
        };
        assert_eq!(
            filtered(json!({ "names": ["USER_UPDATED", "USER_REGISTERED"] })).await,
            which(&|emitted| ["user_updated", "user_registered"].contains(&emitted.name.as_str())),
        );
        assert_eq!(
            filtered(json!({ "senders": ["USER_REPOSITORY", "USER"] })).await,
            which(&|emitted| ["UserRepository", "User"].contains(&emitted.sender.as_str())),
        );
        let about_jo = |emitted: &LoggedSignal| emitted.user_id.as_ref() == Some(&jo);
        assert_eq!(filtered(json!({ "userId": jo })).await, which(&about_jo));
        assert_eq!(
            filtered(json!({ "userId": jo, "senders": ["USER"], "names": ["USER_PASSWORD_SET"] }))
                .await,
            ["user_password_set"],
        );
        let by_jo = |emitted: &LoggedSignal| emitted.actor_id.as_ref() == Some(&jo);
        assert_eq!(filtered(json!({ "actorId": jo })).await, which(&by_jo));
        assert!(!which(&by_jo).is_empty() && which(&by_jo) != which(&about_jo));
        let workflow = &signals.last().expect("a signal").workflow;
        let of_workflow = |emitted: &LoggedSignal| emitted.workflow == *workflow;
        assert_eq!(
            filtered(json!({ "workflowId": workflow })).await,
            which(&of_workflow)
        );
        let nobodys = json!({ "workflowId": workflow, "actorId": jo, "userId": jo });
        assert_eq!(filtered(nobodys).await, Vec::<String>::new());
        let now = server.now();
        let early = filtered(json!({ "until": now })).await;
        let late = filtered(json!({ "since": now })).await;
        assert_eq!(early, all(&signals[..early.len()]));
        assert_eq!(late, all(&signals[early.len()..]));
        assert!(!early.is_empty() && !late.is_empty());
    })
    .await;
}

#[tokio::test]
async fn invalid_arguments_are_rejected() {
    let server = Server::start().await;
    let auditor = server.admin("AUDITOR").await;
    let bad = [
        json!({ "first": 0 }),
        json!({ "first": 101 }),
        json!({ "last": -1 }),
        json!({ "first": 1, "last": 1 }),
        json!({ "after": "here" }),
        json!({ "before": "1.2.3" }),
        json!({ "after": "-1" }),
        json!({ "filter": { "userId": "jo" } }),
        json!({ "filter": { "actorId": "jo" } }),
        json!({ "filter": { "workflowId": "jo" } }),
        json!({ "filter": { "names": ["USER_WOKE_UP"] } }),
        json!({ "filter": { "since": "-5000-01-01T00:00:00Z" } }),
        json!({ "filter": { "until": "+12000-01-01T00:00:00Z" } }),
    ];
    for variables in bad {
        let response = auditor.try_run(PAGE, variables.clone()).await;
        let code = &response["errors"][0]["extensions"]["code"];
        assert_eq!(code, "BAD_USER_INPUT", "{variables}");
    }
}

#[tokio::test]
async fn accounts_are_visible_to_their_owner_and_to_those_who_may_see_all() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        server.member(JO).await;
        let role = json!({ "name": "READER", "permissions": ["SIGNALS_READ"] });
        superadmin.accept("createAdminRole", role, "").await;
        let reader = server.admin("READER").await;
        server.wait_for_log().await;
        let shown = async |client: &Client, document: &str, field: &str, of: &str| {
            let data = client.run(document, json!({})).await;
            let nodes = data["signals"]["nodes"].as_array().expect("a list").clone();
            let mut shown: Vec<Value> = nodes
                .into_iter()
                .map(|mut node| node[field][of].take())
                .collect();
            shown.retain(|shown| !shown.is_null());
            shown.sort_by_key(Value::to_string);
            shown.dedup();
            shown
        };
        let users = "{ signals(first: 100) { nodes { user { email } } } }";
        let admins = "{ signals(first: 100) { nodes { adminUser { username } } } }";
        assert_eq!(
            shown(&reader, users, "user", "email").await,
            ["reader@ucla.edu"]
        );
        assert_eq!(
            shown(&reader, admins, "adminUser", "username").await,
            ["reader"]
        );
        let all_emails = ["jo@ucla.edu", "reader@ucla.edu", "superadmin@ucla.edu"];
        assert_eq!(shown(&superadmin, users, "user", "email").await, all_emails);
        let both = ["reader", "superadmin"];
        assert_eq!(
            shown(&superadmin, admins, "adminUser", "username").await,
            both
        );
    })
    .await;
}

#[tokio::test]
async fn pages_of_several_names_and_senders_are_in_log_order() {
    each_database(async |server| {
        let (auditor, _) = log(&server).await;
        let filters = [
            json!({ "names": ["USER_REGISTERED", "USER_PRE_CREATE", "USER_POST_CREATE", "USER_POST_CREATE"] }),
            json!({ "senders": ["USER_MANAGER", "USER_REPOSITORY"] }),
            json!({ "names": ["USER_REGISTERED", "USER_AUTHENTICATED"], "senders": ["USER_MANAGER", "PLATFORM"] }),
        ];
        for filter in filters {
            let whole = page(&auditor, json!({ "filter": filter, "first": 100 })).await;
            let expected = cursors(&whole);
            assert!(expected.len() > 1, "{filter}: {expected:?}");
            let is_in_order = expected.is_sorted_by_key(|cursor| parsed(cursor));
            assert!(is_in_order, "{filter}: {expected:?}");
            let (mut forwards, mut backwards) = (Vec::new(), Vec::new());
            let (mut after, mut before) = (Value::Null, Value::Null);
            for _ in 0..expected.len() {
                let next = json!({ "filter": filter, "first": 1, "after": after });
                forwards.extend(cursors(&page(&auditor, next).await));
                after = json!(forwards.last());
                let previous = json!({ "filter": filter, "last": 1, "before": before });
                backwards.extend(cursors(&page(&auditor, previous).await));
                before = json!(backwards.last());
            }
            backwards.reverse();
            assert_eq!(forwards, expected, "{filter}");
            assert_eq!(backwards, expected, "{filter}");
        }
    })
    .await;
}

#[tokio::test]
async fn on_sqlite_a_postgresql_cursor_comes_after_the_whole_log() {
    let server = Server::start().await;
    let (auditor, signals) = log(&server).await;
    let after = page(&auditor, json!({ "first": 100, "after": "5.1" })).await;
    assert_eq!(names(&after), Vec::<String>::new());
    let before = page(&auditor, json!({ "last": 100, "before": "5.1" })).await;
    assert_eq!(names(&before), all(&signals));
}

fn cursors(page: &Value) -> Vec<String> {
    let edges = page["edges"].as_array().expect("a list").iter();
    let cursor = |edge: &Value| edge["cursor"].as_str().expect("a cursor").to_owned();
    edges.map(cursor).collect()
}

fn parsed(cursor: &str) -> Cursor {
    cursor.parse().expect("a cursor")
}
