//! Signing in as a member in a browser, which has one cookie, and the way back.

use serde_json::{Value, json};

use super::impersonate_user::is_open;
use crate::harness::{Client, PASSWORD, Server, each_database_with};

const ON: &[(&str, &str)] = &[
    ("IMPERSONATION", "true"),
    ("REAUTHENTICATE_AFTER_MINUTES", "10"),
];
const JO: &str = "jo@ucla.edu";

/// Returns a client with the session in a cookie.
pub(super) fn browser(server: &Server, token: &str) -> Client {
    let mut client = server.client();
    let cookie = format!("bruinbridge_session={token}");
    client.headers = vec![("cookie", cookie)];
    client
}

/// Runs a mutation without input. Returns its payload, and the client with the cookie that it sets.
pub(super) async fn run(server: &Server, client: &Client, call: &str) -> (Value, Option<Client>) {
    let response = client
        .send(&format!("mutation {{ payload: {call} }}"), json!({}))
        .await;
    let cookies = response.headers().get_all("set-cookie").iter();
    let cookies = cookies.map(|cookie| cookie.to_str().expect("text"));
    let token = cookies
        .filter_map(|cookie| {
            cookie
                .split(';')
                .next()?
                .strip_prefix("bruinbridge_session=")
        })
        .next();
    let next = token.map(|token| browser(server, token));
    let body: Value = response.json().await.expect("JSON");
    (body["data"]["payload"].clone(), next)
}

/// Returns the administrator's client, and the browser after it was signed in as the member.
async fn begin(server: &Server) -> (Client, Client) {
    let id = server.member(JO).await.id().await;
    let admin = server.admin("SUPERADMIN").await;
    let own = browser(server, admin.token.as_deref().expect("a token"));
    let call = format!(
        r#"impersonateUser(input: {{ userId: "{id}", reason: "Help" }}) {{ token errors {{ code }} }}"#
    );
    let (payload, next) = run(server, &own, &call).await;
    assert_eq!(payload, json!({ "token": null, "errors": [] }));
    (admin, next.expect("a cookie"))
}

async fn change(client: &Client) -> Value {
    let document = "mutation { endUserSessions(input: { userId: \"x\" }) { ended } }";
    let response = client.try_run(document, json!({})).await;
    response["errors"][0]["extensions"]["code"].clone()
}

#[tokio::test]
async fn the_administrator_comes_back_and_needs_the_password_for_changes() {
    each_database_with(ON, async |server| {
        let (admin, client) = begin(&server).await;
        assert_eq!(change(&admin).await, "BAD_USER_INPUT");
        let call = "endImpersonation { session { current } errors { code } }";
        let (ended, returned) = run(&server, &client, call).await;
        assert_eq!(ended["session"]["current"], true, "{ended}");
        let returned = returned.expect("a cookie");
        let current = returned
            .run("{ currentAdmin { username } }", json!({}))
            .await;
        assert_eq!(current["currentAdmin"]["username"], "superadmin");
        assert!(!is_open(&admin).await, "the old token must not work");
        assert!(!is_open(&client).await);
        assert_eq!(change(&returned).await, "REAUTHENTICATION_REQUIRED");
        let call = format!(
            r#"reauthenticate(input: {{ password: "{PASSWORD}" }}) {{ errors {{ code }} }}"#
        );
        let (_, confirmed) = run(&server, &returned, &call).await;
        assert_eq!(
            change(&confirmed.expect("a cookie")).await,
            "BAD_USER_INPUT"
        );
    })
    .await;
}

#[tokio::test]
async fn a_token_of_a_program_is_no_way_to_the_session_of_the_administrator() {
    each_database_with(ON, async |server| {
        let id = server.member(JO).await.id().await;
        let admin = server.admin("SUPERADMIN").await;
        let input = json!({ "userId": id, "reason": "Help" });
        let payload = admin.accept("impersonateUser", input, "token").await;
        let stolen = browser(&server, payload["token"].as_str().expect("a token"));
        let (ended, next) = run(&server, &stolen, "endImpersonation { session { id } }").await;
        assert_eq!(ended["session"], Value::Null);
        assert!(next.is_none());
        assert!(is_open(&admin).await);
        assert!(!is_open(&stolen).await);
    })
    .await;
}

#[tokio::test]
async fn signing_out_and_signing_in_again_also_end_the_session_of_the_administrator() {
    each_database_with(ON, async |server| {
        let (admin, client) = begin(&server).await;
        server.forget_signals().await;
        run(&server, &client, "logout { errors { code } }").await;
        assert!(!is_open(&admin).await);
        assert!(!is_open(&client).await);
        let names: Vec<_> = server
            .signals()
            .await
            .into_iter()
            .map(|signal| signal.name)
            .collect();
        assert_eq!(names, ["impersonation_ended", "user_logged_out"]);
    })
    .await;
    each_database_with(ON, async |server| {
        let (admin, client) = begin(&server).await;
        let call = format!(
            r#"login(input: {{ email: "{JO}", password: "{PASSWORD}" }}) {{ errors {{ code }} }}"#
        );
        let (_, member) = run(&server, &client, &call).await;
        assert!(is_open(&member.expect("a cookie")).await);
        assert!(!is_open(&admin).await);
        assert!(!is_open(&client).await);
    })
    .await;
}
