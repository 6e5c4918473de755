//! Changing many accounts with one call.

use bruinbridge::entities::user::Role;
use bruinbridge::ids::UserId;
use chrono::Duration;
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::harness::{Client, PASSWORD, Server, TIMEOUT, each_database, each_database_with};
use crate::http::support::{connect, write};
use crate::roster::support::people;

const RESULTS: &str = "results { userId ok isChanged error { code } } remaining";
const MISSING: &str = "00000000-0000-7000-8000-000000000000";
const UNVERIFIED: &str = "users WHERE is_verified = FALSE";

/// Inserts mentees whose addresses are not verified.
async fn unverified(server: &Server, count: usize) -> Vec<UserId> {
    let ids = people(server, "mentee", Role::Mentee, count).await;
    let update =
        "UPDATE users SET is_verified = FALSE, first_verified_at = NULL WHERE email LIKE 'mentee%'";
    server.execute(update).await;
    ids
}

/// Each result in a word: changed, unchanged, or the code of the refusal.
fn words(payload: &Value) -> Vec<String> {
    let results = payload["results"].as_array().expect("results").iter();
    let word = |result: &Value| {
        let (ok, is_changed) = (&result["ok"], &result["isChanged"]);
        let code = result["error"]["code"].as_str();
        assert_eq!(ok == true, code.is_none(), "{result}");
        match code {
            Some(code) => code.to_owned(),
            None if *is_changed == true => "changed".to_owned(),
            None => "unchanged".to_owned(),
        }
    };
    results.map(word).collect()
}

async fn run(client: &Client, mutation: &str, input: Value) -> Value {
    client.accept(mutation, input, RESULTS).await
}

