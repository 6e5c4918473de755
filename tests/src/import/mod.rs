//! Importing the users of a Django application. The dump is that of a real Django:
//! `python web/tests/django/users.py 10 > tests/fixtures/django_users.json`.

mod invitations;
mod killed;

use bruinbridge::auth::decoys;
use bruinbridge::entities::user::Role;
use bruinbridge::import::{Decision, Plan, PlannedRow, apply, plan, read};
use serde_json::{Value, json};

use crate::harness::{Server, credentials, each_database};

const DUMP: &[u8] = include_bytes!("../../fixtures/django_users.json");

async fn planned(server: &Server, file: &[u8]) -> Plan {
    let records = read(file).expect("users");
    plan(&server.app, &records).await.expect("a plan")
}

async fn import(server: &Server, file: &[u8]) -> Plan {
    let mut plan = planned(server, file).await;
    apply(&server.app, &mut plan, |_| ())
        .await
        .expect("an import");
    plan
}

/// The decision about each row, in a word or by its code.
fn decisions(plan: &Plan) -> Vec<String> {
    let word = |decision: &Decision| match decision {
        Decision::Add(_) => "added".to_owned(),
        Decision::Unchanged(_) => "unchanged".to_owned(),
        Decision::Refuse(refusal) => refusal.code.clone(),
    };
    plan.rows.iter().map(|row| word(&row.decision)).collect()
}

#[tokio::test]
async fn unknown_addresses_are_checked_like_the_accounts_that_were_imported() {
    each_database(async |server| {
        let counts = async || decoys::refresh(&server.app).await.expect("a count");
        assert!(counts().await.is_empty());
        import(&server, DUMP).await;
        // Users 4 and 9 have no password.
        assert_eq!(counts().await, [2, 2, 2, 2]);
        // Another cost is another kind.
        server
            .execute(
                "UPDATE users SET password = replace(password, 'pbkdf2_sha256$1000$', 'pbkdf2_sha256$2000$') \
                 WHERE email = 'user0@ucla.edu'",
            )
            .await;
        assert_eq!(counts().await, [1, 1, 2, 2, 2]);
        server
            .client()
            .log_in("user3@ucla.edu", "correct horse 3")
            .await;
        assert_eq!(counts().await, [1, 1, 2, 2, 1]);
    })
    .await;
}

