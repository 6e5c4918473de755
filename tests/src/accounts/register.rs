//! Registration.

use chrono::Duration;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{
    MAIL, PASSWORD, REAL_HASHES, Server, codes, credentials, each_database, each_database_with,
};

const JO: &str = "jo@ucla.edu";

async fn register(server: &Server, email: &str) -> Value {
    let input = credentials(email, PASSWORD);
    let fields = "user { id email role isVerified } note";
    server.client().accept("register", input, fields).await
}

async fn refused(server: &Server, email: &str, password: &str) -> Vec<String> {
    let input = credentials(email, password);
    server.client().refuse("register", input).await
}

#[tokio::test]
async fn complete_registration_and_login_flow() {
    each_database(async |server| {
        let payload = register(&server, "  Jo@UCLA.edu ").await;
        let user = &payload["user"];
        assert_eq!(
            (&user["email"], &user["role"]),
            (&json!(JO), &json!("MENTEE"))
        );
        assert_eq!(user["isVerified"], true);
        assert!(payload["note"].is_string());
        let jo = server.client().log_in(JO, PASSWORD).await;
        let me = jo.me("id email fullName isDeleted isActive isStaff").await;
        let expected = json!({
            "id": user["id"], "email": JO, "fullName": "Not provided",
            "isDeleted": false, "isActive": true, "isStaff": false,
        });
        assert_eq!(me, expected);
    })
    .await;
}

