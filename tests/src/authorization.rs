//! Who may call what: every operation of the schema, tried by every kind of caller.

mod recent_password;
mod support;

use std::collections::BTreeSet;

use serde_json::json;

use crate::harness::{Client, PASSWORD, Server, each_database_with};

/// Who may call an operation.
#[derive(Debug, Clone, Copy)]
enum Rule {
    /// Any caller, also without a session.
    Anyone,
    /// A caller with a session, also while the account's deletion is pending.
    SignedIn,
    /// A caller with a session whose account's deletion is not pending.
    Members,
    /// Members who are looking for a mentor.
    Mentees,
    /// Members who have a roster.
    Mentors,
    /// Matched members. None of the callers in this test is matched.
    Partners,
    /// Administrators who are signed in as a member. None of the callers in this test is.
    Impersonators,
    /// Administrators with this permission.
    With(&'static str),
    /// Administrators with both permissions.
    WithBoth(&'static str, &'static str),
    /// Administrators with this permission and all others.
    WithAll(&'static str),
}

use Rule::{
    Anyone, Impersonators, Members, Mentees, Mentors, Partners, SignedIn, With, WithAll, WithBoth,
};

/// The operation whose call has a file.
const UPLOAD: &str = "uploadProfilePicture";

/// The kind of an operation, its name, who may call it, and a harmless call. Operations that end a session or cancel
/// a deletion come last.
#[rustfmt::skip]
const OPERATIONS: &[(&str, &str, Rule, &str)] = &[
    ("Query", "me", Anyone, "me { id }"),
    ("Query", "node", Members, r#"node(id: "00000000-0000-7000-8000-000000000000") { id }"#),
    ("Query", "emailVerification", Anyone, r#"emailVerification(token: "x") { email }"#),
    ("Query", "rules", Anyone, "rules { maxMentees }"),
    ("Query", "currentAdmin", Anyone, "currentAdmin { id }"),
    ("Query", "admins", With("ADMINS_READ"), "admins { nodes { id } }"),
    ("Query", "adminRoles", With("ADMINS_READ"), "adminRoles { name }"),
    ("Query", "settings", With("ADMINS_READ"), "settings { name }"),
    ("Query", "users", With("USERS_READ"), "users { nodes { id } }"),
    ("Query", "user", With("USERS_READ"), r#"user(email: "x") { id }"#),
    ("Query", "stats", With("USERS_READ"), "stats { matchRate }"),
    ("Query", "signals", With("SIGNALS_READ"), "signals(first: 1) { nodes { id } }"),
    ("Query", "activity", With("SIGNALS_READ"), "activity(first: 1) { nodes { id } }"),
    ("Query", "programReport", With("USERS_READ"), "programReport { from }"),
    ("Query", "matches", With("USERS_READ"), "matches { matched { nodes { matchedAt } } }"),
    ("Query", "matchingPlan", With("USERS_READ"), r#"matchingPlan(id: "00000000-0000-7000-8000-000000000000") { id }"#),
    ("Query", "matchingPlans", With("USERS_READ"), "matchingPlans { nodes { id } }"),
    ("Query", "mentors", Members, "mentors { nodes { id } }"),
    ("Query", "mentor", Members, r#"mentor(id: "00000000-0000-7000-8000-000000000000") { id }"#),
    ("Query", "mentorSuggestions", Mentees, "mentorSuggestions { nodes { score } }"),
    ("Query", "menteeSuggestions", Mentors, "menteeSuggestions { nodes { score } }"),
    ("Query", "mentorCandidates", With("ROSTER_WRITE"), r#"mentorCandidates(menteeId: "00000000-0000-7000-8000-000000000000") { nodes { score } }"#),
    ("Query", "sentRequests", Members, "sentRequests { nodes { id } }"),
    ("Query", "receivedRequests", Members, "receivedRequests { nodes { id } }"),
    ("Query", "mentorshipRequests", With("USERS_READ"), "mentorshipRequests { nodes { id } }"),
    ("Query", "conversation", Partners, "conversation { nodes { body } }"),
    ("Query", "conversations", Members, "conversations { unreadCount }"),
    ("Mutation", "markConversationRead", Partners, "markConversationRead(input: {}) { errors { code } }"),
    ("Query", "webhooks", With("WEBHOOKS_READ"), r#"webhooks { id }"#),
    ("Query", "webhookDeliveries", With("WEBHOOKS_READ"), r#"webhookDeliveries(webhookId: "00000000-0000-7000-8000-000000000000") { nodes { id } }"#),
    ("Query", "hooks", With("HOOKS_READ"), "hooks { id }"),
    ("Mutation", "createHook", With("HOOKS_WRITE"), r#"createHook(input: { url: "x", signals: [USER_PRE_CREATE], policy: FAIL_OPEN }) { errors { code } }"#),
    ("Mutation", "updateHook", With("HOOKS_WRITE"), r#"updateHook(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "deleteHook", With("HOOKS_WRITE"), r#"deleteHook(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "rotateHookSecret", With("HOOKS_WRITE"), r#"rotateHookSecret(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Query", "concerns", With("CONCERNS_READ"), "concerns { nodes { id } }"),
    ("Mutation", "raiseConcern", Members, r#"raiseConcern(input: { text: "" }) { errors { code } }"#),
    ("Mutation", "resolveConcern", With("CONCERNS_WRITE"), r#"resolveConcern(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "verifyUsers", With("USERS_WRITE"), "verifyUsers(input: { ids: [] }) { errors { code } }"),
    ("Mutation", "deactivateUsers", With("USERS_WRITE"), "deactivateUsers(input: { ids: [] }) { errors { code } }"),
    ("Mutation", "remindUsers", With("USERS_WRITE"), "remindUsers(input: { ids: [] }) { errors { code } }"),
    ("Mutation", "assignMentees", With("ROSTER_WRITE"), "assignMentees(input: { pairs: [] }) { errors { code } }"),
    ("Query", "emails", With("USERS_READ"), "emails { nodes { id } }"),
    ("Mutation", "retryEmail", With("USERS_WRITE"), r#"retryEmail(input: { id: "x" }) { errors { code } }"#),
    ("Mutation", "updateEmailPreferences", Members, "updateEmailPreferences(input: { matches: true }) { errors { code } }"),
    ("Mutation", "unsubscribe", Anyone, r#"unsubscribe(input: { token: "x" }) { errors { code } }"#),
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
    ("Mutation", "requestMentor", Members, r#"requestMentor(input: { mentorId: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "offerMentoring", Members, r#"offerMentoring(input: { menteeId: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "acceptRequest", Members, r#"acceptRequest(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "declineRequest", Members, r#"declineRequest(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "withdrawRequest", Members, r#"withdrawRequest(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "leaveMentor", Members, "leaveMentor { errors { code } }"),
    ("Mutation", "proposeMatching", With("ROSTER_WRITE"), r#"proposeMatching(input: { objective: BEST_FIT }) { errors { code } }"#),
    ("Mutation", "reviseMatching", With("ROSTER_WRITE"), r#"reviseMatching(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "publishMatching", With("ROSTER_WRITE"), r#"publishMatching(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "discardMatching", With("ROSTER_WRITE"), r#"discardMatching(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "endMatch", With("ROSTER_WRITE"), r#"endMatch(input: { menteeId: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "undoMatch", With("ROSTER_WRITE"), r#"undoMatch(input: { menteeId: "00000000-0000-7000-8000-000000000000", mentorId: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "setCapacity", Members, r#"setCapacity(input: { capacity: -1 }) { errors { code } }"#),
    ("Mutation", "setCapacity", With("ROSTER_WRITE"), r#"setCapacity(input: { capacity: 0, mentorId: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "pauseMentoring", Members, r#"pauseMentoring(input: { until: "2000-01-01T00:00:00Z" }) { errors { code } }"#),
    ("Mutation", "pauseMentoring", With("ROSTER_WRITE"), r#"pauseMentoring(input: { mentorId: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "resumeMentoring", Members, "resumeMentoring { errors { code } }"),
    ("Mutation", "resumeMentoring", With("ROSTER_WRITE"), r#"resumeMentoring(input: { mentorId: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "blacklistMentor", Members, r#"blacklistMentor(input: { mentorEmail: "x" }) { errors { code } }"#),
    ("Mutation", "unblacklistMentor", Members, r#"unblacklistMentor(input: { mentorEmail: "x" }) { errors { code } }"#),
    ("Mutation", "sendMessage", Members, r#"sendMessage(input: { body: "x" }) { errors { code } }"#),
    ("Subscription", "matchingProgress", With("USERS_READ"), r#"matchingProgress(id: "00000000-0000-7000-8000-000000000000") { id }"#),
    ("Subscription", "signals", With("SIGNALS_READ"), r#"signals(after: "x") { id }"#),
    ("Subscription", "accountSignals", Members, r#"accountSignals(after: "x") { id }"#),
    ("Mutation", "register", Anyone, r#"register(input: { email: "x", password: "x" }) { note }"#),
    ("Mutation", "verifyEmail", Anyone, r#"verifyEmail(input: { token: "x" }) { email }"#),
    ("Mutation", "checkPassword", Anyone, r#"checkPassword(input: { password: "x" }) { errors { code } }"#),
    ("Mutation", "resendVerification", Anyone, r#"resendVerification(input: { email: "x" }) { note }"#),
    ("Mutation", "login", Anyone, r#"login(input: { email: "x", password: "x" }) { token }"#),
    ("Mutation", "loginAdmin", Anyone, r#"loginAdmin(input: { username: "x", password: "x" }) { token }"#),
    ("Mutation", "requestPasswordReset", Anyone, r#"requestPasswordReset(input: { email: "x" }) { note }"#),
    ("Mutation", "resetPassword", Anyone, r#"resetPassword(input: { token: "x", newPassword: "x" }) { errors { code } }"#),
    ("Mutation", "cancelAccountDeletionWithCredentials", Anyone, r#"cancelAccountDeletionWithCredentials(input: { email: "x", password: "x" }) { errors { code } }"#),
    ("Mutation", "revokeSession", Members, r#"revokeSession(input: { id: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "reauthenticate", Members, r#"reauthenticate(input: { password: "x" }) { errors { code } }"#),
    ("Mutation", "revokeOtherSessions", Members, "revokeOtherSessions { revoked }"),
    ("Mutation", "changePassword", Members, r#"changePassword(input: { currentPassword: "x", newPassword: "x" }) { errors { code } }"#),
    ("Mutation", "changeEmail", Members, r#"changeEmail(input: { newEmail: "x", currentPassword: "x" }) { errors { code } }"#),
    ("Mutation", "resendEmailChange", Members, "resendEmailChange { errors { code } }"),
    ("Mutation", "cancelEmailChange", Members, "cancelEmailChange { errors { code } }"),
    ("Mutation", "confirmEmailChange", Anyone, r#"confirmEmailChange(input: { token: "x" }) { errors { code } }"#),
    ("Mutation", "confirmEmailChange", Members, r#"confirmEmailChange(input: { code: "x" }) { errors { code } }"#),
    ("Mutation", "undoEmailChange", Anyone, r#"undoEmailChange(input: { token: "x" }) { errors { code } }"#),
    ("Mutation", "exportMyData", Members, "exportMyData { endCursor }"),
    ("Mutation", "updateProfile", Members, "updateProfile(input: { year: 9 }) { errors { code } }"),
    ("Mutation", "completeSurvey", Members, "completeSurvey(input: { year: 9 }) { errors { code } }"),
    ("Mutation", UPLOAD, Members, ""),
    ("Mutation", "changeRole", Members, "changeRole(input: { newRole: ADMIN }) { errors { code } }"),
    ("Mutation", "requestAccountDeletion", Members, r#"requestAccountDeletion(input: { confirmation: "x" }) { note }"#),
    ("Mutation", "registerAdmin", With("ADMINS_WRITE"), r#"registerAdmin(input: { username: "x", email: "x", password: "x", roleName: "x" }) { errors { code } }"#),
    ("Mutation", "setAdminRole", With("ADMINS_WRITE"), r#"setAdminRole(input: { id: "x", roleName: "x" }) { errors { code } }"#),
    ("Mutation", "activateAdmin", With("ADMINS_WRITE"), r#"activateAdmin(input: { id: "x" }) { errors { code } }"#),
    ("Mutation", "deactivateAdmin", With("ADMINS_WRITE"), r#"deactivateAdmin(input: { id: "x" }) { errors { code } }"#),
    ("Mutation", "createAdminRole", With("ADMINS_WRITE"), r#"createAdminRole(input: { name: "x", permissions: [] }) { errors { code } }"#),
    ("Mutation", "changeAdminRole", With("ADMINS_WRITE"), r#"changeAdminRole(input: { name: "x", permissions: [] }) { errors { code } }"#),
    ("Mutation", "inviteUser", With("USERS_WRITE"), r#"inviteUser(input: { email: "x", role: MENTEE }) { errors { code } }"#),
    ("Mutation", "updateUser", With("USERS_WRITE"), r#"updateUser(input: { id: "x" }) { errors { code } }"#),
    ("Mutation", "approveMentor", With("USERS_WRITE"), r#"approveMentor(input: { mentorId: "00000000-0000-7000-8000-000000000000" }) { errors { code } }"#),
    ("Mutation", "restoreUser", With("USERS_WRITE"), r#"restoreUser(input: { id: "x" }) { errors { code } }"#),
    ("Mutation", "sendPasswordReset", With("USERS_WRITE"), r#"sendPasswordReset(input: { id: "x" }) { errors { code } }"#),
    ("Mutation", "endUserSessions", With("SESSIONS_WRITE"), r#"endUserSessions(input: { userId: "x" }) { errors { code } }"#),
    ("Mutation", "endAllSessions", WithAll("SESSIONS_WRITE"), "endAllSessions { errors { code } }"),
    ("Mutation", "impersonateUser", With("USERS_IMPERSONATE"), r#"impersonateUser(input: { userId: "00000000-0000-7000-8000-000000000000", reason: "" }) { errors { code } }"#),
    ("Mutation", "endImpersonation", Impersonators, "endImpersonation { errors { code } }"),
    ("Mutation", "deleteUser", With("USERS_DELETE"), r#"deleteUser(input: { id: "x" }) { errors { code } }"#),
    ("Mutation", "purgeExpiredAccounts", With("USERS_DELETE"), "purgeExpiredAccounts { purged }"),
    ("Mutation", "cancelAccountDeletion", SignedIn, "cancelAccountDeletion { errors { code } }"),
    ("Mutation", "logout", Anyone, "logout { errors { code } }"),
];

const ALL_PERMISSIONS: &[&str] = &[
    "USERS_READ",
    "USERS_WRITE",
    "USERS_DELETE",
    "USERS_IMPERSONATE",
    "ROSTER_WRITE",
    "ADMINS_READ",
    "ADMINS_WRITE",
    "SIGNALS_READ",
    "WEBHOOKS_READ",
    "WEBHOOKS_WRITE",
    "HOOKS_READ",
    "HOOKS_WRITE",
    "CONCERNS_READ",
    "CONCERNS_WRITE",
    "SESSIONS_READ",
    "SESSIONS_WRITE",
];
const MANAGER: &[&str] = &[
    "USERS_READ",
    "USERS_WRITE",
    "USERS_DELETE",
    "ROSTER_WRITE",
    "SIGNALS_READ",
    "SESSIONS_READ",
    "SESSIONS_WRITE",
];
const AUDITOR: &[&str] = &["USERS_READ", "ADMINS_READ", "SIGNALS_READ", "SESSIONS_READ"];
/// A custom role that may manage webhooks but may not read the signals that they deliver.
const INTEGRATOR: &[&str] = &["WEBHOOKS_READ", "WEBHOOKS_WRITE", "HOOKS_READ"];

const DEACTIVATED: &str = "a deactivated administrator";

/// What the permission checks distinguish about a caller.
#[derive(Debug, Clone, Copy)]
enum CallerKind {
    Anonymous,
    PendingDeletion,
    Mentee,
    Mentor,
    Member,
    Admin(&'static [&'static str]),
}

/// The expected error code: `None` when the caller is authorized.
fn expected(rule: Rule, caller_kind: CallerKind) -> Option<&'static str> {
    match (rule, caller_kind) {
        (Anyone, _)
        | (SignedIn, CallerKind::PendingDeletion)
        | (Mentees, CallerKind::Mentee)
        | (Mentors, CallerKind::Mentor) => None,
        (SignedIn | Members, CallerKind::Mentee | CallerKind::Mentor | CallerKind::Member)
        | (SignedIn | Members, CallerKind::Admin(_)) => None,
        (_, CallerKind::Anonymous) => Some("UNAUTHENTICATED"),
        (With(permission), CallerKind::Admin(held)) if held.contains(&permission) => None,
        (WithBoth(first, second), CallerKind::Admin(held))
            if held.contains(&first) && held.contains(&second) =>
        {
            None
        }
        (WithAll(_), CallerKind::Admin(held)) if held == ALL_PERMISSIONS => None,
        _ => Some("FORBIDDEN"),
    }
}

/// One caller of each kind, with a name for assertion messages.
async fn callers(server: &Server) -> Vec<(&'static str, Client, CallerKind)> {
    let leaving = server.member("leo@ucla.edu").await;
    let input = json!({ "confirmation": "leo@ucla.edu" });
    leaving.accept("requestAccountDeletion", input, "").await;
    let superadmin = server.admin("SUPERADMIN").await;
    let input = json!({ "name": "INTEGRATOR", "permissions": INTEGRATOR });
    superadmin.accept("createAdminRole", input, "").await;
    server.register_admin("max", "MANAGER").await;
    let deactivated = deactivated(server, &superadmin).await;
    let as_member = server.client().log_in("max@ucla.edu", PASSWORD).await;
    vec![
        (
            "an anonymous caller",
            server.client(),
            CallerKind::Anonymous,
        ),
        (DEACTIVATED, deactivated, CallerKind::Anonymous),
        (
            "a member whose deletion is pending",
            leaving,
            CallerKind::PendingDeletion,
        ),
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
            "an integrator",
            server.admin("INTEGRATOR").await,
            CallerKind::Admin(INTEGRATOR),
        ),
        // Last, because this one may end the sessions of the others.
        (
            "a superadmin",
            superadmin,
            CallerKind::Admin(ALL_PERMISSIONS),
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

/// Calls an operation. Returns `UNAUTHENTICATED` or `FORBIDDEN`, or `None` when the caller is authorized, even if
/// the call fails for another reason.
async fn refusal(client: &Client, kind: &str, name: &str, call: &str) -> Option<String> {
    let document = format!("{} {{ {call} }}", kind.to_lowercase());
    let code = if kind == "Subscription" {
        client.subscribe(&document, json!({})).await.refused().await
    } else {
        let response = match name {
            UPLOAD => client.try_to_upload(b"no picture").await,
            _ => client.try_run(&document, json!({})).await,
        };
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
async fn every_operation_is_open_to_authorized_callers_only() {
    each_database_with(&[("IMPERSONATION", "true")], async |server| {
        for (who, client, caller_kind) in callers(&server).await {
            for (kind, name, rule, call) in OPERATIONS {
                if *kind == "Subscription" && who == DEACTIVATED {
                    // A socket does not open with a token that is no longer valid.
                    continue;
                }
                let refused = refusal(&client, kind, name, call).await;
                let expected = expected(*rule, caller_kind);
                assert_eq!(refused.as_deref(), expected, "{who} calls {kind}.{name}");
            }
        }
    })
    .await;
}

const SCHEMA: &str = "{ __schema { types { name fields { name description } } } }";

#[tokio::test]
async fn every_operation_is_listed_and_documents_the_permission_it_needs() {
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
            let mut rows = OPERATIONS
                .iter()
                .filter(|(kind, operation, ..)| *kind == root && *operation == name);
            // An operation that members may call too documents the permission on the argument that needs it.
            let needed = match (rows.next(), rows.next()) {
                (Some((_, _, With(permission), _)), None) => {
                    Some(format!("Needs the permission {permission}."))
                }
                (Some((_, _, WithBoth(first, second), _)), None) => {
                    Some(format!("Needs the permissions {first} and {second}."))
                }
                (Some((_, _, WithAll(permission), _)), None) => Some(format!(
                    "Needs the permission {permission}, and every permission that an active administrator has."
                )),
                _ => None,
            };
            match needed {
                Some(sentence) => assert!(words.ends_with(&sentence), "{name}: {words}"),
                None => assert!(!words.contains("Needs the permission"), "{name}: {words}"),
            }
        }
    }
    let listed = OPERATIONS
        .iter()
        .map(|(kind, name, ..)| (*kind, (*name).to_owned()));
    assert_eq!(operations, listed.collect::<BTreeSet<_>>());
}
