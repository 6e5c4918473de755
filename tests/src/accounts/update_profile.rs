//! Changing one's own profile.

use bruinbridge::db::Engine;
use serde_json::{Value, json};

use crate::harness::{Client, Server, assert_logged, each_database};

const JO: &str = "jo@ucla.edu";
const FIELDS: &str = "firstName lastName year major minor hobbies clubs goals otherBackground \
                      international commuter firstgen outofstate transfer profilePictureUrl";

/// Returns a value for every field of the survey.
pub(super) fn survey() -> Value {
    json!({
        "firstName": "Jo", "lastName": "Bruin", "year": 3,
        "major": ["Astrophysics", "Music"], "minor": ["Dance"],
        "hobbies": "Hiking", "clubs": "Choir", "goals": "To learn\nand to teach",
        "otherBackground": "First in line", "international": true, "commuter": true,
        "firstgen": true, "outofstate": true, "transfer": true,
        "profilePictureUrl": "https://pictures.example/jo.png",
    })
}

async fn update(client: &Client, input: Value) -> Value {
    let fields = format!("user {{ {FIELDS} role }}");
    client.accept("updateProfile", input, &fields).await["user"].take()
}

#[tokio::test]
async fn every_field_of_the_survey_can_be_set() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let input = json!({ "input": survey() });
        let document = format!(
            "mutation($input: ProfileInput!) {{ updateProfile(input: $input) {{ user {{ {FIELDS} }} }} }}"
        );
        let data = jo.run(&document, input).await;
        assert_eq!(data["updateProfile"]["user"], survey());
        assert_eq!(jo.me(FIELDS).await, survey());
    })
    .await;
}

#[tokio::test]
async fn omitted_fields_stay_and_null_clears() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        update(&jo, survey()).await;
        let user = update(&jo, json!({ "hobbies": " Chess ", "year": null })).await;
        assert_eq!(
            (&user["hobbies"], &user["year"]),
            (&json!("Chess"), &Value::Null)
        );
        assert_eq!(
            (&user["firstName"], &user["transfer"]),
            (&json!("Jo"), &json!(true))
        );
        let user = update(
            &jo,
            json!({ "profilePictureUrl": null, "major": [], "hobbies": "" }),
        )
        .await;
        assert_eq!(user["profilePictureUrl"], Value::Null);
        assert_eq!((&user["major"], &user["hobbies"]), (&json!([]), &json!("")));
        let before = jo.me(FIELDS).await;
        update(&jo, json!({})).await;
        assert_eq!(jo.me(FIELDS).await, before);
    })
    .await;
}

/// Makes the database reject every change of an account's row.
async fn freeze_accounts(server: &Server) {
    let statements: &[&str] = match server.app.db.engine {
        Engine::Sqlite => &[
            "CREATE TRIGGER frozen BEFORE UPDATE ON users BEGIN SELECT RAISE(ABORT, 'frozen'); END",
        ],
        Engine::Postgres => &[
            "CREATE FUNCTION frozen() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'frozen'; END $$",
            "CREATE TRIGGER frozen BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION frozen()",
        ],
    };
    for statement in statements {
        server.execute(statement).await;
    }
}

#[tokio::test]
async fn a_profile_that_is_saved_as_it_is_writes_only_signals() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        update(&jo, survey()).await;
        freeze_accounts(&server).await;
        server.forget_signals().await;
        update(&jo, survey()).await;
        let signals = server.signals().await;
        assert!(signals.iter().any(|signal| signal.name == "user_updated"));
        let input = json!({ "hobbies": "Chess" });
        assert_eq!(jo.fail("updateProfile", input).await, "INTERNAL");
        assert_eq!(jo.me(FIELDS).await, survey());
    })
    .await;
}

#[tokio::test]
async fn entries_are_trimmed_and_deduplicated_in_order() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let major = json!([" Music ", "Astrophysics", "MUSIC", "astrophysics "]);
        let user = update(&jo, json!({ "major": major })).await;
        assert_eq!(user["major"], json!(["Music", "Astrophysics"]));
    })
    .await;
}

