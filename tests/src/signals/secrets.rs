//! No password, hash or token is in any signal, log line, response or debug output.

use bruinbridge::entities::{email, one_time_token, session, user};
use sea_orm::EntityTrait;

use super::life::{PASSWORDS, live};
use crate::harness::{MAIL, Server, each_database_with, log_lines};

/// Returns the secrets that must not appear anywhere. The word "password" itself may appear.
fn secrets(tokens: &[String]) -> Vec<String> {
    let passwords = PASSWORDS.into_iter().filter(|word| *word != "password");
    let others = passwords.chain(["$argon2id$v="]).map(str::to_owned);
    others.chain(tokens.iter().cloned()).collect()
}

fn assert_contains_none(source: &str, text: &str, secrets: &[String]) {
    for secret in secrets {
        assert!(
            !text.contains(secret.as_str()),
            "{secret} is in {source}: {text}"
        );
    }
}

/// Returns the debug output of everything in a server.
async fn debug_output(server: &Server) -> String {
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
async fn no_command_leaves_a_secret_anywhere() {
    each_database_with(MAIL, async |server| {
        let bo = server.member("bo@ucla.edu").await;
        let mut tokens = live(&server).await;
        tokens.extend(bo.token.clone());
        assert!(tokens.len() > 6);
        let secrets = secrets(&tokens);

        let signals = server.signals().await;
        assert!(signals.len() > 100, "{} signals", signals.len());
        for signal in &signals {
            assert_contains_none("a signal", &format!("{signal:?}"), &secrets);
        }
        let prefixes = signals
            .iter()
            .filter_map(|emitted| emitted.arguments["token_prefix"].as_str());
        for prefix in prefixes {
            assert!(prefix.len() <= 10, "{prefix}");
        }

        for response in server.responses() {
            let mut response = response;
            // A response that opens a session contains its token.
            for token in &tokens {
                response = response.replace(&format!("\"token\":\"{token}\""), "");
            }
            assert_contains_none("a response", &response, &secrets);
        }
        assert_contains_none("the debug output", &debug_output(&server).await, &secrets);
        // Other tests log too; their links are not secrets of this test.
        assert_contains_none("the log", &log_lines().join("\n"), &secrets);
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
