//! Setting a new password through a link.

use chrono::Duration;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{MAIL, PASSWORD, Server, codes, credentials, each_database_with};

const JO: &str = "jo@ucla.edu";
const NEW: &str = "newSecurePass!";

/// Requests a reset link and returns its token.
async fn token(server: &Server) -> String {
    let input = json!({ "email": JO });
    let mutation = "requestPasswordReset";
    server.client().accept(mutation, input, "note").await;
    server.token_for(JO).await
}

async fn reset(server: &Server, token: &str, new: &str) -> Vec<String> {
    let input = json!({ "token": token, "newPassword": new });
    codes(&server.client().mutate("resetPassword", input, "").await)
}

#[tokio::test]
async fn a_reset_sets_the_password_and_ends_every_session() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let token = token(&server).await;
        assert!(reset(&server, &token, NEW).await.is_empty());
        assert_eq!(jo.me("id").await, Value::Null);
        let old = server
            .client()
            .refuse("login", credentials(JO, PASSWORD))
            .await;
        assert_eq!(old, ["INVALID_CREDENTIALS"]);
        server.client().log_in(JO, NEW).await;
        assert_eq!(
            reset(&server, &token, "yet another one").await,
            ["TOKEN_INVALID token"]
        );
    })
    .await;
}

#[tokio::test]
async fn an_invalid_token_is_refused() {
    each_database_with(MAIL, async |server| {
        server
            .client()
            .accept("register", credentials(JO, PASSWORD), "note")
            .await;
        let verification = server.token_for(JO).await;
        let unknown = "A".repeat(43);
        for token in ["", "x", &unknown, &verification] {
            assert_eq!(
                reset(&server, token, NEW).await,
                ["TOKEN_INVALID token"],
                "{token}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_link_works_for_an_hour() {
    each_database_with(MAIL, async |server| {
        server.member(JO).await;
        let first = token(&server).await;
        server.advance(Duration::hours(1));
        assert_eq!(reset(&server, &first, NEW).await, ["TOKEN_EXPIRED token"]);
        let second = token(&server).await;
        server.advance(Duration::hours(1) - Duration::seconds(1));
        assert!(reset(&server, &second, NEW).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_later_request_invalidates_earlier_links() {
    each_database_with(MAIL, async |server| {
        server.member(JO).await;
        let first = token(&server).await;
        let second = token(&server).await;
        assert_eq!(reset(&server, &first, NEW).await, ["TOKEN_INVALID token"]);
        assert!(reset(&server, &second, NEW).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_refused_password_does_not_use_up_the_link() {
    each_database_with(MAIL, async |server| {
        server.member(JO).await;
        let token = token(&server).await;
        let refused = reset(&server, &token, "short").await;
        assert_eq!(refused, ["PASSWORD_TOO_SHORT newPassword"]);
        assert!(reset(&server, &token, NEW).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_token_used_ten_times_at_once_works_once() {
    each_database_with(MAIL, async |server| {
        server.member(JO).await;
        let token = token(&server).await;
        let passwords: Vec<String> = (0..10)
            .map(|number| format!("password of {number}"))
            .collect();
        let resets = passwords
            .iter()
            .map(|password| reset(&server, &token, password));
        let responses = join_all(resets).await;
        let winners: Vec<&String> = responses
            .iter()
            .zip(&passwords)
            .filter_map(|(codes, password)| codes.is_empty().then_some(password))
            .collect();
        assert_eq!(winners.len(), 1, "{responses:?}");
        let refused = responses
            .iter()
            .filter(|codes| **codes == ["TOKEN_INVALID token"]);
        assert_eq!(refused.count(), 9);
        server.client().log_in(JO, winners[0]).await;
    })
    .await;
}

#[tokio::test]
async fn what_a_mail_program_adds_to_a_link_does_not_break_it() {
    each_database_with(MAIL, async |server| {
        server.member(JO).await;
        for changed in [
            |token: &str| format!("{token}."),
            |token: &str| format!("<{token}>"),
            |token: &str| format!("{token})."),
            |token: &str| format!("“{token}”,"),
            |token: &str| format!("{token}="),
            |token: &str| format!("{token}%3D"),
            |token: &str| format!("{token}_"),
            |token: &str| format!("={token}"),
            |token: &str| format!("3D{token}"),
            |token: &str| format!("{token} Thanks"),
            |token: &str| format!("{}\r\n {}", &token[..20], &token[20..]),
            |token: &str| format!("{}=\n{}", &token[..20], &token[20..]),
        ] {
            server.advance(Duration::days(1));
            let token = token(&server).await;
            let changed = changed(&token);
            assert_eq!(reset(&server, &changed, NEW).await, [""; 0], "{changed}");
        }
        let token = token(&server).await;
        for broken in [&token[1..], &token[..42], &format!("x{token}")] {
            assert_eq!(
                reset(&server, broken, NEW).await,
                ["TOKEN_INVALID token"],
                "{broken}"
            );
        }
    })
    .await;
}
