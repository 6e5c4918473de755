//! Raising a concern.

use chrono::Duration;
use serde_json::{Value, json};

use super::{queue, raise};
use crate::harness::{Client, each_database, each_database_with};

/// Whether a member may raise a concern about a person.
async fn may_raise(member: &Client, about: &str) -> bool {
    let input = json!({ "about": about, "text": "A concern." });
    let payload = member.mutate("raiseConcern", input, "id").await;
    match payload["id"].is_string() {
        true => true,
        false => {
            assert_eq!(payload["errors"][0]["code"], "USER_NOT_FOUND");
            assert_eq!(payload["errors"][0]["field"], json!(["about"]));
            false
        }
    }
}

#[tokio::test]
async fn a_concern_is_about_someone_whom_the_member_may_see() {
    each_database(async |server| {
        let (jo, al) = (
            server.member("jo@ucla.edu").await,
            server.member("al@ucla.edu").await,
        );
        let ma = server.mentor("ma@ucla.edu").await;
        let (jo_id, al_id, ma_id) = (jo.id().await, al.id().await, ma.id().await);
        let missing = "00000000-0000-7000-8000-000000000000";
        assert!(may_raise(&jo, &ma_id).await, "a mentor in the directory");
        for unknown in [&jo_id, &al_id, missing] {
            assert!(!may_raise(&jo, unknown).await, "{unknown}");
        }
        assert!(
            !may_raise(&ma, &jo_id).await,
            "a mentee whom nothing relates to the mentor"
        );
        jo.accept("requestMentor", json!({ "mentorId": ma_id }), "")
            .await;
        assert!(may_raise(&ma, &jo_id).await, "the sender of a request");
        let input = json!({ "menteeEmail": "al@ucla.edu" });
        ma.accept("addMentee", input, "").await;
        assert!(may_raise(&ma, &al_id).await, "a partner");
        let input = json!({ "menteeEmail": "al@ucla.edu" });
        ma.accept("removeMentee", input, "").await;
        assert!(
            may_raise(&ma, &al_id).await,
            "a partner of an earlier match"
        );
        let input = json!({ "confirmation": "ma@ucla.edu" });
        ma.accept("requestAccountDeletion", input, "").await;
        assert!(!may_raise(&jo, &ma_id).await, "a mentor who is invisible");
    })
    .await;
}

#[tokio::test]
async fn an_offer_to_an_address_does_not_say_whose_it_is() {
    let settings = [
        ("REGISTRATION_DISCLOSURE", "private"),
        ("AUTO_VERIFY", "true"),
    ];
    each_database_with(&settings, async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let ma = server.mentor("ma@ucla.edu").await;
        let input = json!({ "menteeEmail": "jo@ucla.edu" });
        ma.accept("addMentee", input, "").await;
        assert!(!may_raise(&ma, &jo.id().await).await);
        assert!(may_raise(&jo, &ma.id().await).await);
    })
    .await;
}

#[tokio::test]
async fn a_text_has_1_to_2000_characters() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        for (text, expected) in [
            (" \n ".to_owned(), "CONCERN_EMPTY text"),
            ("é".repeat(2001), "TEXT_TOO_LONG text"),
            ("a\u{0}b".to_owned(), "CONTROL_CHARACTER text"),
        ] {
            assert_eq!(
                jo.refuse("raiseConcern", json!({ "text": text })).await,
                [expected]
            );
        }
        let longest = "é".repeat(2000);
        raise(&jo, None, &format!(" {longest}\n")).await;
        raise(&jo, None, "One.\r\n\tTwo.").await;
        let input = json!({ "about": "x", "text": "A" });
        assert_eq!(jo.fail("raiseConcern", input).await, "BAD_USER_INPUT");
        let admin = server.admin("SUPERADMIN").await;
        let texts: Vec<Value> = queue(&admin, "")
            .await
            .iter()
            .map(|it| it["text"].clone())
            .collect();
        assert_eq!(texts, ["One.\n\tTwo.", longest.as_str()]);
    })
    .await;
}

#[tokio::test]
async fn a_member_raises_only_so_many_concerns_a_day() {
    let settings = [
        ("RATE_LIMITS", "on"),
        ("CONCERN_LIMIT_PER_ACCOUNT", "2/day"),
    ];
    each_database_with(&settings, async |server| {
        let (jo, al) = (
            server.member("jo@ucla.edu").await,
            server.member("al@ucla.edu").await,
        );
        let input = json!({ "text": "A concern." });
        jo.accept("raiseConcern", input.clone(), "").await;
        jo.refuse("raiseConcern", json!({ "text": "" })).await;
        jo.accept("raiseConcern", input.clone(), "").await;
        assert_eq!(jo.fail("raiseConcern", input.clone()).await, "RATE_LIMITED");
        al.accept("raiseConcern", input.clone(), "").await;
        server.advance(Duration::hours(13));
        jo.accept("raiseConcern", input, "").await;
    })
    .await;
}