#[tokio::test]
async fn unverified_user_cannot_login_before_following_the_link() {
    each_database_with(MAIL, async |server| {
        assert_eq!(register(&server, JO).await["user"]["isVerified"], false);
        let login = async || {
            let payload = server.client();
            codes(
                &payload
                    .mutate("login", credentials(JO, PASSWORD), "token")
                    .await,
            )
        };
        assert_eq!(login().await, ["EMAIL_NOT_VERIFIED"]);
        let token = server.token_for(JO).await;
        let input = json!({ "token": token });
        server.client().accept("verifyEmail", input, "email").await;
        assert!(login().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_mentor_can_register() {
    each_database(async |server| {
        let input = json!({ "email": JO, "password": PASSWORD, "role": "MENTOR" });
        let payload = server
            .client()
            .accept("register", input, "user { role }")
            .await;
        assert_eq!(payload["user"]["role"], "MENTOR");
    })
    .await;
}

#[tokio::test]
async fn registering_as_admin_is_refused() {
    each_database(async |server| {
        let input = json!({ "email": JO, "password": PASSWORD, "role": "ADMIN" });
        let refused = server.client().refuse("register", input).await;
        assert_eq!(refused, ["ROLE_NOT_ALLOWED role"]);
        assert!(server.user(JO).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn email_and_ucla_email_are_required() {
    each_database(async |server| {
        let long = format!("{}@ucla.edu", "j".repeat(65));
        let table = [
            ("", "EMAIL_REQUIRED email"),
            ("  ", "EMAIL_REQUIRED email"),
            ("jo", "EMAIL_INVALID email"),
            ("jo..x@ucla.edu", "EMAIL_INVALID email"),
            ("\"jo\"@ucla.edu", "EMAIL_INVALID email"),
            ("jö@ucla.edu", "EMAIL_INVALID email"),
            ("kay%evil.example@ucla.edu", "EMAIL_INVALID email"),
            ("evil.example!kay@ucla.edu", "EMAIL_INVALID email"),
            (&long, "EMAIL_TOO_LONG email"),
            ("jo@gmail.com", "EMAIL_NOT_UCLA email"),
            ("jo@seas.ucla.edu", "EMAIL_NOT_UCLA email"),
            ("jo@ucla.edu.evil.com", "EMAIL_NOT_UCLA email"),
        ];
        for (email, code) in table {
            assert_eq!(refused(&server, email, PASSWORD).await, [code], "{email}");
        }
        assert_eq!(server.count("users").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_near_miss_gets_a_suggestion() {
    let server = Server::start().await;
    let input = credentials("jo@uc1a.edu", PASSWORD);
    let payload = server
        .client()
        .mutate("register", input, "user { id } note")
        .await;
    assert_eq!(payload["user"], Value::Null);
    assert_eq!(payload["note"], Value::Null);
    insta::assert_json_snapshot!(payload["errors"], @r#"
    [
      {
        "code": "EMAIL_NOT_UCLA",
        "field": [
          "email"
        ],
        "message": "This is not a UCLA email address. Did you mean jo@ucla.edu?",
        "params": {
          "suggestion": "jo@ucla.edu"
        },
        "status": 400
      }
    ]
    "#);
}

#[tokio::test]
async fn all_errors_are_reported_at_once() {
    each_database(async |server| {
        let input = json!({ "email": "jo", "password": "short", "role": "ADMIN" });
        let refused = server.client().refuse("register", input).await;
        let all = [
            "EMAIL_INVALID email",
            "PASSWORD_TOO_SHORT password",
            "ROLE_NOT_ALLOWED role",
        ];
        assert_eq!(refused, all);
    })
    .await;
}

#[tokio::test]
async fn passwords_must_be_long_enough_uncommon_and_not_the_email() {
    each_database(async |server| {
        let long = "é".repeat(129);
        let table = [
            ("", "PASSWORD_REQUIRED password"),
            ("seven77", "PASSWORD_TOO_SHORT password"),
            (&long, "PASSWORD_TOO_LONG password"),
            ("password", "PASSWORD_TOO_COMMON password"),
            ("Joanna.Bruin@ucla.edu", "PASSWORD_MATCHES_EMAIL password"),
            ("joanna.bruin", "PASSWORD_MATCHES_EMAIL password"),
        ];
        for (password, code) in table {
            let refused = refused(&server, "joanna.bruin@ucla.edu", password).await;
            assert_eq!(refused, [code], "{password}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_passwords_of_the_sources_are_valid() {
    let server = Server::start().await;
    for (number, password) in [PASSWORD, "newSecurePass!"].into_iter().enumerate() {
        let input = credentials(&format!("jo{number}@ucla.edu"), password);
        server.client().accept("register", input, "note").await;
    }
}

#[tokio::test]
async fn a_password_is_the_same_in_every_unicode_normalization() {
    let server = Server::start().await;
    let (composed, decomposed) = ("caf\u{e9} au lait", "cafe\u{301} au lait");
    let input = credentials(JO, composed);
    server.client().accept("register", input, "note").await;
    server.client().log_in(JO, decomposed).await;
}

#[tokio::test]
async fn register_hashes_the_password() {
    each_database_with(REAL_HASHES, async |server| {
        register(&server, JO).await;
        let user = server.user(JO).await.expect("an account");
        let hash = user.password.0;
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(!hash.contains(PASSWORD));
    })
    .await;
}

#[tokio::test]
async fn register_duplicate_email_conflicts() {
    each_database(async |server| {
        register(&server, JO).await;
        let input = credentials("JO@ucla.edu", PASSWORD);
        let payload = server
            .client()
            .mutate("register", input, "user { id }")
            .await;
        assert_eq!(payload["user"], Value::Null);
        assert_eq!(codes(&payload), ["EMAIL_TAKEN email"]);
        assert_eq!(payload["errors"][0]["status"], 409);
        assert_eq!(server.count("users").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_sub_address_belongs_to_the_same_account() {
    each_database(async |server| {
        register(&server, JO).await;
        assert_eq!(
            refused(&server, "jo+x@ucla.edu", PASSWORD).await,
            ["EMAIL_TAKEN email"]
        );
        register(&server, "bo+x@ucla.edu").await;
        assert_eq!(
            refused(&server, "bo@ucla.edu", PASSWORD).await,
            ["EMAIL_TAKEN email"]
        );
        assert_eq!(
            refused(&server, "bo+y@ucla.edu", PASSWORD).await,
            ["EMAIL_TAKEN email"]
        );
        // The same local part at the other domain is a different account.
        register(&server, "jo@g.ucla.edu").await;
        // Sign-in requires the address exactly as registered.
        server.client().log_in("bo+x@ucla.edu", PASSWORD).await;
        let other = server
            .client()
            .refuse("login", credentials("bo@ucla.edu", PASSWORD))
            .await;
        assert_eq!(other, ["INVALID_CREDENTIALS"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_simultaneous_registrations_create_one_account() {
    each_database(async |server| {
        let registrations = (0..20).map(|number| {
            let client = server.client();
            // Two addresses of the same person, so that both unique indexes see the race.
            let email = if number % 2 == 0 { JO } else { "jo+x@ucla.edu" };
            async move {
                let input = credentials(email, PASSWORD);
                codes(&client.mutate("register", input, "note").await)
            }
        });
        let responses = join_all(registrations).await;
        let accepted = responses.iter().filter(|codes| codes.is_empty()).count();
        let taken = responses
            .iter()
            .filter(|codes| **codes == ["EMAIL_TAKEN email"])
            .count();
        assert_eq!((accepted, taken), (1, 19), "{responses:?}");
        assert_eq!(server.count("users").await, 1);
    })
    .await;
}

#[tokio::test]
async fn register_while_in_grace_period_conflicts() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let input = json!({ "confirmation": JO });
        jo.accept("requestAccountDeletion", input, "note").await;
        server.advance(Duration::minutes(59));
        assert_eq!(refused(&server, JO, PASSWORD).await, ["EMAIL_TAKEN email"]);
    })
    .await;
}

#[tokio::test]
async fn register_after_grace_period_purges_and_succeeds() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let before = jo.id().await;
        let input = json!({ "confirmation": JO });
        jo.accept("requestAccountDeletion", input, "note").await;
        server.advance(Duration::hours(1));
        // The address with another tag belongs to the same person, so the old account is purged.
        let payload = register(&server, "jo+new@ucla.edu").await;
        assert_ne!(payload["user"]["id"], before.as_str());
        assert_eq!(server.count("users").await, 1);
        assert_eq!(jo.me("id").await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn additional_domains_match_exactly() {
    let settings = &[("UCLA_EMAIL_DOMAINS", "alumni.ucla.edu")];
    each_database_with(settings, async |server| {
        register(&server, "jo@alumni.ucla.edu").await;
        let refused = refused(&server, "jo@x.alumni.ucla.edu", PASSWORD).await;
        assert_eq!(refused, ["EMAIL_NOT_UCLA email"]);
    })
    .await;
}