#[tokio::test]
async fn each_account_has_its_result_and_a_refusal_stops_nobody_else() {
    each_database(async |server| {
        let ids = unverified(&server, 2).await;
        let ma = server.mentor("ma@ucla.edu").await.id().await;
        let manager = server.admin("MANAGER").await;
        server.forget_signals().await;
        let input = json!({ "ids": [ids[0], MISSING, ma, ids[1], ids[0]] });
        let payload = run(&manager, "verifyUsers", input.clone()).await;
        let expected = ["changed", "USER_NOT_FOUND", "unchanged", "changed"];
        assert_eq!(words(&payload), expected);
        assert_eq!(payload["remaining"], 0);
        let verified = server.signals().await;
        let verified = verified
            .iter()
            .filter(|signal| signal.name == "user_email_verified");
        assert_eq!(verified.count(), 2);
        let payload = run(&manager, "verifyUsers", input).await;
        let expected = ["unchanged", "USER_NOT_FOUND", "unchanged", "unchanged"];
        assert_eq!(words(&payload), expected);
        let selection = "results { user { email } error { message } }";
        let input = json!({ "ids": [ma, MISSING] });
        let payload = manager.accept("verifyUsers", input, selection).await;
        assert_eq!(payload["results"][0]["user"]["email"], "ma@ucla.edu");
        assert_eq!(payload["results"][1]["user"], Value::Null);
        let message = payload["results"][1]["error"]["message"].as_str();
        assert!(
            message.is_some_and(|message| message.ends_with('.')),
            "{payload}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_filter_is_worked_off_a_thousand_accounts_at_a_time() {
    each_database(async |server| {
        let ids = unverified(&server, 1100).await;
        let manager = server.admin("MANAGER").await;
        let input = json!({ "filter": { "role": "MENTEE" } });
        let payload = run(&manager, "verifyUsers", input.clone()).await;
        assert_eq!(words(&payload), ["changed"; 1000]);
        assert_eq!(payload["remaining"], 100);
        assert_eq!(server.count(UNVERIFIED).await, 100);
        let payload = run(&manager, "verifyUsers", input.clone()).await;
        assert_eq!(words(&payload), ["changed"; 100]);
        assert_eq!(payload["remaining"], 0);
        assert_eq!(server.count(UNVERIFIED).await, 0);
        let payload = run(&manager, "verifyUsers", input).await;
        assert_eq!(words(&payload), [""; 0]);
        let payload = run(&manager, "verifyUsers", json!({ "ids": ids[..1000] })).await;
        assert_eq!(words(&payload), ["unchanged"; 1000]);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_deactivated_who_outranks_the_caller_nor_the_caller() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let superadmin = server.admin("SUPERADMIN").await.id().await;
        let manager = server.admin("MANAGER").await;
        server.forget_signals().await;
        let input = json!({ "ids": [manager.id().await, superadmin, jo.id().await] });
        let payload = run(&manager, "deactivateUsers", input).await;
        assert_eq!(words(&payload), ["OWN_ACCOUNT", "FORBIDDEN", "changed"]);
        assert_eq!(jo.me("id").await, Value::Null);
        let refused = server.signals().await;
        let refused = refused
            .iter()
            .filter(|signal| signal.name == "admin_action_refused");
        assert_eq!(refused.count(), 1);
        let input = json!({ "filter": { "search": "jo@ucla.edu" } });
        let payload = run(&manager, "deactivateUsers", input).await;
        assert_eq!(
            words(&payload),
            [""; 0],
            "inactive accounts are passed over"
        );
    })
    .await;
}

#[tokio::test]
async fn exactly_one_of_ids_and_filter_is_given() {
    each_database(async |server| {
        let manager = server.admin("MANAGER").await;
        let too_many: Vec<UserId> = (0..1001).map(|_| UserId::new()).collect();
        for input in [
            json!({}),
            json!({ "ids": [], "filter": {} }),
            json!({ "ids": ["x"] }),
            json!({ "ids": too_many }),
        ] {
            assert_eq!(manager.fail("verifyUsers", input).await, "BAD_USER_INPUT");
        }
        let input = json!({ "filter": { "isVerified": true } });
        let payload = run(&manager, "verifyUsers", input).await;
        assert_eq!(words(&payload), [""; 0], "nobody needs it");
    })
    .await;
}

#[tokio::test]
async fn people_who_are_deleted_meanwhile_are_not_found() {
    each_database(async |server| {
        let ids = unverified(&server, 40).await;
        let superadmin = server.admin("SUPERADMIN").await;
        let input = json!({ "ids": ids });
        let deletions = ids.iter().rev().step_by(2).map(|id| {
            let client = superadmin.clone();
            async move { client.mutate("deleteUser", json!({ "id": id }), "id").await }
        });
        let (payload, _) =
            tokio::join!(run(&superadmin, "verifyUsers", input), join_all(deletions));
        let words = words(&payload);
        assert_eq!(words.len(), 40);
        let is_expected = |word: &String| word == "changed" || word == "USER_NOT_FOUND";
        assert!(words.iter().all(is_expected), "{words:?}");
        assert_eq!(server.count(UNVERIFIED).await, 0);
        assert_eq!(server.count("users WHERE role = 'MENTEE'").await, 20);
    })
    .await;
}

#[tokio::test]
async fn a_call_runs_to_its_end_when_the_client_disconnects() {
    each_database(async |server| {
        let ids = unverified(&server, 200).await;
        let manager = server.admin("MANAGER").await;
        let body = json!({
            "query": "mutation($input: VerifyUsersInput!) { verifyUsers(input: $input) { remaining } }",
            "variables": { "input": { "ids": ids } },
        });
        let (body, token) = (body.to_string(), manager.token.as_deref().expect("a token"));
        let request = format!(
            "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = connect(&server).await;
        write(&mut stream, &request).await;
        let verified = async |count: i64| {
            while server.count(UNVERIFIED).await > count {
                tokio::task::yield_now().await;
            }
        };
        timeout(TIMEOUT, verified(199)).await.expect("a first account");
        drop(stream);
        timeout(TIMEOUT, verified(0)).await.expect("every account");
    })
    .await;
}

#[tokio::test]
async fn members_are_reminded_of_what_is_missing_once_a_week() {
    let settings = [("SEND_EMAILS", "true"), ("AUTO_VERIFY", "true")];
    each_database_with(&settings, async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let profile = json!({ "firstName": "Jo", "lastName": "Lee" });
        jo.accept("updateProfile", profile, "").await;
        let al = server.member("al@ucla.edu").await;
        let quiet = json!({ "matches": false });
        al.accept("updateEmailPreferences", quiet, "").await;
        let ma = server.mentor("ma@ucla.edu").await;
        ma.complete_profile(3).await;
        let manager = server.admin("MANAGER").await;
        let everyone = [
            jo.id().await,
            al.id().await,
            ma.id().await,
            manager.id().await,
        ];
        let input = json!({ "ids": everyone });
        let payload = run(&manager, "remindUsers", input.clone()).await;
        let expected = ["changed", "EMAILS_TURNED_OFF", "unchanged", "unchanged"];
        assert_eq!(words(&payload), expected);
        let payload = run(&manager, "remindUsers", input.clone()).await;
        assert_eq!(words(&payload)[0], "unchanged");
        server.send_emails().await;
        let emails = server.mail.emails_to("jo@ucla.edu");
        let text = &emails.last().expect("an email").text;
        assert!(
            text.contains("Subject: Your BruinBridge profile is incomplete"),
            "{text}"
        );
        assert!(
            text.contains("Still missing: year of study, major."),
            "{text}"
        );
        assert!(
            text.contains("https://bruinbridge.example/#/survey"),
            "{text}"
        );
        assert!(text.contains("List-Unsubscribe:"), "{text}");
        server.advance(Duration::days(6));
        let payload = run(&manager, "remindUsers", input.clone()).await;
        assert_eq!(words(&payload)[0], "unchanged");
        server.advance(Duration::days(1));
        let filter = json!({ "filter": {} });
        let payload = run(&manager, "remindUsers", filter.clone()).await;
        assert_eq!(words(&payload), ["changed"], "whoever can be reminded");
        assert_eq!(payload["results"][0]["userId"], everyone[0]);
        assert_eq!(words(&run(&manager, "remindUsers", filter).await), [""; 0]);
        let jo = server.client().log_in("jo@ucla.edu", PASSWORD).await;
        jo.complete_profile(1).await;
        server.send_emails().await;
        let emails = server.mail.emails_to("jo@ucla.edu");
        let reminders = emails
            .iter()
            .filter(|email| email.text.contains("incomplete"));
        assert_eq!(reminders.count(), 1, "the profile is complete by now");
    })
    .await;
}

#[tokio::test]
async fn a_reminder_goes_to_verified_and_active_members_only() {
    each_database(async |server| {
        let ids = unverified(&server, 1).await;
        let jo = server.member("jo@ucla.edu").await;
        let al = server.member("al@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        let (jo_id, al_id) = (jo.id().await, al.id().await);
        let input = json!({ "id": jo_id, "isActive": false });
        manager.accept("updateUser", input, "").await;
        let input = json!({ "confirmation": "al@ucla.edu" });
        al.accept("requestAccountDeletion", input, "").await;
        let input = json!({ "ids": [ids[0], jo_id, al_id, MISSING] });
        let payload = run(&manager, "remindUsers", input).await;
        let expected = [
            "ACCOUNT_UNAVAILABLE",
            "ACCOUNT_UNAVAILABLE",
            "ACCOUNT_UNAVAILABLE",
            "USER_NOT_FOUND",
        ];
        assert_eq!(words(&payload), expected);
    })
    .await;
}
