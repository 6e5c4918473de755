//! With private registrations nothing reveals whether an address has an account.

use std::time::{Duration, Instant};

use bruinbridge::work::deferred;
use serde_json::{Value, json};

use crate::harness::{
    Client, PASSWORD, Server, codes, credentials, each_database, each_database_with,
};

const PRIVATE: &[(&str, &str)] = &[
    ("SEND_EMAILS", "true"),
    ("REGISTRATION_DISCLOSURE", "private"),
];
const JO: &str = "jo@ucla.edu";

async fn register(server: &Server, email: &str) {
    let input = credentials(email, PASSWORD);
    server.client().accept("register", input, "note").await;
    server.deferred_finished().await;
}

async fn ask(server: &Server, mutation: &str, email: &str) -> Value {
    let input = json!({ "email": email });
    server.client().mutate(mutation, input, "note").await
}

/// The causes of failed sign-ins in the log, in order.
async fn reasons(server: &Server) -> Vec<Value> {
    let signals = server.signals().await;
    let failed = signals
        .iter()
        .filter(|signal| signal.name.ends_with("authentication_failed"));
    failed
        .map(|signal| signal.arguments["reason"].clone())
        .collect()
}

#[tokio::test]
async fn an_unverified_account_is_refused_like_a_wrong_password() {
    each_database_with(PRIVATE, async |server| {
        register(&server, JO).await;
        server.register("bo@ucla.edu", "MENTEE").await;
        for mutation in ["login", "cancelAccountDeletionWithCredentials"] {
            server.forget_signals().await;
            let attempt = async |email: &str, password: &str| {
                let input = credentials(email, password);
                server.client().mutate(mutation, input, "").await
            };
            let unverified = attempt(JO, PASSWORD).await;
            assert_eq!(codes(&unverified), ["INVALID_CREDENTIALS"]);
            let message = unverified["errors"][0]["message"].as_str();
            let message = message.expect("a sentence");
            assert!(message.contains("password") && message.contains("verified"));
            assert_eq!(attempt(JO, "wrong password").await, unverified);
            assert_eq!(attempt("bo@ucla.edu", "wrong password").await, unverified);
            assert_eq!(attempt("no@ucla.edu", PASSWORD).await, unverified);
            let causes = [
                "email_not_verified",
                "incorrect_password",
                "incorrect_password",
                "user_not_found",
            ];
            assert_eq!(reasons(&server).await, causes);
        }
    })
    .await;
}

#[tokio::test]
async fn an_unverified_administrator_is_refused_like_a_wrong_password() {
    each_database_with(PRIVATE, async |server| {
        server.admin("AUDITOR").await;
        server.execute("UPDATE users SET is_verified = false").await;
        let attempt = async |password: &str| {
            let input = json!({ "username": "auditor", "password": password });
            server.client().mutate("loginAdmin", input, "").await
        };
        let unverified = attempt(PASSWORD).await;
        assert_eq!(codes(&unverified), ["INVALID_CREDENTIALS"]);
        assert_eq!(attempt("wrong password").await, unverified);
    })
    .await;
}

/// Accounts in every state that a mentor could find out by adding them.
async fn create_mentees(server: &Server) -> [&'static str; 6] {
    let other = server.mentor("other@ucla.edu").await;
    for email in ["matched@ucla.edu", "inactive@ucla.edu", "leaving@ucla.edu"] {
        server.register(email, "MENTEE").await;
    }
    register(server, "unverified@ucla.edu").await;
    let input = json!({ "menteeEmail": "matched@ucla.edu" });
    other.accept("addMentee", input, "").await;
    let inactive = "UPDATE users SET is_active = false WHERE email = 'inactive@ucla.edu'";
    server.execute(inactive).await;
    let leaving = server.client().log_in("leaving@ucla.edu", PASSWORD).await;
    let input = json!({ "confirmation": "leaving@ucla.edu" });
    leaving.accept("requestAccountDeletion", input, "").await;
    [
        "unknown@ucla.edu",
        "other@ucla.edu",
        "matched@ucla.edu",
        "inactive@ucla.edu",
        "leaving@ucla.edu",
        "unverified@ucla.edu",
    ]
}

async fn add(mentor: &Client, email: &str) -> Value {
    let input = json!({ "menteeEmail": email });
    mentor.mutate("addMentee", input, "").await
}

#[tokio::test]
async fn a_mentor_who_enters_an_address_learns_nothing_about_its_account() {
    let settings = [PRIVATE, &[("MAX_MENTEES", "20")]].concat();
    each_database_with(&settings, async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let mut responses = Vec::new();
        for email in create_mentees(&server).await {
            responses.push(add(&ma, email).await);
        }
        let blocking = server.member("blocking@ucla.edu").await;
        let input = json!({ "mentorEmail": "ma@ucla.edu" });
        blocking.accept("blacklistMentor", input, "").await;
        responses.push(add(&ma, "blocking@ucla.edu").await);
        assert_eq!(codes(&responses[0]), [""; 0]);
        for response in &responses {
            assert_eq!(response, &responses[0]);
        }
        // Administrators see every account.
        let admin = server.admin("SUPERADMIN").await;
        let mentor = server.user("ma@ucla.edu").await.expect("an account").id;
        let input = json!({ "mentorId": mentor.to_string(), "menteeEmail": "unknown@ucla.edu" });
        let refused = admin.refuse("assignMentee", input).await;
        assert_eq!(refused, ["MENTEE_NOT_FOUND menteeEmail"]);
    })
    .await;
}

