//! Who may call what: every operation of the schema, tried by every kind of caller.

use std::collections::BTreeSet;

use serde_json::json;

use crate::harness::{Client, PASSWORD, Server, each_database};

/// Who is let in.
#[derive(Debug, Clone, Copy)]
enum Rule {
    /// Everybody, also without a session.
    Everybody,
    /// Whoever has a session, also while the account's deletion is pending.
    SignedIn,
    /// Whoever has a session and is not about to be deleted.
    Members,
    /// Members who look for a mentor.
    Mentees,
    /// Members who keep a roster.
    Mentors,
    /// Members who are matched, which nobody here is.
    Partners,
    /// Administrators with this permission.
    With(&'static str),
    /// Administrators with both permissions.
    WithBoth(&'static str, &'static str),
}

use Rule::{Everybody, Members, Mentees, Mentors, Partners, SignedIn, With, WithBoth};

/// The kind of an operation, its name, who is let in, and a call that does no harm. Those that end a session or
/// bring an account back stand last.
#[rustfmt::skip]
const DOORS: &[(&str, &str, Rule, &str)] = &[
    ("Query", "me", Everybody, "me { id }"),
    ("Query", "node", Members, r#"node(id: "00000000-0000-7000-8000-000000000000") { id }"#),
    ("Query", "emailVerification", Everybody, r#"emailVerification(token: "x") { email }"#),
    ("Query", "rules", Everybody, "rules { maxMentees }"),
    ("Query", "currentAdmin", Everybody, "currentAdmin { id }"),
    ("Query", "admins", With("ADMINS_READ"), "admins { nodes { id } }"),
    ("Query", "adminRoles", With("ADMINS_READ"), "adminRoles { name }"),
    ("Query", "users", With("USERS_READ"), "users { nodes { id } }"),
    ("Query", "user", With("USERS_READ"), r#"user(email: "x") { id }"#),
    ("Query", "stats", With("USERS_READ"), "stats { matchRate }"),
    ("Query", "signals", With("SIGNALS_READ"), "signals(first: 1) { nodes { id } }"),
    ("Query", "matches", With("USERS_READ"), "matches { matched { nodes { matchedAt } } }"),
    ("Query", "mentors", Members, "mentors { nodes { id } }"),
    ("Query", "mentor", Members, r#"mentor(id: "00000000-0000-7000-8000-000000000000") { id }"#),
    ("Query", "mentorSuggestions", Mentees, "mentorSuggestions { nodes { score } }"),
    ("Query", "menteeSuggestions", Mentors, "menteeSuggestions { nodes { score } }"),
    ("Query", "conversation", Partners, "conversation { nodes { body } }"),
    ("Query", "webhooks", With("WEBHOOKS_READ"), r#"webhooks { id }"#),
    ("Query", "webhookDeliveries", With("WEBHOOKS_READ"), r#"webhookDeliveries(webhookId: "00000000-0000-7000-8000-000000000000") { nodes { id } }"#),
    ("Mutation", "createWebhook", WithBoth("WEBHOOKS_WRITE", "SIGNALS_READ"), r#"createWebhook(input: { url: "x" }) { errors { code } }"#),
    ("Mutation", "updateWebhook", WithBoth("WEBHOOKS_WRITE", "SIGNALS_READ"), r#"updateWebhook(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "deleteWebhook", With("WEBHOOKS_WRITE"), r#"deleteWebhook(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "rotateWebhookSecret", With("WEBHOOKS_WRITE"), r#"rotateWebhookSecret(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "replayWebhook", WithBoth("WEBHOOKS_WRITE", "SIGNALS_READ"), r#"replayWebhook(input: { id: "00000000-0000-7000-8000-000000000000", after: "0" }) { errors { code } }"#),
    ("Subscription", "messageReceived", Members, r#"messageReceived(after: "x") { cursor }"#),
    ("Mutation", "addMentee", Members, r#"addMentee(input: { menteeEmail: "x" }) { errors { code } }"#),
    ("Mutation", "addMentee", With("ROSTER_WRITE"), r#"addMentee(input: { menteeEmail: "x", mentorId: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "assignMentee", With("ROSTER_WRITE"), r#"assignMentee(input: { menteeEmail: "x", mentorId: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "removeMentee", Members, r#"removeMentee(input: { menteeEmail: "x" }) { errors { code } }"#),
    ("Mutation", "removeMentee", With("ROSTER_WRITE"), r#"removeMentee(input: { menteeEmail: "x", mentorId: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "setCapacity", Members, r#"setCapacity(input: { capacity: 0 }) { errors { code } }"#),
    ("Mutation", "setCapacity", With("ROSTER_WRITE"), r#"setCapacity(input: { capacity: 0, mentorId: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "blacklistMentor", Members, r#"blacklistMentor(input: { mentorEmail: "x" }) { errors { code } }"#),
    ("Mutation", "unblacklistMentor", Members, r#"unblacklistMentor(input: { mentorEmail: "x" }) { errors { code } }"#),
    ("Mutation", "sendMessage", Members, r#"sendMessage(input: { body: "x" }) { errors { code } }"#),
    ("Subscription", "signals", With("SIGNALS_READ"), r#"signals(after: "x") { id }"#),
    ("Subscription", "accountSignals", Members, r#"accountSignals(after: "x") { id }"#),
    ("Mutation", "register", Everybody, r#"register(input: { email: "x", password: "x" }) { note }"#),
    ("Mutation", "verifyEmail", Everybody, r#"verifyEmail(input: { token: "x" }) { email }"#),
    ("Mutation", "resendVerification", Everybody, r#"resendVerification(input: { email: "x" }) { note }"#),
    ("Mutation", "login", Everybody, r#"login(input: { email: "x", password: "x" }) { token }"#),
    ("Mutation", "loginAdmin", Everybody, r#"loginAdmin(input: { username: "x", password: "x" }) { token }"#),
    ("Mutation", "requestPasswordReset", Everybody, r#"requestPasswordReset(input: { email: "x" }) { note }"#),
    ("Mutation", "resetPassword", Everybody, r#"resetPassword(input: { token: "x", newPassword: "x" }) { errors { code } }"#),
    ("Mutation", "cancelAccountDeletionWithCredentials", Everybody, r#"cancelAccountDeletionWithCredentials(input: { email: "x", password: "x" }) { errors { code } }"#),
    ("Mutation", "revokeSession", Members, r#"revokeSession(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "revokeOtherSessions", Members, "revokeOtherSessions { revoked }"),
    ("Mutation", "changePassword", Members, r#"changePassword(input: { currentPassword: "x", newPassword: "x" }) { errors { code } }"#),
    ("Mutation", "updateProfile", Members, "updateProfile(input: { year: 9 }) { errors { code } }"),
    ("Mutation", "completeSurvey", Members, "completeSurvey(input: { year: 9 }) { errors { code } }"),
    ("Mutation", "changeRole", Members, "changeRole(input: { newRole: ADMIN }) { errors { code } }"),
    ("Mutation", "requestAccountDeletion", Members, r#"requestAccountDeletion(input: { confirmation: "x" }) { note }"#),
    ("Mutation", "registerAdmin", With("ADMINS_WRITE"), r#"registerAdmin(input: { username: "x", email: "x", password: "x", roleName: "x" }) { errors { code } }"#),
    ("Mutation", "setAdminRole", With("ADMINS_WRITE"), r#"setAdminRole(input: { id: "x", roleName: "x" }) { errors { code } }"#),
    ("Mutation", "activateAdmin", With("ADMINS_WRITE"), r#"activateAdmin(input: { id: "x" }) { errors { code } }"#),
    ("Mutation", "deactivateAdmin", With("ADMINS_WRITE"), r#"deactivateAdmin(input: { id: "x" }) { errors { code } }"#),
    ("Mutation", "createAdminRole", With("ADMINS_WRITE"), r#"createAdminRole(input: { name: "x", permissions: [] }) { errors { code } }"#),
    ("Mutation", "changeAdminRole", With("ADMINS_WRITE"), r#"changeAdminRole(input: { name: "x", permissions: [] }) { errors { code } }"#),
    ("Mutation", "updateUser", With("USERS_WRITE"), r#"updateUser(input: { id: "x" }) { errors { code } }"#),
    ("Mutation", "restoreUser", With("USERS_WRITE"), r#"restoreUser(input: { id: "x" }) { errors { code } }"#),
    ("Mutation", "sendPasswordReset", With("USERS_WRITE"), r#"sendPasswordReset(input: { id: "x" }) { errors { code } }"#),
    ("Mutation", "deleteUser", With("USERS_DELETE"), r#"deleteUser(input: { id: "x" }) { errors { code } }"#),
    ("Mutation", "purgeExpiredAccounts", With("USERS_DELETE"), "purgeExpiredAccounts { purged }"),
    ("Mutation", "cancelAccountDeletion", SignedIn, "cancelAccountDeletion { errors { code } }"),
    ("Mutation", "logout", Everybody, "logout { errors { code } }"),
];

const EVERY: &[&str] = &[
    "USERS_READ",
    "USERS_WRITE",
    "USERS_DELETE",
    "ROSTER_WRITE",
    "ADMINS_READ",
    "ADMINS_WRITE",
    "SIGNALS_READ",
    "WEBHOOKS_READ",
    "WEBHOOKS_WRITE",
];
const MANAGER: &[&str] = &[
    "USERS_READ",
    "USERS_WRITE",
    "USERS_DELETE",
    "ROSTER_WRITE",
    "SIGNALS_READ",
];
const AUDITOR: &[&str] = &["USERS_READ", "ADMINS_READ", "SIGNALS_READ"];
/// A role of the program's own, which may see to webhooks but not read what they are told.
const PLUMBER: &[&str] = &["WEBHOOKS_READ", "WEBHOOKS_WRITE"];

const DEACTIVATED: &str = "a deactivated administrator";

/// What a kind of caller is to the doors.
#[derive(Debug, Clone, Copy)]
enum CallerKind {
    Nobody,
    Leaving,
    Mentee,
    Mentor,
    Member,
    Admin(&'static [&'static str]),
}

/// What an operation must answer: `None` when the caller is let in.
fn expected(rule: Rule, caller_kind: CallerKind) -> Option<&'static str> {
    match (rule, caller_kind) {
        (Everybody, _)
        | (SignedIn, CallerKind::Leaving)
        | (Mentees, CallerKind::Mentee)
        | (Mentors, CallerKind::Mentor) => None,
        (SignedIn | Members, CallerKind::Mentee | CallerKind::Mentor | CallerKind::Member)
        | (SignedIn | Members, CallerKind::Admin(_)) => None,
        (_, CallerKind::Nobody) => Some("UNAUTHENTICATED"),
        (With(permission), CallerKind::Admin(held)) if held.contains(&permission) => None,
        (WithBoth(first, second), CallerKind::Admin(held))
            if held.contains(&first) && held.contains(&second) =>
        {
            None
        }
        _ => Some("FORBIDDEN"),
    }
}

/// One of each kind.
async fn callers(server: &Server) -> Vec<(&'static str, Client, CallerKind)> {
    let leaving = server.member("leo@ucla.edu").await;
    let input = json!({ "confirmation": "leo@ucla.edu" });
    leaving.accept("requestAccountDeletion", input, "").await;
    let superadmin = server.admin("SUPERADMIN").await;
    let input = json!({ "name": "PLUMBER", "permissions": PLUMBER });
    superadmin.accept("createAdminRole", input, "").await;
    server.register_admin("max", "MANAGER").await;
    let deactivated = deactivated(server, &superadmin).await;
    let as_member = server.client().log_in("max@ucla.edu", PASSWORD).await;
    vec![
        ("nobody", server.client(), CallerKind::Nobody),
        (DEACTIVATED, deactivated, CallerKind::Nobody),
        ("somebody who leaves", leaving, CallerKind::Leaving),
        (
            "a mentee",
            server.member("jo@ucla.edu").await,
            CallerKind::Mentee,
        ),
        (
            "a mentor",
            server.mentor("mo@ucla.edu").await,
            CallerKind::Mentor,
        ),
        (
            "an administrator as a member",
            as_member,
            CallerKind::Member,
        ),
        ("a superadmin", superadmin, CallerKind::Admin(EVERY)),
        (
            "a manager",
            server.admin("MANAGER").await,
            CallerKind::Admin(MANAGER),
        ),
        (
            "an auditor",
            server.admin("AUDITOR").await,
            CallerKind::Admin(AUDITOR),
        ),
        (
            "a plumber",
            server.admin("PLUMBER").await,
            CallerKind::Admin(PLUMBER),
        ),
    ]
}

async fn deactivated(server: &Server, superadmin: &Client) -> Client {
    server.register_admin("dan", "SUPERADMIN").await;
    let input = json!({ "username": "dan", "password": PASSWORD });
    let payload = server
        .client()
        .accept("loginAdmin", input, "token adminUser { id }")
        .await;
    let input = json!({ "id": payload["adminUser"]["id"] });
    superadmin.accept("deactivateAdmin", input, "").await;
    server.client_with(payload["token"].as_str().expect("a token"))
}

/// `UNAUTHENTICATED` or `FORBIDDEN`, or `None` when the caller is let in, whatever comes then.
async fn shut(client: &Client, kind: &str, call: &str) -> Option<String> {
    let document = format!("{} {{ {call} }}", kind.to_lowercase());
    let code = if kind == "Subscription" {
        client.subscribe(&document, json!({})).await.refused().await
    } else {
        let response = client.try_run(&document, json!({})).await;
        assert!(response.get("data").is_some(), "{call}: {response}");
        let code = response["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_default().to_owned()
    };
    assert_ne!(code, "INTERNAL", "{call}");
    ["UNAUTHENTICATED", "FORBIDDEN"]
        .contains(&code.as_str())
        .then_some(code)
}

#[tokio::test]
async fn every_door_opens_for_those_who_may_and_for_nobody_else() {
    each_database(async |server| {
        for (who, client, caller_kind) in callers(&server).await {
            for (kind, name, rule, call) in DOORS {
                if *kind == "Subscription" && who == DEACTIVATED {
                    // A socket does not even open for a token that does not count any more.
                    continue;
                }
                let answered = shut(&client, kind, call).await;
                let expected = expected(*rule, caller_kind);
                assert_eq!(answered.as_deref(), expected, "{who} calls {kind}.{name}");
            }
        }
    })
    .await;
}

const SCHEMA: &str = "{ __schema { types { name fields { name description } } } }";

#[tokio::test]
async fn every_operation_has_its_door_and_says_which_permission_it_needs() {
    let server = Server::start().await;
    let schema = server.client().run(SCHEMA, json!({})).await;
    let types = schema["__schema"]["types"].as_array().expect("types");
    let mut operations = BTreeSet::new();
    for root in ["Query", "Mutation", "Subscription"] {
        let fields = types.iter().find(|kind| kind["name"] == root);
        let fields = fields.and_then(|kind| kind["fields"].as_array());
        for field in fields.expect("fields") {
            let name = field["name"].as_str().expect("a name");
            operations.insert((root, name.to_owned()));
            let description = field["description"].as_str().expect("a description");
            let words = description.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut rows = DOORS
                .iter()
                .filter(|(kind, door, ..)| *kind == root && *door == name);
            // What members may do too says it of the argument that needs it.
            let needed = match (rows.next(), rows.next()) {
                (Some((_, _, With(permission), _)), None) => {
                    Some(format!("Needs the permission {permission}."))
                }
                (Some((_, _, WithBoth(first, second), _)), None) => {
                    Some(format!("Needs the permissions {first} and {second}."))
                }
                _ => None,
            };
            match needed {
                Some(sentence) => assert!(words.ends_with(&sentence), "{name}: {words}"),
                None => assert!(!words.contains("Needs the permission"), "{name}: {words}"),
            }
        }
    }
    let doors = DOORS
        .iter()
        .map(|(kind, name, ..)| (*kind, (*name).to_owned()));
    assert_eq!(operations, doors.collect::<BTreeSet<_>>());
}
