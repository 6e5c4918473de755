//! Requesting the deletion of one's own account.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::{Client, PASSWORD, codes, each_database, each_database_with};

const JO: &str = "jo@ucla.edu";

async fn request(client: &Client, confirmation: &str) -> Value {
    let input = json!({ "confirmation": confirmation });
    let fields = "permanentDeletionDate note";
    client.mutate("requestAccountDeletion", input, fields).await
}

#[tokio::test]
async fn soft_delete_sets_flags_without_hard_delete() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let payload = request(&jo, JO).await;
        let (now, date) = (server.now(), server.at(Duration::hours(1)));
        let expected = json!({
            "permanentDeletionDate": date, "errors": [],
            "note": "Your account will be permanently deleted in 1 hour. You can cancel until then.",
        });
        assert_eq!(payload, expected);
        let me = jo
            .me("isDeleted deletionRequestedDate permanentDeletionDate email")
            .await;
        let expected = json!({
            "isDeleted": true, "deletionRequestedDate": now, "permanentDeletionDate": date,
            "email": JO,
        });
        assert_eq!(me, expected);
        assert!(server.user(JO).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn the_grace_period_is_a_setting_and_may_be_a_fraction_of_an_hour() {
    let settings = &[("ACCOUNT_RECOVERY_GRACE_PERIOD", "0.001")];
    each_database_with(settings, async |server| {
        let jo = server.member(JO).await;
        let payload = request(&jo, JO).await;
        let date = server.at(Duration::milliseconds(3600));
        assert_eq!(payload["permanentDeletionDate"], date);
    })
    .await;
}

#[tokio::test]
async fn the_confirmation_must_be_the_email() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        for confirmation in ["", "yes", "bo@ucla.edu", "JO@UCLA"] {
            let payload = request(&jo, confirmation).await;
            assert_eq!(
                codes(&payload),
                ["CONFIRMATION_MISMATCH confirmation"],
                "{confirmation}"
            );
            assert_eq!(payload["errors"][0]["status"], 400);
            assert_eq!(payload["permanentDeletionDate"], Value::Null);
        }
        assert_eq!(jo.me("isDeleted").await["isDeleted"], false);
    })
    .await;
}

#[tokio::test]
async fn the_confirmation_may_be_the_email_in_any_case() {
    each_database(async |server| {
        for (email, confirmation) in [(JO, "JO@UCLA.EDU"), ("bo@ucla.edu", " Bo@Ucla.Edu\n")] {
            let member = server.member(email).await;
            let payload = request(&member, confirmation).await;
            assert_eq!(payload["errors"], json!([]), "{confirmation:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_other_sessions_and_the_matches_end() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let mentor = server.mentor("mentor@ucla.edu").await;
        server.pair(&jo, &mentor).await;
        let elsewhere = server.client().log_in(JO, PASSWORD).await;
        request(&jo, JO).await;
        assert_eq!(elsewhere.me("id").await, Value::Null);
        assert_eq!(jo.me("email").await["email"], JO);
        assert_eq!(server.ties().await, [0, 0, 0]);
        assert_eq!(jo.me("isMatched").await["isMatched"], false);
    })
    .await;
}

#[tokio::test]
async fn an_account_with_a_pending_deletion_can_only_sign_in_and_out_look_and_cancel() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        request(&jo, JO).await;
        let again = server.client().log_in(JO, PASSWORD).await;
        assert_eq!(again.me("isDeleted").await["isDeleted"], true);
        assert_eq!(
            again
                .fail("updateProfile", json!({ "firstName": "Jo" }))
                .await,
            "FORBIDDEN"
        );
        let input = json!({ "confirmation": JO });
        assert_eq!(
            again.fail("requestAccountDeletion", input).await,
            "FORBIDDEN"
        );
        again.accept("logout", json!({}), "").await;
        jo.accept("cancelAccountDeletion", json!({}), "").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_requests_at_once_have_one_effect() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let elsewhere = server.client().log_in(JO, PASSWORD).await;
        let document = "mutation($input: RequestAccountDeletionInput!) \
                        { requestAccountDeletion(input: $input) { errors { code } } }";
        let variables = json!({ "input": { "confirmation": JO } });
        let (first, second) = tokio::join!(
            jo.try_run(document, variables.clone()),
            elsewhere.try_run(document, variables),
        );
        let accepted =
            |response: &&Value| response["data"]["requestAccountDeletion"]["errors"] == json!([]);
        let responses = [first, second];
        assert_eq!(
            responses.iter().filter(accepted).count(),
            1,
            "{responses:?}"
        );
        let signals = server.signals().await;
        let requested = signals
            .iter()
            .filter(|emitted| emitted.name == "user_deletion_requested");
        assert_eq!(requested.count(), 1);
        assert_eq!(server.count("sessions").await, 1, "the one that asked");
    })
    .await;
}
