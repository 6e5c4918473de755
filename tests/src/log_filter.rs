//! No log filter makes the server log the secrets that it exchanges with clients, mail servers and endpoints.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bruinbridge::logging::{self, Format, asks_too_much};
use bruinbridge::webhooks::deliver::deliver_due;
use serde_json::json;

use crate::harness::{Database, FILTER, Server, count_logged, credentials, log_lines};
use crate::live::support::{emit, follow, some_names};
use crate::webhooks::deliveries::hook;
use crate::webhooks::receiver::Receiver;

const EMAIL: &str = "discreet@ucla.edu";
const PASSWORD: &str = "planted-password-1";
const NEW_PASSWORD: &str = "planted-password-2";
const SMTP_PASSWORD: &str = "planted-smtp-password";

/// Sends secrets through every input and output, and returns them.
async fn pass_secrets(database: &Database) -> Vec<String> {
    let mut secrets = vec![PASSWORD.to_owned(), NEW_PASSWORD.to_owned()];
    secrets.push(SMTP_PASSWORD.to_owned());
    // As the PLAIN mechanism of SMTP encodes it.
    secrets.push(STANDARD.encode(format!("\0planted\0{SMTP_PASSWORD}")));

    let mailbox = Server::on(database, &[]).await;
    let address = mailbox.mail.url.replace("smtp://", "");
    let smtp = format!("smtp://planted:{SMTP_PASSWORD}@{address}?tls=opportunistic");
    let settings = [("SEND_EMAILS", "true"), ("SMTP_URL", smtp.as_str())];
    let server = Server::on(database, &settings).await;

    let input = json!({ "email": EMAIL, "password": PASSWORD });
    server.client().accept("register", input, "note").await;
    assert_eq!(server.send_emails().await, 1);
    let token = mailbox.mail.token_for(EMAIL);
    let input = json!({ "token": token });
    server.client().accept("verifyEmail", input, "email").await;
    secrets.push(token);

    // Over HTTP, as a bearer token and as a cookie.
    let member = server.client().log_in(EMAIL, PASSWORD).await;
    let session = member.token.clone().expect("a token");
    let mut browser = server.client();
    browser.headers = vec![
        ("cookie", format!("bruinbridge_session={session}")),
        ("origin", server.url.clone()),
    ];
    browser.run("{ me { id } }", json!({})).await;
    secrets.push(session);
    server
        .client()
        .try_run(
            "mutation($input: LoginInput!) { login(input: $input) { token",
            json!({ "input": credentials(EMAIL, PASSWORD) }),
        )
        .await;

    let input = json!({ "email": EMAIL });
    server
        .client()
        .accept("requestPasswordReset", input, "")
        .await;
    assert_eq!(server.send_emails().await, 1);
    let token = mailbox.mail.token_for(EMAIL);
    let input = json!({ "token": token, "newPassword": NEW_PASSWORD });
    server.client().mutate("resetPassword", input, "").await;
    secrets.push(token);

    // Over a WebSocket, and to an endpoint.
    let admin = server.admin("SUPERADMIN").await;
    secrets.extend(admin.token.clone());
    let mut subscription = follow(&admin, Some("0")).await;
    subscription.next().await;
    let receiver = Receiver::open().await;
    let (_, secret) = hook(&admin, &receiver).await;
    emit(&server.app, &some_names(1)).await;
    server.wait_for_log().await;
    deliver_due(&server.app).await.expect("a round");
    receiver.posted(1).await;
    secrets.push(receiver.posts()[0].headers["webhook-signature"].clone());
    secrets.push(secret);
    secrets
}

#[tokio::test]
async fn a_filter_that_names_libraries_logs_no_secret() {
    assert!(asks_too_much(FILTER));
    for database in [Database::sqlite().await, Database::postgres().await] {
        let secrets = pass_secrets(&database).await;
        assert!(secrets.len() >= 10, "{}", secrets.len());
        let lines = log_lines();
        for secret in &secrets {
            let line = lines.iter().find(|line| line.contains(secret.as_str()));
            assert_eq!(line, None, "{secret} on {}", database.name);
        }
        database.remove().await;
    }
}

#[tokio::test]
async fn libraries_log_up_to_info_and_the_server_logs_every_level() {
    // Starting any server of this process starts the capture of the log.
    drop(Server::start().await);
    tracing::info!(target: "hyper::proto", "planted by a library");
    tracing::debug!(target: "hyper::proto", "planted by a library");
    tracing::trace!(target: "tungstenite::protocol", "planted by a library");
    for (level, count) in [("INFO", 1), ("DEBUG", 0), ("TRACE", 0)] {
        assert_eq!(
            count_logged(&[level, "planted by a library"]),
            count,
            "{level}"
        );
    }
    tracing::trace!(target: "bruinbridge::planted", "planted by the server");
    assert_eq!(count_logged(&["TRACE", "planted by the server"]), 1);
    // A target that only starts with our name belongs to another crate.
    tracing::debug!(target: "bruinbridgeable", "planted by another");
    assert_eq!(count_logged(&["planted by another"]), 0);
}

#[test]
fn a_filter_that_asks_for_more_than_is_logged_is_detected() {
    for filter in [
        "debug",
        "trace",
        "info,hyper=debug",
        "tungstenite::protocol=trace",
        "bruinbridgeable=debug",
        "[span{field=value}]=trace",
    ] {
        assert!(asks_too_much(filter), "{filter}");
    }
    for filter in [
        "info",
        "bruinbridge=trace,info",
        "warn,sqlx=info",
        "bruinbridge::http=debug,off",
    ] {
        assert!(!asks_too_much(filter), "{filter}");
    }
}

/// Environment variables.
type Environment = &'static [(&'static str, &'static str)];

#[test]
fn only_a_terminal_whose_user_does_not_object_gets_colors() {
    let cases: [(bool, bool, Environment, Format); 8] = [
        (false, true, &[], Format::Color),
        (false, true, &[("TERM", "xterm")], Format::Color),
        (false, true, &[("NO_COLOR", "1")], Format::Text),
        (false, true, &[("NO_COLOR", "0")], Format::Text),
        // An empty variable is as good as none.
        (false, true, &[("NO_COLOR", "")], Format::Color),
        (false, true, &[("TERM", "dumb")], Format::Text),
        (false, false, &[], Format::Text),
        (true, true, &[], Format::Json),
    ];
    for (is_json, is_terminal, environment, expected) in cases {
        let value = |name: &str| {
            let set = environment.iter().find(|(set, _)| *set == name);
            set.map(|(_, value)| value.into())
        };
        let format = Format::of(is_json, is_terminal, value);
        assert_eq!(format, expected, "{environment:?}");
    }
}

#[test]
fn a_filter_that_writes_nothing_by_mistake_is_refused() {
    for filter in [
        "verbose",
        "warning",
        "info,verbos",
        "bruinbridge=all",
        "bruinbrigde=debug",
    ] {
        assert!(logging::check(filter).is_err(), "{filter}");
        assert!(logging::start(filter, false).is_err(), "{filter}");
    }
    for filter in [
        FILTER,
        "off",
        "3",
        "Info",
        "bruinbridge=debug",
        "[request]=debug",
    ] {
        assert_eq!(logging::check(filter), Ok(()), "{filter}");
    }
}
