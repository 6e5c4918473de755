//! Signing in as a member, for support: when it is allowed, and when it ends.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::{Client, PASSWORD, Server, each_database, each_database_with};

const ON: &[(&str, &str)] = &[("IMPERSONATION", "true")];
const JO: &str = "jo@ucla.edu";

/// Signs the administrator in as a member with this id.
async fn impersonate(server: &Server, admin: &Client, id: &str) -> Client {
    let input = json!({ "userId": id, "reason": "Help with the survey" });
    let payload = admin.accept("impersonateUser", input, "token").await;
    server.client_with(payload["token"].as_str().expect("a token"))
}

/// Returns an administrator, a member, and the administrator as that member.
async fn signed_in(server: &Server) -> (Client, Client, Client) {
    let member = server.member(JO).await;
    let admin = server.admin("SUPERADMIN").await;
    let client = impersonate(server, &admin, &member.id().await).await;
    (admin, member, client)
}

pub(super) async fn is_open(client: &Client) -> bool {
    client.me("id").await["id"].is_string()
}

#[tokio::test]
async fn it_is_off_by_default() {
    each_database(async |server| {
        let id = server.member(JO).await.id().await;
        let admin = server.admin("SUPERADMIN").await;
        let document =
            "mutation($input: ImpersonateUserInput!) { impersonateUser(input: $input) { token } }";
        let input = json!({ "input": { "userId": id, "reason": "Help" } });
        let response = admin.try_run(document, input).await;
        assert_eq!(response["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let message = response["errors"][0]["message"].as_str();
        assert!(message.expect("a sentence").contains("IMPERSONATION"));
        let rules = admin.run("{ rules { impersonation } }", json!({})).await;
        assert_eq!(rules["rules"]["impersonation"], false);
    })
    .await;
}

#[tokio::test]
async fn it_needs_its_permission_and_a_reason() {
    each_database_with(ON, async |server| {
        let id = server.member(JO).await.id().await;
        let admin = server.admin("SUPERADMIN").await;
        let manager = server.admin("MANAGER").await;
        let input = |reason: &str| json!({ "userId": id, "reason": reason });
        assert_eq!(
            manager.fail("impersonateUser", input("Help")).await,
            "FORBIDDEN"
        );
        let blank = admin.refuse("impersonateUser", input(" ")).await;
        assert_eq!(blank, ["REASON_REQUIRED reason"]);
        let long = admin
            .refuse("impersonateUser", input(&"x".repeat(501)))
            .await;
        assert_eq!(long, ["TEXT_TOO_LONG reason"]);
    })
    .await;
}

#[tokio::test]
async fn some_accounts_are_refused() {
    each_database_with(ON, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let refused = async |id: &str| {
            let input = json!({ "userId": id, "reason": "Help" });
            admin.refuse("impersonateUser", input).await
        };
        let unknown = "00000000-0000-7000-8000-000000000000";
        assert_eq!(refused(unknown).await, ["USER_NOT_FOUND userId"]);
        let other = server.admin("MANAGER").await.id().await;
        assert_eq!(refused(&other).await, ["ACCOUNT_IS_ADMIN userId"]);
        let leaving = server.member("leo@ucla.edu").await;
        let input = json!({ "confirmation": "leo@ucla.edu" });
        leaving.accept("requestAccountDeletion", input, "").await;
        let leaving = leaving.id().await;
        assert_eq!(refused(&leaving).await, ["DELETION_PENDING userId"]);
        let id = server.member(JO).await.id().await;
        let input = json!({ "id": id, "isVerified": false });
        admin.accept("updateUser", input, "").await;
        assert_eq!(refused(&id).await, ["EMAIL_NOT_VERIFIED userId"]);
        let input = json!({ "id": id, "isActive": false });
        admin.accept("updateUser", input, "").await;
        assert_eq!(refused(&id).await, ["ACCOUNT_INACTIVE userId"]);
    })
    .await;
}

#[tokio::test]
async fn it_ends_after_15_minutes_however_it_is_used() {
    each_database_with(ON, async |server| {
        let (admin, _, client) = signed_in(&server).await;
        for _ in 0..2 {
            server.advance(Duration::minutes(7));
            assert!(is_open(&client).await);
        }
        server.advance(Duration::minutes(1));
        assert!(!is_open(&client).await);
        assert!(is_open(&admin).await);
    })
    .await;
}

#[tokio::test]
async fn it_ends_with_the_session_of_the_administrator() {
    each_database_with(ON, async |server| {
        let (admin, _, client) = signed_in(&server).await;
        assert!(is_open(&client).await);
        admin.accept("logout", Value::Null, "").await;
        assert!(!is_open(&client).await);
    })
    .await;
}

#[tokio::test]
async fn it_goes_on_while_other_sessions_of_the_administrator_end() {
    each_database_with(ON, async |server| {
        let (admin, member, client) = signed_in(&server).await;
        let input = json!({ "username": "superadmin", "password": PASSWORD });
        let payload = server.client().accept("loginAdmin", input, "token").await;
        let second = server.client_with(payload["token"].as_str().expect("a token"));
        let other = impersonate(&server, &second, &member.id().await).await;
        assert!(is_open(&client).await && is_open(&other).await);
        admin
            .accept("revokeOtherSessions", Value::Null, "revoked")
            .await;
        assert!(is_open(&client).await);
        assert!(!is_open(&other).await);
    })
    .await;
}

#[tokio::test]
async fn it_ends_when_the_administrator_loses_the_permission() {
    for (mutation, field) in [
        ("deactivateAdmin", json!({})),
        ("setAdminRole", json!({ "roleName": "MANAGER" })),
    ] {
        each_database_with(ON, async |server| {
            let member = server.member(JO).await;
            let first = server.admin("SUPERADMIN").await;
            server.register_admin("dean", "SUPERADMIN").await;
            let input = json!({ "username": "dean", "password": PASSWORD });
            let fields = "token adminUser { id }";
            let payload = server.client().accept("loginAdmin", input, fields).await;
            let dean = server.client_with(payload["token"].as_str().expect("a token"));
            let client = impersonate(&server, &dean, &member.id().await).await;
            assert!(is_open(&client).await);
            let mut input = field.clone();
            input["id"] = payload["adminUser"]["id"].clone();
            first.accept(mutation, input, "").await;
            assert!(!is_open(&client).await, "{mutation}");
            assert!(is_open(&member).await);
            let ended = server.signals().await;
            assert!(
                ended
                    .iter()
                    .any(|signal| signal.name == "impersonation_ended")
            );
        })
        .await;
    }
}

#[tokio::test]
async fn it_ends_when_the_role_loses_the_permission() {
    each_database_with(ON, async |server| {
        let member = server.member(JO).await;
        let first = server.admin("SUPERADMIN").await;
        let role = |permissions: &[&str]| json!({ "name": "DESK", "permissions": permissions });
        let input = role(&["USERS_READ", "USERS_IMPERSONATE"]);
        first.accept("createAdminRole", input, "").await;
        let desk = server.admin("DESK").await;
        let client = impersonate(&server, &desk, &member.id().await).await;
        assert!(is_open(&client).await);
        first
            .accept("changeAdminRole", role(&["USERS_READ"]), "")
            .await;
        assert!(!is_open(&client).await);
    })
    .await;
}

#[tokio::test]
async fn the_member_can_end_it_and_gets_an_email() {
    each_database_with(
        &[("IMPERSONATION", "true"), ("AUTO_VERIFY", "true")],
        async |server| {
            let (_, member, client) = signed_in(&server).await;
            let me = member.me("sessions { id impersonated }").await;
            let sessions = me["sessions"].as_array().expect("sessions");
            let theirs = sessions.iter().find(|row| row["impersonated"] == true);
            let input = json!({ "id": theirs.expect("a session")["id"] });
            member.accept("revokeSession", input, "").await;
            assert!(!is_open(&client).await);
            assert_eq!(
                client.fail("endImpersonation", Value::Null).await,
                "UNAUTHENTICATED"
            );
            let admin = server.admin("AUDITOR").await;
            let emails = "{ emails { nodes { kind to } } }";
            let emails = admin.run(emails, json!({})).await;
            let emails = emails["emails"]["nodes"].as_array().expect("emails");
            let expected = json!({ "kind": "IMPERSONATED", "to": JO });
            assert!(emails.contains(&expected), "{emails:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn without_a_cookie_the_session_of_the_administrator_stays_as_it_is() {
    each_database_with(ON, async |server| {
        let (admin, _, client) = signed_in(&server).await;
        let payload = client
            .accept("endImpersonation", Value::Null, "session { id }")
            .await;
        assert_eq!(payload["session"], Value::Null);
        assert!(is_open(&admin).await);
        assert!(!is_open(&client).await);
        assert_eq!(
            admin.fail("endImpersonation", Value::Null).await,
            "FORBIDDEN"
        );
    })
    .await;
}

#[tokio::test]
async fn it_ends_when_either_account_is_deleted_or_everyone_is_signed_out() {
    for mutation in ["deleteMember", "deleteAdministrator", "endAllSessions"] {
        each_database_with(ON, async |server| {
            let first = server.admin("SUPERADMIN").await;
            let member = server.member(JO).await;
            server.register_admin("dean", "SUPERADMIN").await;
            let input = json!({ "username": "dean", "password": PASSWORD });
            let payload = server.client().accept("loginAdmin", input, "token").await;
            let dean = server.client_with(payload["token"].as_str().expect("a token"));
            let client = impersonate(&server, &dean, &member.id().await).await;
            let deleted = match mutation {
                "deleteMember" => &member,
                _ => &dean,
            };
            match mutation {
                "endAllSessions" => first.accept(mutation, json!({}), "ended").await,
                _ => {
                    let input = json!({ "id": deleted.id().await });
                    first.accept("deleteUser", input, "").await
                }
            };
            assert!(!is_open(&client).await, "{mutation}");
            assert_eq!(
                server
                    .count("sessions WHERE impersonator_id IS NOT NULL")
                    .await,
                0
            );
            let signals = server.signals().await;
            let ended = signals
                .iter()
                .filter(|signal| signal.name == "impersonation_ended");
            assert_eq!(ended.count(), 1, "{mutation}");
        })
        .await;
    }
}

#[tokio::test]
async fn support_sees_neither_sign_ins_nor_blocks() {
    each_database_with(ON, async |server| {
        let (_, member, client) = signed_in(&server).await;
        let input = json!({ "mentorEmail": "mo@ucla.edu" });
        member.accept("blacklistMentor", input, "").await;
        let fields = "signIns { nodes { ip } } blockedMentors { email } sessions { impersonated }";
        let own = member.me(fields).await;
        assert_eq!(own["signIns"]["nodes"].as_array().expect("a list").len(), 1);
        assert_eq!(own["blockedMentors"].as_array().expect("a list").len(), 1);
        let seen = client.me(fields).await;
        assert_eq!(seen["signIns"]["nodes"], json!([]));
        assert_eq!(seen["blockedMentors"], json!([]));
        assert_eq!(seen["sessions"], json!([{ "impersonated": true }]));
    })
    .await;
}

#[tokio::test]
async fn support_accepts_nothing_by_asking() {
    each_database_with(ON, async |server| {
        let (_, member, client) = signed_in(&server).await;
        member.complete_profile(1).await;
        let mentor = server.mentor("mo@ucla.edu").await;
        mentor.complete_profile(3).await;
        let input = json!({ "menteeId": member.id().await });
        mentor.accept("offerMentoring", input, "").await;
        let input = json!({ "mentorId": mentor.id().await });
        assert_eq!(
            client.fail("requestMentor", input.clone()).await,
            "FORBIDDEN"
        );
        assert_eq!(server.count("matches").await, 0);
        member.accept("requestMentor", input, "").await;
        assert_eq!(server.count("matches").await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_log_has_both_identities_and_the_activity_names_them() {
    each_database_with(ON, async |server| {
        let (admin, member, client) = signed_in(&server).await;
        server.forget_signals().await;
        let profile = json!({ "firstName": "Jo", "lastName": "Bruin" });
        client.accept("updateProfile", profile, "").await;
        let (member, own) = (member.id().await, admin.id().await);
        let query =
            "{ signals { nodes { actorId impersonatorId } } activity { nodes { sentence } } }";
        let data = admin.run(query, json!({})).await;
        let signals = data["signals"]["nodes"].as_array().expect("signals");
        let expected = json!({ "actorId": member, "impersonatorId": own });
        assert!(!signals.is_empty());
        assert!(
            signals.iter().all(|signal| *signal == expected),
            "{signals:?}"
        );
        let sentence = &data["activity"]["nodes"][0]["sentence"];
        let expected = "superadmin@ucla.edu, as Jo Bruin, changed their account.";
        assert_eq!(sentence, expected);
    })
    .await;
}

#[tokio::test]
async fn an_export_has_what_was_done_as_the_member() {
    each_database_with(ON, async |server| {
        let (admin, member, client) = signed_in(&server).await;
        client
            .accept("updateProfile", json!({ "hobbies": "chess" }), "")
            .await;
        server.wait_for_log().await;
        let payload = member
            .accept("exportMyData", json!({}), "data endCursor")
            .await;
        let part = &payload["data"];
        let sessions = part["account"]["sessions"].as_array().expect("sessions");
        let theirs = sessions.iter().find(|row| row["impersonated"] == true);
        let reason = &theirs.expect("a session")["impersonationReason"];
        assert_eq!(reason, "Help with the survey");
        let signals = part["signals"].as_array().expect("signals");
        let updated = signals.iter().find(|row| row["name"] == "user_updated");
        let impersonator = &updated.expect("a signal")["impersonatorId"];
        assert_eq!(*impersonator, admin.id().await);
    })
    .await;
}

#[tokio::test]
async fn the_reason_is_redacted_with_the_account() {
    each_database_with(ON, async |server| {
        let (admin, member, client) = signed_in(&server).await;
        let id = member.id().await;
        client.accept("endImpersonation", Value::Null, "").await;
        admin.accept("deleteUser", json!({ "id": id }), "").await;
        let signals = server.signals().await;
        let of = |name: &str| {
            let signal = signals.iter().find(|signal| signal.name == name);
            signal.expect("a signal").arguments["data"]["reason"].clone()
        };
        for name in ["impersonation_started", "impersonation_ended"] {
            assert_eq!(of(name), "[redacted]");
        }
    })
    .await;
}
