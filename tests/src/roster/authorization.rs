//! Who may call the roster operations, and the codes that other callers get.

use serde_json::{Value, json};

use crate::harness::{Client, each_database};

/// An operation and the outcome for each kind of caller, in the order of `CALLERS`: `ok`, the code of a refusal, or
/// the code of a GraphQL error.
struct Operation {
    document: &'static str,
    outcomes: [&'static str; 7],
}

const CALLERS: [&str; 7] = [
    "anonymous",
    "mentee",
    "mentor",
    "pending deletion",
    "SUPERADMIN",
    "MANAGER",
    "AUDITOR",
];

const NO: &str = "UNAUTHENTICATED";
const PENDING: &str = "FORBIDDEN";

#[rustfmt::skip]
const OPERATIONS: &[Operation] = &[
    Operation { document: "{ mentors { nodes { id email } } }",
        outcomes: [NO, "ok", "ok", PENDING, "ok", "ok", "ok"] },
    Operation { document: "{ mentor(id: \"00000000-0000-0000-0000-000000000000\") { id } }",
        outcomes: [NO, "ok", "ok", PENDING, "ok", "ok", "ok"] },
    Operation { document: "{ mentorSuggestions { nodes { score } } }",
        outcomes: [NO, "ok", "FORBIDDEN", PENDING, "FORBIDDEN", "FORBIDDEN", "FORBIDDEN"] },
    Operation { document: "{ menteeSuggestions { nodes { score } } }",
        outcomes: [NO, "FORBIDDEN", "ok", PENDING, "FORBIDDEN", "FORBIDDEN", "FORBIDDEN"] },
    Operation { document: "{ mentorCandidates(menteeId: \"00000000-0000-0000-0000-000000000000\") { nodes { score } } }",
        outcomes: [NO, "FORBIDDEN", "FORBIDDEN", PENDING, "BAD_USER_INPUT", "BAD_USER_INPUT", "FORBIDDEN"] },
    Operation { document: "{ conversation { nodes { body } } }",
        outcomes: [NO, "FORBIDDEN", "FORBIDDEN", PENDING, "FORBIDDEN", "FORBIDDEN", "FORBIDDEN"] },
    Operation { document: "{ conversations { unreadCount } }",
        outcomes: [NO, "ok", "ok", PENDING, "ok", "ok", "ok"] },
    Operation { document: "mutation { markConversationRead(input: {}) { errors { code } } }",
        outcomes: [NO, "FORBIDDEN", "FORBIDDEN", PENDING, "FORBIDDEN", "FORBIDDEN", "FORBIDDEN"] },
    Operation { document: "mutation { addMentee(input: { menteeEmail: \"x@ucla.edu\" }) { errors { code } } }",
        outcomes: [NO, "NOT_A_MENTOR", "MENTEE_NOT_FOUND", PENDING, "NOT_A_MENTOR", "NOT_A_MENTOR", "NOT_A_MENTOR"] },
    Operation { document: "mutation($mentor: ID!) { addMentee(input: { menteeEmail: \"x@ucla.edu\", mentorId: $mentor }) { errors { code } } }",
        outcomes: [NO, "FORBIDDEN", "FORBIDDEN", PENDING, "MENTEE_NOT_FOUND", "MENTEE_NOT_FOUND", "FORBIDDEN"] },
    Operation { document: "mutation($mentor: ID!) { assignMentee(input: { menteeEmail: \"x@ucla.edu\", mentorId: $mentor }) { errors { code } } }",
        outcomes: [NO, "FORBIDDEN", "FORBIDDEN", PENDING, "MENTEE_NOT_FOUND", "MENTEE_NOT_FOUND", "FORBIDDEN"] },
    Operation { document: "mutation { removeMentee(input: { menteeEmail: \"x@ucla.edu\" }) { errors { code } } }",
        outcomes: [NO, "NOT_A_MENTOR", "ok", PENDING, "NOT_A_MENTOR", "NOT_A_MENTOR", "NOT_A_MENTOR"] },
    Operation { document: "mutation($mentor: ID!) { removeMentee(input: { menteeEmail: \"x@ucla.edu\", mentorId: $mentor }) { errors { code } } }",
        outcomes: [NO, "FORBIDDEN", "FORBIDDEN", PENDING, "ok", "ok", "FORBIDDEN"] },
    Operation { document: "mutation { setCapacity(input: { capacity: 3 }) { errors { code } } }",
        outcomes: [NO, "NOT_A_MENTOR", "ok", PENDING, "NOT_A_MENTOR", "NOT_A_MENTOR", "NOT_A_MENTOR"] },
    Operation { document: "mutation($mentor: ID!) { setCapacity(input: { capacity: 3, mentorId: $mentor }) { errors { code } } }",
        outcomes: [NO, "FORBIDDEN", "FORBIDDEN", PENDING, "ok", "ok", "FORBIDDEN"] },
    Operation { document: "mutation { blacklistMentor(input: { mentorEmail: \"x@ucla.edu\" }) { errors { code } } }",
        outcomes: [NO, "ok", "NOT_A_MENTEE", PENDING, "NOT_A_MENTEE", "NOT_A_MENTEE", "NOT_A_MENTEE"] },
    Operation { document: "mutation { unblacklistMentor(input: { mentorEmail: \"x@ucla.edu\" }) { errors { code } } }",
        outcomes: [NO, "ok", "NOT_A_MENTEE", PENDING, "NOT_A_MENTEE", "NOT_A_MENTEE", "NOT_A_MENTEE"] },
    Operation { document: "{ sentRequests { nodes { id } } }",
        outcomes: [NO, "ok", "ok", PENDING, "ok", "ok", "ok"] },
    Operation { document: "{ receivedRequests { nodes { id } } }",
        outcomes: [NO, "ok", "ok", PENDING, "ok", "ok", "ok"] },
    Operation { document: "{ mentorshipRequests { nodes { id } } }",
        outcomes: [NO, "FORBIDDEN", "FORBIDDEN", PENDING, "ok", "ok", "ok"] },
    Operation { document: "mutation { requestMentor(input: { mentorId: \"00000000-0000-0000-0000-000000000000\" }) { errors { code } } }",
        outcomes: [NO, "MENTOR_NOT_FOUND", "NOT_A_MENTEE", PENDING, "NOT_A_MENTEE", "NOT_A_MENTEE", "NOT_A_MENTEE"] },
    Operation { document: "mutation { offerMentoring(input: { menteeId: \"00000000-0000-0000-0000-000000000000\" }) { errors { code } } }",
        outcomes: [NO, "NOT_A_MENTOR", "MENTEE_NOT_FOUND", PENDING, "NOT_A_MENTOR", "NOT_A_MENTOR", "NOT_A_MENTOR"] },
    Operation { document: "mutation { acceptRequest(input: { id: \"00000000-0000-0000-0000-000000000000\" }) { errors { code } } }",
        outcomes: [NO, "REQUEST_NOT_FOUND", "REQUEST_NOT_FOUND", PENDING, "REQUEST_NOT_FOUND", "REQUEST_NOT_FOUND", "REQUEST_NOT_FOUND"] },
    Operation { document: "mutation { declineRequest(input: { id: \"00000000-0000-0000-0000-000000000000\" }) { errors { code } } }",
        outcomes: [NO, "REQUEST_NOT_FOUND", "REQUEST_NOT_FOUND", PENDING, "REQUEST_NOT_FOUND", "REQUEST_NOT_FOUND", "REQUEST_NOT_FOUND"] },
    Operation { document: "mutation { withdrawRequest(input: { id: \"00000000-0000-0000-0000-000000000000\" }) { errors { code } } }",
        outcomes: [NO, "REQUEST_NOT_FOUND", "REQUEST_NOT_FOUND", PENDING, "REQUEST_NOT_FOUND", "REQUEST_NOT_FOUND", "REQUEST_NOT_FOUND"] },
    Operation { document: "mutation { leaveMentor { errors { code } } }",
        outcomes: [NO, "NO_MATCH", "NOT_A_MENTEE", PENDING, "NOT_A_MENTEE", "NOT_A_MENTEE", "NOT_A_MENTEE"] },
    Operation { document: "mutation { endMatch(input: { menteeId: \"00000000-0000-0000-0000-000000000000\" }) { errors { code } } }",
        outcomes: [NO, "FORBIDDEN", "FORBIDDEN", PENDING, "MENTEE_NOT_FOUND", "MENTEE_NOT_FOUND", "FORBIDDEN"] },
    Operation { document: "mutation { undoMatch(input: { menteeId: \"00000000-0000-0000-0000-000000000000\", mentorId: \"00000000-0000-0000-0000-000000000000\" }) { errors { code } } }",
        outcomes: [NO, "FORBIDDEN", "FORBIDDEN", PENDING, "MENTEE_NOT_FOUND", "MENTEE_NOT_FOUND", "FORBIDDEN"] },
    Operation { document: "mutation { sendMessage(input: { body: \"Hello\" }) { errors { code } } }",
        outcomes: [NO, "NOT_MATCHED", "NOT_MATCHED", PENDING, "NOT_MATCHED", "NOT_MATCHED", "NOT_MATCHED"] },
];

async fn outcome(client: &Client, document: &str, mentor: &str) -> String {
    let variables = json!({ "mentor": mentor });
    let response = client.try_run(document, variables).await;
    let code = &response["errors"][0]["extensions"]["code"];
    if let Some(code) = code.as_str() {
        return code.to_owned();
    }
    let payload = response["data"]
        .as_object()
        .and_then(|data| data.values().next());
    let refusal = payload.map(|payload| &payload["errors"][0]["code"]);
    let refusal = refusal.and_then(Value::as_str);
    refusal.unwrap_or("ok").to_owned()
}

#[tokio::test]
async fn every_operation_allows_exactly_its_callers() {
    each_database(async |server| {
        let mentor = server.mentor("ma@ucla.edu").await;
        let leaving = server.member("leaving@ucla.edu").await;
        let confirmation = json!({ "confirmation": "leaving@ucla.edu" });
        leaving
            .accept("requestAccountDeletion", confirmation, "")
            .await;
        let another = server.mentor("mo@ucla.edu").await.id().await;
        let callers = [
            server.client(),
            server.member("jo@ucla.edu").await,
            mentor,
            leaving,
            server.admin("SUPERADMIN").await,
            server.admin("MANAGER").await,
            server.admin("AUDITOR").await,
        ];
        for operation in OPERATIONS {
            for ((caller, who), expected) in callers.iter().zip(CALLERS).zip(operation.outcomes) {
                let outcome = outcome(caller, operation.document, &another).await;
                assert_eq!(outcome, expected, "{who}: {}", operation.document);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn only_members_without_a_pending_deletion_receive_messages() {
    each_database(async |server| {
        let document = "subscription { messageReceived { cursor } }";
        let mut anonymous = server.client().subscribe(document, json!({})).await;
        assert_eq!(anonymous.refused().await, "UNAUTHENTICATED");
        let leaving = server.member("leaving@ucla.edu").await;
        let confirmation = json!({ "confirmation": "leaving@ucla.edu" });
        leaving
            .accept("requestAccountDeletion", confirmation, "")
            .await;
        let mut pending = leaving.subscribe(document, json!({})).await;
        assert_eq!(pending.refused().await, "FORBIDDEN");
    })
    .await;
}
