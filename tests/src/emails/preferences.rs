//! Which emails members want, and unsubscribing without a session.

use reqwest::{Client as Http, StatusCode};
use serde_json::json;

use super::{JO, MA, each_database, newest, subjects};
use crate::harness::{Client, Server};

const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

async fn wants(client: &Client) -> bool {
    let me = client.me("emailPreferences { matches }").await;
    me["emailPreferences"]["matches"] == true
}

async fn add(mentor: &Client, email: &str) {
    let input = json!({ "menteeEmail": email });
    mentor.accept("addMentee", input, "").await;
}

/// Returns the token in the newest email to an address.
fn token(server: &Server, email: &str) -> String {
    let email = newest(server, email);
    let (_, link) = email.split_once("/unsubscribe/").expect("a link");
    link.chars().take(43).collect()
}

async fn post(server: &Server, token: &str, body: &'static str) -> StatusCode {
    let url = format!("{}/unsubscribe/{token}", server.url);
    let form = "application/x-www-form-urlencoded";
    let request = Http::new()
        .post(url)
        .header("content-type", form)
        .body(body);
    request.send().await.expect("a response").status()
}

#[tokio::test]
async fn members_choose_whether_to_get_emails_about_matches() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let ma = server.mentor(MA).await;
        assert!(wants(&jo).await);
        // Also one that is queued already is not sent any more.
        add(&ma, JO).await;
        let fields = "user { emailPreferences { matches } }";
        let input = json!({ "matches": false });
        let payload = jo.accept("updateEmailPreferences", input, fields).await;
        assert_eq!(payload["user"]["emailPreferences"]["matches"], false);
        assert!(subjects(&server, JO).await.is_empty());
        let input = json!({ "menteeEmail": JO });
        ma.accept("removeMentee", input, "").await;
        assert!(subjects(&server, JO).await.is_empty());
        assert_eq!(subjects(&server, MA).await.len(), 2);
        let input = json!({ "matches": true });
        jo.accept("updateEmailPreferences", input, "").await;
        add(&ma, JO).await;
        assert_eq!(subjects(&server, JO).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn one_click_unsubscribes_without_a_session_and_opening_the_link_does_not() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let ma = server.mentor(MA).await;
        add(&ma, JO).await;
        subjects(&server, JO).await;
        let token = token(&server, JO);
        let url = format!("{}/unsubscribe/{token}", server.url);
        reqwest::get(&url).await.expect("a page");
        assert_eq!(post(&server, &token, "").await, StatusCode::BAD_REQUEST);
        assert!(wants(&jo).await);
        assert_eq!(post(&server, &token, ONE_CLICK).await, StatusCode::OK);
        assert!(!wants(&jo).await);
        assert!(wants(&ma).await, "the token is for one account");
        assert_eq!(
            post(&server, &token, ONE_CLICK).await,
            StatusCode::OK,
            "again"
        );
        assert_eq!(post(&server, "x", ONE_CLICK).await, StatusCode::NOT_FOUND);
        // It permits nothing else, and the server does not store it.
        let stolen = server.client_with(&token);
        assert_eq!(stolen.me("id").await, json!(null));
        let stored = format!("unsubscribe_tokens WHERE digest = '{token}'");
        if server.app.db.engine == bruinbridge::db::Engine::Sqlite {
            assert_eq!(server.count(&stored).await, 0);
        }
    })
    .await;
}

#[tokio::test]
async fn the_page_unsubscribes_with_the_token_too() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let ma = server.mentor(MA).await;
        add(&ma, JO).await;
        subjects(&server, JO).await;
        let input = json!({ "token": token(&server, JO) });
        server.client().accept("unsubscribe", input, "").await;
        assert!(!wants(&jo).await);
        let input = json!({ "token": "x" });
        let refused = server.client().refuse("unsubscribe", input).await;
        assert_eq!(refused, ["TOKEN_INVALID token"]);
    })
    .await;
}
