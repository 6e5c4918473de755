//! Everything held about a member, as the member downloads it.

use std::collections::BTreeSet;

use bruinbridge::entities::signal;
use bruinbridge::entities::user::Role;
use bruinbridge::ids::{SignalId, UserId, WorkflowId};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Set};
use serde_json::{Value, json};

use crate::harness::{Client, PASSWORD, Server, each_database_with};
use crate::hooks::endpoint::{Endpoint, Reply};

const EMAILS: &[(&str, &str)] = &[("SEND_EMAILS", "true"), ("AUTO_VERIFY", "true")];
const JO: &str = "jo@ucla.edu";
const MA: &str = "ma@ucla.edu";

/// The whole export, and the number of its parts.
async fn export(client: &Client) -> (Value, usize) {
    let (mut whole, mut parts) = (Value::Null, 0);
    let mut input = json!({});
    loop {
        let mut part = client.accept("exportMyData", input, "data endCursor").await;
        parts += 1;
        match &mut whole {
            Value::Null => whole = part["data"].take(),
            whole => {
                assert_eq!(part["data"]["account"], Value::Null);
                for list in ["messages", "concerns", "emails", "signals"] {
                    let rows = part["data"][list].as_array().expect("a list").clone();
                    whole[list].as_array_mut().expect("a list").extend(rows);
                }
            }
        }
        if part["endCursor"].is_null() {
            return (whole, parts);
        }
        input = json!({ "after": part["endCursor"] });
    }
}

fn column<'export>(export: &'export Value, list: &str, field: &str) -> Vec<&'export str> {
    let rows = export[list].as_array().expect("a list").iter();
    rows.filter_map(|row| row[field].as_str()).collect()
}

async fn write(client: &Client, body: &str) {
    let input = json!({ "body": body });
    client.accept("sendMessage", input, "").await;
}