#[tokio::test]
async fn all_errors_are_reported_at_once_and_nothing_is_saved() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let input = json!({
            "firstName": "x".repeat(151), "lastName": "tab\there", "year": 6,
            "major": ["Music", "", "x".repeat(101)], "minor": ["a", "b", "c", "d", "e", "f"],
            "hobbies": "x".repeat(501), "profilePictureUrl": "http://pictures.example/jo.png",
            "goals": "These are fine",
        });
        let mut refused = jo.refuse("updateProfile", input).await;
        refused.sort();
        let all = [
            "CONTROL_CHARACTER lastName",
            "ENTRY_EMPTY major.1",
            "ENTRY_TOO_LONG major.2",
            "NAME_TOO_LONG firstName",
            "TEXT_TOO_LONG hobbies",
            "TOO_MANY_ENTRIES minor",
            "URL_NOT_HTTPS profilePictureUrl",
            "YEAR_OUT_OF_RANGE year",
        ];
        assert_eq!(refused, all);
        assert_eq!(jo.me("goals").await["goals"], "");
    })
    .await;
}

#[tokio::test]
async fn picture_urls_must_be_safe() {
    let server = Server::start().await;
    let jo = server.member(JO).await;
    let long = format!("https://pictures.example/{}", "x".repeat(500));
    let table = [
        ("javascript:alert(1)", "URL_NOT_HTTPS profilePictureUrl"),
        (
            "https://jo:secret@pictures.example/",
            "URL_HAS_CREDENTIALS profilePictureUrl",
        ),
        ("https://", "URL_INVALID profilePictureUrl"),
        (
            "http://localhost:8000/jo.png",
            "PICTURE_HOST_NOT_ALLOWED profilePictureUrl",
        ),
        (&long, "URL_TOO_LONG profilePictureUrl"),
    ];
    for (url, code) in table {
        let refused = jo
            .refuse("updateProfile", json!({ "profilePictureUrl": url }))
            .await;
        assert_eq!(refused, [code], "{url}");
    }
}

#[tokio::test]
async fn update_profile_ignores_protected_fields() {
    each_database(async |server| protected_fields_are_refused(&server, "updateProfile").await)
        .await;
}

/// Asserts that the input accepts no field outside the survey, and that trying changes nothing.
pub(super) async fn protected_fields_are_refused(server: &Server, mutation: &str) {
    let jo = server.member(JO).await;
    let before = server.user(JO).await;
    let protected = json!({
        "id": "00000000-0000-0000-0000-000000000000", "email": "bo@ucla.edu", "password": "x",
        "isVerified": false, "isActive": false, "isStaff": true, "isSuperuser": true,
        "isMatched": true, "matchedMentorEmail": "bo@ucla.edu", "isDeleted": true,
        "permanentDeletionDate": "2030-01-01T00:00:00Z", "dateJoined": "2030-01-01T00:00:00Z",
        "lastLogin": null,
    });
    for (field, value) in protected.as_object().expect("a map") {
        let input = json!({ "firstName": "Jo", field: value });
        assert_eq!(jo.fail(mutation, input).await, "BAD_USER_INPUT", "{field}");
    }
    assert_eq!(server.user(JO).await, before);
}

#[tokio::test]
async fn cannot_become_admin_via_profile_update() {
    each_database(async |server| admin_attempts_are_dropped(&server, "updateProfile").await).await;
}

/// Asserts that a request to become an administrator is ignored while the rest is saved.
pub(super) async fn admin_attempts_are_dropped(server: &Server, mutation: &str) {
    let jo = server.member(JO).await;
    let input = json!({ "role": "ADMIN", "firstName": "Jo" });
    let payload = jo
        .accept(mutation, input, "user { role firstName isStaff }")
        .await;
    let expected = json!({ "role": "MENTEE", "firstName": "Jo", "isStaff": false });
    assert_eq!(payload["user"], expected);
    let user = server.user(JO).await.expect("an account");
    assert!(!user.is_staff && !user.is_superuser);
    assert_eq!(
        server
            .client()
            .run("{ currentAdmin { id } }", json!({}))
            .await["currentAdmin"],
        Value::Null
    );
    assert_logged(&[
        "WARN",
        "a change of role that is not permitted",
        &jo.id().await,
    ]);
}