#[tokio::test]
async fn a_password_of_each_format_signs_in_and_is_renewed() {
    each_database(async |server| {
        import(&server, DUMP).await;
        for (number, scheme) in [
            (0, "pbkdf2_sha256$"),
            (1, "argon2$"),
            (2, "bcrypt_sha256$"),
            (3, "scrypt$"),
        ] {
            let email = format!("user{number}@ucla.edu");
            let stored = || async { server.user(&email).await.expect("a user").password.0 };
            assert!(stored().await.starts_with(scheme), "{scheme}");
            let client = server.client();
            let wrong = credentials(&email, "wrong horse 0");
            assert_eq!(client.refuse("login", wrong).await, ["INVALID_CREDENTIALS"]);
            let password = format!("correct horse {number}");
            server.client().log_in(&email, &password).await;
            assert!(stored().await.starts_with("$argon2id$"), "{scheme}");
            server.client().log_in(&email, &password).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_dry_run_promises_what_an_import_does_and_a_second_import_changes_nothing() {
    each_database(async |server| {
        let promised = planned(&server, DUMP).await;
        assert_eq!(server.count("users").await, 0);
        let done = import(&server, DUMP).await;
        assert_eq!(decisions(&promised), decisions(&done));
        assert_eq!(server.count("users").await, 10);
        assert_eq!(server.count("matches").await, 4);
        assert_eq!(server.count("blacklist").await, 1);
        let again = import(&server, DUMP).await;
        assert_eq!(decisions(&again), ["unchanged"; 10]);
        assert_eq!(server.count("users").await, 10);
        assert_eq!(server.count("matches").await, 4);
        let user = server.user("user1@ucla.edu").await.expect("a user");
        assert_eq!(user.id.to_string(), "00000000-0000-4000-8000-000000000002");
        assert_eq!(user.joined_at.to_rfc3339(), "2024-01-01T00:01:00+00:00");
        assert_eq!(user.major.0, ["Computer Science"]);
        assert!(user.is_verified && user.is_matched && user.role == Role::Mentee);
    })
    .await;
}

#[tokio::test]
async fn addresses_are_blocked_whether_or_not_they_have_an_account() {
    each_database(async |server| {
        server.mentor("old@ucla.edu").await;
        let row = |email: &str, fields: Value| {
            let mut row = json!({ "email": email, "is_verified": true });
            let fields = fields.as_object().expect("an object").clone();
            row.as_object_mut().expect("an object").extend(fields);
            json!({ "model": "users.user", "pk": email, "fields": row })
        };
        let blocked = [
            "new@ucla.edu",
            "old+x@ucla.edu",
            "nobody@ucla.edu",
            "nobody+x@ucla.edu",
            "nobody@example.com",
        ];
        let jo = json!({ "blacklisted_mentors": blocked, "matchedMentorEmail": "new@ucla.edu" });
        let new = json!({ "role": "MENTOR", "blacklisted_mentors": ["old@ucla.edu"] });
        let rows = [row("jo@ucla.edu", jo), row("new@ucla.edu", new)];
        let file = json!(rows).to_string();
        let outcomes = |plan: &Plan| -> Vec<String> {
            let relations = plan.relations.iter();
            let outcome = relations.map(|relation| match &relation.decision {
                Ok(_) if relation.is_present => format!("{} present", relation.mentor),
                Ok(_) => format!("{} added", relation.mentor),
                Err(refusal) => format!("{} {}", relation.mentor, refusal.code),
            });
            outcome.collect()
        };
        let expected = [
            "new@ucla.edu added",
            "old+x@ucla.edu added",
            "nobody@ucla.edu added",
            "nobody@example.com EMAIL_NOT_UCLA",
            "old@ucla.edu NOT_A_MENTEE",
            "new@ucla.edu MENTEE_UNAVAILABLE",
        ];
        assert_eq!(outcomes(&planned(&server, file.as_bytes()).await), expected);
        let imported = import(&server, file.as_bytes()).await;
        assert_eq!(outcomes(&imported), expected);
        assert_eq!(server.count("blacklist").await, 3);
        let attached = "blacklist WHERE mentor_id IS NOT NULL";
        assert_eq!(server.count(attached).await, 2);
        let again = planned(&server, file.as_bytes()).await;
        let present = expected.map(|outcome| outcome.replace("added", "present"));
        assert_eq!(outcomes(&again), present);
        server.mentor("nobody@ucla.edu").await;
        assert_eq!(server.count(attached).await, 3);
    })
    .await;
}

#[tokio::test]
async fn rows_are_refused_with_a_reason_and_others_go_on() {
    each_database(async |server| {
        server.register("taken@ucla.edu", "MENTEE").await;
        let row = |changes: Value| {
            let mut fields = json!({ "is_verified": true, "date_joined": "2024-01-01T00:00:00Z" });
            let fields_of = |value: Value| value.as_object().expect("an object").clone();
            fields
                .as_object_mut()
                .expect("an object")
                .extend(fields_of(changes));
            json!({ "model": "users.user", "pk": 1, "fields": fields })
        };
        let rows = [
            (json!({ "email": "jo@ucla.edu" }), "added"),
            (json!({ "email": "JO@ucla.edu " }), "ID_REPEATED"),
            (json!({ "email": "jo+x@ucla.edu" }), "EMAIL_TAKEN"),
            (json!({ "email": "taken@ucla.edu" }), "EMAIL_TAKEN"),
            (json!({ "email": "jo@example.com" }), "EMAIL_NOT_UCLA"),
            (
                json!({ "email": "a@ucla.edu", "is_superuser": true }),
                "ADMINISTRATOR",
            ),
            (
                json!({ "email": "b@ucla.edu", "is_deleted": true }),
                "DELETED",
            ),
            (
                json!({ "email": "c@ucla.edu", "is_verified": false }),
                "UNVERIFIED_TOO_LONG",
            ),
            (
                json!({ "email": "d@ucla.edu", "year": 9 }),
                "YEAR_OUT_OF_RANGE",
            ),
            (
                json!({ "email": "e@ucla.edu", "year": "x" }),
                "FIELD_INVALID",
            ),
            (
                json!({ "email": "f@ucla.edu", "date_joined": "yesterday" }),
                "DATE_INVALID",
            ),
        ];
        let dump: Vec<Value> = rows.iter().map(|(fields, _)| row(fields.clone())).collect();
        let dump = serde_json::to_vec(&dump).expect("a dump");
        let expected: Vec<&str> = rows.iter().map(|(_, decision)| *decision).collect();
        let promised = planned(&server, &dump).await;
        assert_eq!(decisions(&promised), expected);
        let sentence = |row: &PlannedRow| match &row.decision {
            Decision::Refuse(refusal) if refusal.code == "FIELD_INVALID" => {
                Some(refusal.sentence.clone())
            }
            _ => None,
        };
        let sentences: Vec<String> = promised.rows.iter().filter_map(sentence).collect();
        assert_eq!(sentences, ["The field year must be a whole number."]);
        assert_eq!(decisions(&import(&server, &dump).await), expected);
        assert!(server.user("jo@ucla.edu").await.is_some());
        assert_eq!(server.count("users").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_table_has_the_same_fields() {
    each_database(async |server| {
        let table = "email,role,First Name,year,major,is_verified,date_joined,password\n\
             ma@ucla.edu,MENTOR,Ma,3,\"Physics; Music\",yes,2024-01-01 12:00,!\n";
        assert_eq!(
            decisions(&import(&server, table.as_bytes()).await),
            ["added"]
        );
        let user = server.user("ma@ucla.edu").await.expect("a user");
        assert_eq!(user.major.0, ["Physics", "Music"]);
        assert_eq!((user.year, user.first_name.as_str()), (Some(3), "Ma"));
        assert!(user.role == Role::Mentor && user.is_verified && !user.password.is_set());
        let again = import(&server, table.as_bytes()).await;
        assert_eq!(decisions(&again), ["unchanged"]);
    })
    .await;
}