#[tokio::test]
async fn a_member_gets_everything_held_about_them() {
    each_database_with(EMAILS, async |server| {
        let (jo, ma) = (server.member(JO).await, server.mentor(MA).await);
        let profile = json!({ "firstName": "Jo", "major": ["Art"], "year": 2, "goals": "a\nb" });
        jo.accept("updateProfile", profile, "").await;
        server.mentor("al@ucla.edu").await;
        let input = json!({ "mentorEmail": "al@ucla.edu" });
        jo.accept("blacklistMentor", input, "").await;
        let mo = server.mentor("mo@ucla.edu").await.id().await;
        let input = json!({ "mentorId": mo });
        jo.accept("blacklistMentor", input, "").await;
        let input = json!({ "menteeEmail": JO });
        ma.accept("addMentee", input, "").await;
        write(&jo, "Hello!").await;
        write(&ma, "Hello, Jo.").await;
        jo.accept("markConversationRead", json!({}), "").await;
        server.send_emails().await;
        server.wait_for_log().await;

        let (export, parts) = export(&jo).await;
        assert_eq!(parts, 1);
        let account = &export["account"];
        assert_eq!(account["email"], JO);
        assert_eq!(account["profile"]["firstName"], "Jo");
        assert_eq!(account["profile"]["major"], json!(["Art"]));
        assert_eq!(account["profile"]["year"], 2);
        assert_eq!(account["profile"]["minor"], json!([]));
        assert_eq!(account["matches"][0]["partner"]["email"], MA);
        assert_eq!(
            account["matches"][0]["readUpTo"],
            export["messages"][1]["id"]
        );
        let [typed, chosen] = [0, 1].map(|number| &account["blockedMentors"][number]);
        assert_eq!(typed["email"], "al@ucla.edu");
        assert_eq!(typed["mentor"], Value::Null, "whoever has the address");
        assert_eq!(
            chosen["email"],
            Value::Null,
            "an address that was not typed"
        );
        assert_eq!(chosen["mentor"]["id"], mo);
        assert_eq!(account["sessions"][0]["ip"], "127.0.0.1");
        assert_eq!(account["administrator"], Value::Null);
        assert_eq!(
            column(&export, "messages", "body"),
            ["Hello!", "Hello, Jo."]
        );
        assert!(column(&export, "emails", "kind").contains(&"MATCHED"));
        let emitted = column(&export, "signals", "name");
        for name in [
            "user_registered",
            "user_authenticated",
            "mentee_added",
            "message_sent",
        ] {
            assert!(emitted.contains(&name), "{name}: {emitted:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_export_has_no_secrets_and_does_not_say_who_blocked_the_member() {
    each_database_with(EMAILS, async |server| {
        let (jo, ma) = (server.member(JO).await, server.mentor(MA).await);
        let input = json!({ "menteeEmail": JO });
        ma.accept("addMentee", input, "").await;
        let input = json!({ "mentorEmail": MA });
        jo.accept("blacklistMentor", input, "").await;
        let wrong = json!({ "email": MA, "password": "not the password" });
        server.client().refuse("login", wrong).await;
        server.send_emails().await;
        server.wait_for_log().await;

        let (export, _) = export(&ma).await;
        let text = export.to_string();
        for secret in [
            "$argon2",
            "digest",
            "client_address",
            "user_agent\":",
            "blacklist",
            JO,
        ] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        assert!(!text.contains(PASSWORD), "{text}");
        let removed = export["signals"].as_array().expect("signals").iter();
        let removed = removed.filter(|signal| signal["name"] == "mentee_removed");
        assert!(
            removed.clone().count() == 1
                && removed.clone().all(|signal| signal["actorId"].is_null())
        );
    })
    .await;
}

#[tokio::test]
async fn an_export_does_not_name_hooks() {
    each_database_with(EMAILS, async |server| {
        let endpoint = Endpoint::open(Reply::Json(
            |data| json!({ "allow": data["year"] != 4, "data": { "hobbies": "Chess" } }),
        ))
        .await;
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        let (id, _) = endpoint
            .hook(&admin, &["USER_PRE_UPDATE"], "FAIL_OPEN")
            .await;
        jo.accept("updateProfile", json!({ "year": 3 }), "").await;
        jo.refuse("updateProfile", json!({ "year": 4 })).await;
        server.wait_for_log().await;
        let (export, _) = export(&jo).await;
        let emitted = column(&export, "signals", "name");
        for name in ["user_pre_update", "user_update_failed"] {
            assert!(emitted.contains(&name), "{name}: {emitted:?}");
        }
        let text = export.to_string();
        for hidden in ["changed_by", "refused_by", &id] {
            assert!(!text.contains(hidden), "{hidden}: {text}");
        }
    })
    .await;
}

/// Emails to an address that a member asks for say whether it has an account: a taken address gets another kind.
#[tokio::test]
async fn an_export_does_not_say_whether_an_address_is_taken() {
    let settings = [EMAILS, &[("REGISTRATION_DISCLOSURE", "private")]].concat();
    each_database_with(&settings, async |server| {
        let jo = server.member(JO).await;
        server.member(MA).await;
        let mut kinds = BTreeSet::new();
        for email in [MA, "free@ucla.edu"] {
            let input = json!({ "newEmail": email, "currentPassword": PASSWORD });
            jo.accept("changeEmail", input, "").await;
            server.deferred_finished().await;
            server.send_emails().await;
            let (export, _) = export(&jo).await;
            assert_eq!(export["account"]["pendingEmail"]["email"], email);
            let about: Vec<&str> = column(&export, "emails", "recipient");
            assert!(about.iter().all(|recipient| *recipient == JO), "{about:?}");
            kinds.insert(column(&export, "emails", "kind").join(" "));
        }
        assert_eq!(kinds.len(), 1, "{kinds:?}");
    })
    .await;
}

#[tokio::test]
async fn a_long_export_comes_in_parts_and_misses_nothing() {
    each_database_with(EMAILS, async |server| {
        let (jo, ma) = (server.member(JO).await, server.mentor(MA).await);
        let second = server.member("mo@ucla.edu").await;
        for email in [JO, "mo@ucla.edu"] {
            let input = json!({ "menteeEmail": email });
            ma.accept("addMentee", input, "").await;
        }
        for number in 0..60 {
            write(&jo, &format!("jo {number}")).await;
        }
        write(&second, "mo").await;
        let user_id = ma.id().await.parse().expect("an id");
        emit(&server, user_id, 2500).await;
        server.wait_for_log().await;
        let (export, parts) = export(&ma).await;
        assert!(parts > 2, "{parts}");
        assert_eq!(column(&export, "messages", "body").len(), 61);
        let ids = column(&export, "signals", "id");
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        let logged = signal::Entity::find()
            .filter(signal::Column::UserId.eq(user_id))
            .count(server.app.db.reader())
            .await;
        assert_eq!(ids.len(), distinct.len());
        assert_eq!(ids.len() as u64, logged.expect("a number"));
        assert_eq!(ma.me("role").await["role"], Role::Mentor.as_str());
    })
    .await;
}

/// Writes many signals about an account to the log.
async fn emit(server: &Server, user_id: UserId, count: usize) {
    let row = |_| signal::ActiveModel {
        id: Set(SignalId::new()),
        name: Set("user_updated".to_owned()),
        sender: Set("UserManager".to_owned()),
        workflow_id: Set(WorkflowId::new()),
        user_id: Set(Some(user_id)),
        occurred_at: Set(server.app.clock.now()),
        arguments: Set(json!({})),
        ..Default::default()
    };
    signal::Entity::insert_many((0..count).map(row))
        .exec_without_returning(server.app.db.writer())
        .await
        .expect("signals");
}

#[tokio::test]
async fn a_wrong_cursor_is_refused_and_exports_and_their_parts_are_limited() {
    let settings = [
        ("RATE_LIMITS", "on"),
        ("EXPORT_LIMIT_PER_ACCOUNT", "2/hour"),
        ("EXPORT_PART_LIMIT_PER_ACCOUNT", "4/hour"),
    ];
    each_database_with(&settings, async |server| {
        let jo = server.member(JO).await;
        for after in ["", "x", "signals:x", "messages:x", "emails:"] {
            assert_eq!(
                jo.fail("exportMyData", json!({ "after": after })).await,
                "BAD_USER_INPUT"
            );
        }
        for _ in 0..2 {
            jo.accept("exportMyData", json!({}), "").await;
        }
        assert_eq!(jo.fail("exportMyData", json!({})).await, "RATE_LIMITED");
        let rest = json!({ "after": "signals:0" });
        jo.accept("exportMyData", rest.clone(), "").await;
        assert_eq!(jo.fail("exportMyData", rest).await, "RATE_LIMITED");
    })
    .await;
}
