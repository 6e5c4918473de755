//! What an administrator who is signed in as a member may do: every operation that members may run.

use serde_json::{Value, json};

use super::Rule::{Members, Mentees, Mentors, Partners, SignedIn};
use super::{OPERATIONS, refusal};
use crate::harness::{Client, Server, each_database_with};

const ON: &[(&str, &str)] = &[("IMPERSONATION", "true")];

/// Everything that members need a session for and support may do.
const ALLOWED: &[&str] = &[
    "mentors",
    "mentor",
    "mentorSuggestions",
    "menteeSuggestions",
    "sentRequests",
    "receivedRequests",
    "requestMentor",
    "offerMentoring",
    "withdrawRequest",
    "setCapacity",
    "pauseMentoring",
    "resumeMentoring",
    "updateProfile",
    "completeSurvey",
];

/// Signs the administrator in as this member.
async fn impersonate(server: &Server, admin: &Client, member: &Client) -> Client {
    let input = json!({ "userId": member.id().await, "reason": "Help" });
    let payload = admin.accept("impersonateUser", input, "token").await;
    server.client_with(payload["token"].as_str().expect("a token"))
}

async fn code(client: &Client, call: &str) -> Value {
    let document = format!("mutation {{ {call} {{ errors {{ code }} }} }}");
    let response = client.try_run(&document, json!({})).await;
    response["errors"][0]["extensions"]["code"].clone()
}

#[tokio::test]
async fn support_may_do_only_what_is_listed() {
    each_database_with(ON, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let mentee = server.member("jo@ucla.edu").await;
        let mentor = server.mentor("mo@ucla.edu").await;
        for (member, role) in [(mentee, "a mentee"), (mentor, "a mentor")] {
            let client = impersonate(&server, &admin, &member).await;
            for (kind, name, rule, call) in OPERATIONS {
                let is_refused = match rule {
                    Members => !ALLOWED.contains(name),
                    Mentees => role != "a mentee",
                    Mentors => role != "a mentor",
                    SignedIn | Partners => true,
                    _ => continue,
                };
                let refused = refusal(&client, kind, name, call).await;
                let expected = is_refused.then_some("FORBIDDEN");
                assert_eq!(refused.as_deref(), expected, "{name} as {role}");
            }
            assert!(client.me("id").await["id"].is_string());
        }
    })
    .await;
}

#[tokio::test]
async fn support_may_do_nothing_that_needs_a_permission() {
    each_database_with(ON, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let member = server.member("jo@ucla.edu").await;
        let client = impersonate(&server, &admin, &member).await;
        for (kind, name, rule, call) in OPERATIONS {
            if matches!(rule, super::With(_) | super::WithBoth(..)) {
                let refused = refusal(&client, kind, name, call).await;
                assert_eq!(refused.as_deref(), Some("FORBIDDEN"), "{name}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn support_changes_the_profile_but_no_role_and_no_picture() {
    each_database_with(ON, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let member = server.member("jo@ucla.edu").await;
        let client = impersonate(&server, &admin, &member).await;
        for mutation in ["updateProfile", "completeSurvey"] {
            for refused in [
                r#"role: MENTOR"#,
                r#"profilePictureUrl: "/media/x.jpg""#,
                r#"hobbies: "chess", role: MENTOR"#,
            ] {
                let call = format!("{mutation}(input: {{ {refused} }})");
                assert_eq!(code(&client, &call).await, "FORBIDDEN", "{call}");
            }
            let same = format!(
                r#"{mutation}(input: {{ hobbies: "go", role: MENTEE, profilePictureUrl: null }})"#
            );
            assert!(code(&client, &same).await.is_null());
        }
        assert_eq!(member.me("role hobbies").await["hobbies"], "go");
    })
    .await;
}

#[tokio::test]
async fn support_sees_only_its_own_session_and_no_change_of_the_address() {
    each_database_with(ON, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let member = server.member("jo@ucla.edu").await;
        let input =
            json!({ "newEmail": "joy@ucla.edu", "currentPassword": crate::harness::PASSWORD });
        member.accept("changeEmail", input, "").await;
        server.advance(chrono::Duration::seconds(1));
        let client = impersonate(&server, &admin, &member).await;
        let fields = "sessions { current impersonated impersonator { username } } pendingEmailChange { email } \
                      currentSession { impersonated }";
        assert_eq!(
            client.me(fields).await,
            json!({
                "sessions": [
                    { "current": true, "impersonated": true, "impersonator": { "username": "superadmin" } },
                ],
                "pendingEmailChange": null,
                "currentSession": { "impersonated": true },
            })
        );
        let own = member.me(fields).await;
        assert_eq!(
            own["sessions"],
            json!([
                { "current": false, "impersonated": true, "impersonator": null },
                { "current": true, "impersonated": false, "impersonator": null },
            ])
        );
        assert_eq!(own["pendingEmailChange"]["email"], "joy@ucla.edu");
    })
    .await;
}
