//! Who may call what: every operation of the schema for every kind of caller.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::harness::{Client, Heard, PASSWORD, Server, each_database};

/// An operation and, for each kind of caller in the order of `callers`, whether the door is open ("yes":
/// whatever the verb then answers) or which code it is shut with.
struct Door {
    document: &'static str,
    answers: [&'static str; 7],
}

const EVERYONE: [&str; 7] = ["yes"; 7];
/// An open session of an account in good standing.
const MEMBERS: [&str; 7] = [
    "UNAUTHENTICATED",
    "yes",
    "FORBIDDEN",
    "yes",
    "yes",
    "yes",
    "yes",
];
/// Any open session.
const SIGNED_IN: [&str; 7] = ["UNAUTHENTICATED", "yes", "yes", "yes", "yes", "yes", "yes"];
/// A session that was opened to administer, by whoever may read signals.
const READERS_OF_SIGNALS: [&str; 7] = [
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "FORBIDDEN",
    "FORBIDDEN",
    "yes",
    "yes",
    "yes",
];

/// As `MEMBERS`, and the verb itself refuses all but mentees or all but mentors.
const OF_ONE_ROLE: [&str; 7] = [
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "FORBIDDEN",
    "FORBIDDEN",
    "FORBIDDEN",
    "FORBIDDEN",
    "FORBIDDEN",
];
/// As `OF_ONE_ROLE`, and the member here has it.
const MENTEES: [&str; 7] = [
    "UNAUTHENTICATED",
    "yes",
    "FORBIDDEN",
    "FORBIDDEN",
    "FORBIDDEN",
    "FORBIDDEN",
    "FORBIDDEN",
];

/// A session that was opened to administer with every permission.
const MASTERS_OF_WEBHOOKS: [&str; 7] = [
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "FORBIDDEN",
    "FORBIDDEN",
    "FORBIDDEN",
    "FORBIDDEN",
    "yes",
];

/// What is answered while nothing is changed comes first; what ends a session or a deletion, last.
const DOORS: &[Door] = &[
    Door {
        document: "query { me { id } }",
        answers: EVERYONE,
    },
    Door {
        document: "query { currentAdmin { id } }",
        answers: EVERYONE,
    },
    Door {
        document: "query { signals { nodes { id } } }",
        answers: READERS_OF_SIGNALS,
    },
    Door {
        document: "query { mentors { nodes { id } } }",
        answers: MEMBERS,
    },
    Door {
        document: "query { mentor(id: \"00000000-0000-0000-0000-000000000000\") { id } }",
        answers: MEMBERS,
    },
    Door {
        document: "query { mentorSuggestions { nodes { score } } }",
        answers: MENTEES,
    },
    Door {
        document: "query { menteeSuggestions { nodes { score } } }",
        answers: OF_ONE_ROLE,
    },
    Door {
        document: "query { conversation { nodes { id } } }",
        answers: OF_ONE_ROLE,
    },
    Door {
        document: "mutation { register(input: { email: \"x\", password: \"x\" }) { errors { code } } }",
        answers: EVERYONE,
    },
    Door {
        document: "mutation { verifyEmail(input: { token: \"x\" }) { errors { code } } }",
        answers: EVERYONE,
    },
    Door {
        document: "mutation { resendVerification(input: { email: \"x\" }) { errors { code } } }",
        answers: EVERYONE,
    },
    Door {
        document: "mutation { login(input: { email: \"x\", password: \"x\" }) { errors { code } } }",
        answers: EVERYONE,
    },
    Door {
        document: "mutation { loginAdmin(input: { username: \"x\", password: \"x\" }) { errors { code } } }",
        answers: EVERYONE,
    },
    Door {
        document: "mutation { requestPasswordReset(input: { email: \"x\" }) { errors { code } } }",
        answers: EVERYONE,
    },
    Door {
        document: "mutation { resetPassword(input: { token: \"x\", newPassword: \"x\" }) { errors { code } } }",
        answers: EVERYONE,
    },
    Door {
        document: "mutation { cancelAccountDeletionWithCredentials(input: { email: \"x\", password: \"x\" }) \
                   { errors { code } } }",
        answers: EVERYONE,
    },
    Door {
        document: "mutation { changePassword(input: { currentPassword: \"x\", newPassword: \"x\" }) \
                   { errors { code } } }",
        answers: MEMBERS,
    },
    Door {
        document: "mutation { updateProfile(input: { year: 9 }) { errors { code } } }",
        answers: MEMBERS,
    },
    Door {
        document: "mutation { completeSurvey(input: { year: 9 }) { errors { code } } }",
        answers: MEMBERS,
    },
    Door {
        document: "mutation { changeRole(input: { newRole: ADMIN }) { errors { code } } }",
        answers: MEMBERS,
    },
    Door {
        document: "mutation { requestAccountDeletion(input: { confirmation: \"x\" }) { errors { code } } }",
        answers: MEMBERS,
    },
    Door {
        document: "mutation { revokeSession(input: { id: \"00000000-0000-0000-0000-000000000000\" }) \
                   { errors { code } } }",
        answers: MEMBERS,
    },
    Door {
        document: "mutation { revokeOtherSessions { errors { code } } }",
        answers: MEMBERS,
    },
    Door {
        document: "mutation { addMentee(input: { menteeEmail: \"x\" }) { errors { code } } }",
        answers: MEMBERS,
    },
    Door {
        document: "mutation { removeMentee(input: { menteeEmail: \"x\" }) { errors { code } } }",
        answers: MEMBERS,
    },
    Door {
        document: "mutation { setCapacity(input: { capacity: 0 }) { errors { code } } }",
        answers: MEMBERS,
    },
    Door {
        document: "mutation { blacklistMentor(input: { mentorEmail: \"x\" }) { errors { code } } }",
        answers: MEMBERS,
    },
    Door {
        document: "mutation { unblacklistMentor(input: { mentorEmail: \"x\" }) { errors { code } } }",
        answers: MEMBERS,
    },
    Door {
        document: "mutation { sendMessage(input: { body: \"x\" }) { errors { code } } }",
        answers: MEMBERS,
    },
    Door {
        document: "query { webhooks { id } }",
        answers: MASTERS_OF_WEBHOOKS,
    },
    Door {
        document: "query { webhookDeliveries(webhookId: \"00000000-0000-0000-0000-000000000000\") \
                   { nodes { id } } }",
        answers: MASTERS_OF_WEBHOOKS,
    },
    Door {
        document: "mutation { createWebhook(input: { url: \"x\" }) { errors { code } } }",
        answers: MASTERS_OF_WEBHOOKS,
    },
    Door {
        document: "mutation { updateWebhook(input: { id: \"00000000-0000-0000-0000-000000000000\" }) \
                   { errors { code } } }",
        answers: MASTERS_OF_WEBHOOKS,
    },
    Door {
        document: "mutation { deleteWebhook(input: { id: \"00000000-0000-0000-0000-000000000000\" }) \
                   { errors { code } } }",
        answers: MASTERS_OF_WEBHOOKS,
    },
    Door {
        document: "mutation { rotateWebhookSecret(input: { id: \"00000000-0000-0000-0000-000000000000\" }) \
                   { errors { code } } }",
        answers: MASTERS_OF_WEBHOOKS,
    },
    Door {
        document: "mutation { replayWebhook(input: { id: \"00000000-0000-0000-0000-000000000000\", \
                   after: \"0\" }) { errors { code } } }",
        answers: MASTERS_OF_WEBHOOKS,
    },
    Door {
        document: "subscription { signals(after: \"0\") { id } }",
        answers: READERS_OF_SIGNALS,
    },
    Door {
        document: "subscription { accountSignals(after: \"0\") { id } }",
        answers: MEMBERS,
    },
    Door {
        document: "subscription { messageReceived(after: \"0\") { cursor } }",
        answers: MEMBERS,
    },
    Door {
        document: "mutation { cancelAccountDeletion { errors { code } } }",
        answers: SIGNED_IN,
    },
    Door {
        document: "mutation { logout { errors { code } } }",
        answers: EVERYONE,
    },
];

/// Nobody, a member, one whose deletion is pending, a SUPERADMIN's session as a member, and the sessions
/// of an AUDITOR, a MANAGER and a SUPERADMIN.
async fn callers(server: &Server) -> [Client; 7] {
    let member = server.member("jo@ucla.edu").await;
    let pending = server.member("leaving@ucla.edu").await;
    let input = json!({ "confirmation": "leaving@ucla.edu" });
    pending.accept("requestAccountDeletion", input, "").await;
    server.register_admin("private", "SUPERADMIN").await;
    let private = server.client().log_in("private@ucla.edu", PASSWORD).await;
    [
        server.client(),
        member,
        pending,
        private,
        server.admin("AUDITOR").await,
        server.admin("MANAGER").await,
        server.admin("SUPERADMIN").await,
    ]
}

async fn answer(client: &Client, document: &str) -> String {
    let errors = if document.starts_with("subscription") {
        let mut subscription = client.subscribe(document, json!({})).await;
        // Where nothing has happened yet, an open door is silent.
        match timeout(Duration::from_secs(2), subscription.hear()).await {
            Ok(Heard::Errors(errors)) => errors,
            _ => Value::Null,
        }
    } else {
        client.try_run(document, json!({})).await["errors"].take()
    };
    let code = errors.pointer("/0/extensions/code").and_then(Value::as_str);
    code.unwrap_or("yes").to_owned()
}

#[tokio::test]
async fn every_operation_is_open_to_whom_it_should_be() {
    each_database(async |server| {
        let callers = callers(&server).await;
        for door in DOORS {
            let mut answers = Vec::new();
            for caller in &callers {
                answers.push(answer(caller, door.document).await);
            }
            assert_eq!(answers, door.answers, "{}", door.document);
        }
    })
    .await;
}

#[tokio::test]
async fn every_operation_of_the_schema_has_its_line() {
    let server = Server::start().await;
    let document = "{ __schema { queryType { fields { name } } mutationType { fields { name } }
                      subscriptionType { fields { name } } } }";
    let data = server.client().run(document, json!({})).await;
    let mut operations = BTreeSet::new();
    for kind in ["query", "mutation", "subscription"] {
        let fields = data["__schema"][format!("{kind}Type")]["fields"].as_array();
        for field in fields.expect("a list") {
            operations.insert(format!(
                "{kind} {}",
                field["name"].as_str().expect("a name")
            ));
        }
    }
    let lines: BTreeSet<String> = DOORS
        .iter()
        .map(|door| {
            let (kind, rest) = door.document.split_once(" { ").expect("a document");
            let name = rest.split([' ', '(']).next().unwrap_or_default();
            format!("{kind} {name}")
        })
        .collect();
    assert_eq!(operations, lines);
}