#[tokio::test]
async fn a_role_change_ends_matches() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let bo = server.mentor("bo@ucla.edu").await;
        server.pair(&jo, &bo).await;
        assert_eq!(
            update(&jo, json!({ "role": "MENTEE" })).await["role"],
            "MENTEE"
        );
        assert_eq!(
            server.ties().await,
            [1, 1, 2],
            "the same role changes nothing"
        );
        assert_eq!(
            update(&jo, json!({ "role": "MENTOR" })).await["role"],
            "MENTOR"
        );
        assert_eq!(server.ties().await, [0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn an_administrator_stays_an_administrator() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let user = update(&admin, json!({ "role": "MENTEE", "firstName": "Su" })).await;
        assert_eq!(
            (&user["role"], &user["firstName"]),
            (&json!("ADMIN"), &json!("Su"))
        );
        assert!(
            admin
                .run("{ signals(first: 1) { nodes { id } } }", json!({}))
                .await["signals"]
                .is_object()
        );
    })
    .await;
}

#[tokio::test]
async fn profile_denied_when_signed_out_granted_when_signed_in() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        assert_eq!(server.client().me("id").await, Value::Null);
        assert_eq!(
            server.client().fail("updateProfile", json!({})).await,
            "UNAUTHENTICATED"
        );
        assert_eq!(jo.me("email").await["email"], JO);
        update(&jo, json!({ "firstName": "Jo" })).await;
    })
    .await;
}

#[tokio::test]
async fn a_profile_is_complete_with_both_names_the_year_and_a_major() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let steps = [
            (json!({}), json!(["firstName", "lastName", "year", "major"])),
            (
                json!({ "lastName": "Bruin", "firstName": "  " }),
                json!(["firstName", "year", "major"]),
            ),
            (json!({ "year": 0 }), json!(["firstName", "major"])),
            (json!({ "major": ["Music"] }), json!(["firstName"])),
            (json!({ "firstName": "Jo" }), json!([])),
        ];
        for (input, missing) in steps {
            update(&jo, input).await;
            let me = jo.me("profileComplete missingFields").await;
            assert_eq!(me["profileComplete"], missing == json!([]));
            assert_eq!(me["missingFields"], missing);
        }
    })
    .await;
}

#[tokio::test]
async fn the_full_name_is_both_names_or_not_provided() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let steps = [
            ("", "", "Not provided"),
            ("Jo", "", "Jo"),
            ("", " Bruin ", "Bruin"),
            ("Jo", "Bruin", "Jo Bruin"),
        ];
        for (first, last, full) in steps {
            update(&jo, json!({ "firstName": first, "lastName": last })).await;
            assert_eq!(jo.me("fullName").await["fullName"], full);
        }
    })
    .await;
}

#[tokio::test]
async fn a_name_that_nobody_can_see_is_missing() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let input = json!({
            "firstName": "\u{200B}", "lastName": "\u{3164}\u{200D}", "hobbies": "\u{2800}",
            "major": ["Art"], "year": 2,
        });
        jo.accept("completeSurvey", input, "").await;
        let me = jo
            .me("firstName lastName hobbies fullName profileComplete missingFields")
            .await;
        let expected = json!({
            "firstName": "", "lastName": "", "hobbies": "", "fullName": "Not provided",
            "profileComplete": false, "missingFields": ["firstName", "lastName"],
        });
        assert_eq!(me, expected);
        for list in ["major", "minor"] {
            let input = json!({ list: ["\u{FEFF}"] });
            let refused = jo.refuse("updateProfile", input).await;
            assert_eq!(refused, [format!("ENTRY_EMPTY {list}.0")]);
        }
    })
    .await;
}
