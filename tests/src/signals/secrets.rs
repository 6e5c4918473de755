//! No password, hash or token is in any signal, log line, answer or debug print.

use bruinbridge::entities::{email, one_time_token, session, user};
use sea_orm::EntityTrait;

use super::life::{PASSWORDS, live};
use crate::harness::{MAIL, Server, each_database_with, log_lines};

/// What must be nowhere: "password" itself is a word that may be.
fn secrets(tokens: &[String]) -> Vec<String> {
    let passwords = PASSWORDS.into_iter().filter(|word| *word != "password");
    let others = passwords.chain(["$argon2"]).map(str::to_owned);
    others.chain(tokens.iter().cloned()).collect()
}

fn assert_holds_none(place: &str, text: &str, secrets: &[String]) {
    for secret in secrets {
        assert!(
            !text.contains(secret.as_str()),
            "{secret} is in {place}: {text}"
        );
    }
}

/// Everything of a server that can be printed.
async fn debug_prints(server: &Server) -> String {
    let reader = server.app.db.reader();
    let users = user::Entity::find().all(reader).await.expect("users");
    let sessions = session::Entity::find().all(reader).await.expect("sessions");
    let tokens = one_time_token::Entity::find()
        .all(reader)
        .await
        .expect("tokens");
    let emails = email::Entity::find().all(reader).await.expect("emails");
    assert!(!users.is_empty() && !sessions.is_empty());
    format!(
        "{users:#?} {sessions:#?} {tokens:#?} {emails:#?} {:#?}",
        server.app
    )
}

#[tokio::test]
async fn a_whole_life_leaves_no_secret_anywhere() {
    each_database_with(MAIL, async |server| {
        let bo = server.member("bo@ucla.edu").await;
        let mut tokens = live(&server).await;
        tokens.extend(bo.token.clone());
        assert!(tokens.len() > 6);
        let secrets = secrets(&tokens);

        let signals = server.signals().await;
        assert!(signals.len() > 100, "{} signals", signals.len());
        for signal in &signals {
            assert_holds_none("a signal", &format!("{signal:?}"), &secrets);
        }
        let prefixes = signals
            .iter()
            .filter_map(|emitted| emitted.arguments["token_prefix"].as_str());
        for prefix in prefixes {
            assert!(prefix.len() <= 10, "{prefix}");
        }

        for response in server.responses() {
            let mut response = response;
            // Where a session is opened its token is the answer.
            for token in &tokens {
                response = response.replace(&format!("\"token\":\"{token}\""), "");
            }
            assert_holds_none("an answer", &response, &secrets);
        }
        assert_holds_none("a debug print", &debug_prints(&server).await, &secrets);
        // Other tests log besides; their links are no secrets of this one.
        assert_holds_none("the log", &log_lines().join("\n"), &secrets);
    })
    .await;
}

#[tokio::test]
async fn settings_do_not_print_their_secrets() {
    let settings = &[
        ("SEND_EMAILS", "true"),
        ("SMTP_URL", "smtp://apikey:hush-hush@mail.example:587"),
    ];
    each_database_with(settings, async |server| {
        let printed = format!("{:#?} {:#?}", server.app.config, server.app);
        assert!(!printed.contains("hush-hush"), "{printed}");
    })
    .await;
}