#[tokio::test]
async fn a_registration_stores_nothing_before_its_response() {
    each_database_with(PRIVATE, async |server| {
        server.hold_deferred();
        server.register("taken@ucla.edu", "MENTEE").await;
        server.forget_signals().await;
        for email in [JO, "taken@ucla.edu"] {
            let input = credentials(email, PASSWORD);
            server.client().accept("register", input, "note").await;
        }
        assert_eq!(server.count("users").await, 1);
        assert_eq!(server.count("signals").await, 0);
        server.deferred_finished().await;
        assert_eq!(server.count("users").await, 2);
        assert_eq!(server.count("emails WHERE state = 'QUEUED'").await, 2);
    })
    .await;
}

#[tokio::test]
async fn invalid_registrations_are_refused_and_recorded_at_once() {
    each_database_with(PRIVATE, async |server| {
        let client = server.client();
        let refused = client.refuse("register", credentials(JO, "short"));
        assert_eq!(refused.await, ["PASSWORD_TOO_SHORT password"]);
        assert_eq!(server.count("signals").await, 1);
    })
    .await;
}

#[tokio::test]
async fn requests_about_addresses_change_nothing_before_their_response() {
    each_database(async |server| {
        server.hold_deferred();
        server.register(JO, "MENTEE").await;
        server.wait_for_log().await;
        let before = server.count("signals").await;
        for mutation in ["requestPasswordReset", "resendVerification"] {
            for email in [JO, "unknown@ucla.edu"] {
                ask(&server, mutation, email).await;
            }
        }
        assert_eq!(server.count("signals").await, before);
        assert_eq!(server.count("emails").await, 0);
        assert_eq!(deferred::run_round(&server.app, 3).await, 3);
        assert_eq!(deferred::run_round(&server.app, 3).await, 1);
        assert_eq!(server.count("emails").await, 1);
    })
    .await;
}

#[tokio::test]
async fn known_and_unknown_addresses_write_the_same_number_of_rows() {
    each_database_with(PRIVATE, async |server| {
        server.register("verified@ucla.edu", "MENTEE").await;
        register(&server, JO).await;
        let written = async |mutation: &str, email: &str| {
            server.execute("DELETE FROM emails").await;
            server.execute("DELETE FROM readiness_checks").await;
            server.forget_signals().await;
            ask(&server, mutation, email).await;
            server.deferred_finished().await;
            server.count("emails").await
                + server.count("signals").await
                + server.count("readiness_checks").await
        };
        for (mutation, known, rows) in [
            ("requestPasswordReset", "verified@ucla.edu", 3),
            ("resendVerification", JO, 1),
        ] {
            assert_eq!(written(mutation, known).await, rows, "{mutation}");
            assert_eq!(written(mutation, "no@ucla.edu").await, rows, "{mutation}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_full_queue_is_busy_whether_or_not_there_is_an_account() {
    let server = Server::start().await;
    server.hold_deferred();
    server.register(JO, "MENTEE").await;
    // A flood of requests about one address takes one place.
    for _ in 0..300 {
        ask(&server, "resendVerification", "flood@ucla.edu").await;
    }
    for number in 1..256 {
        ask(
            &server,
            "resendVerification",
            &format!("a{number}@ucla.edu"),
        )
        .await;
    }
    for mutation in ["requestPasswordReset", "resendVerification"] {
        for email in [JO, "unknown@ucla.edu"] {
            let input = json!({ "email": email });
            assert_eq!(server.client().fail(mutation, input).await, "BUSY");
        }
    }
    server.deferred_finished().await;
    assert_eq!(
        ask(&server, "resendVerification", JO).await["errors"],
        json!([])
    );
}

#[tokio::test]
async fn refused_credentials_take_the_same_time_with_and_without_an_account() {
    each_database(async |server| {
        server.admin("AUDITOR").await;
        server.register(JO, "MENTEE").await;
        let wrong = "wrong password";
        for (mutation, input) in [
            ("login", credentials(JO, wrong)),
            ("login", credentials("unknown@ucla.edu", wrong)),
            (
                "cancelAccountDeletionWithCredentials",
                credentials(JO, wrong),
            ),
            (
                "loginAdmin",
                json!({ "username": "auditor", "password": wrong }),
            ),
            (
                "loginAdmin",
                json!({ "username": "nobody", "password": wrong }),
            ),
        ] {
            let start = Instant::now();
            let refused = server.client().refuse(mutation, input).await;
            assert_eq!(refused, ["INVALID_CREDENTIALS"]);
            assert!(start.elapsed() >= Duration::from_millis(100), "{mutation}");
        }
    })
    .await;
}
