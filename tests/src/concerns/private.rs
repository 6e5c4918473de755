//! Who never learns of a concern, and what is left of it when an account is deleted.

use bruinbridge::webhooks::deliver::deliver_due;
use serde_json::{Value, json};

use super::{queue, raise};
use crate::harness::{each_database, each_database_with, log_lines};
use crate::webhooks::receiver::Receiver;

const TEXT: &str = "Quixotry: he never replies.";

#[tokio::test]
async fn the_person_concerned_never_learns_of_it() {
    let settings = [("SEND_EMAILS", "true"), ("AUTO_VERIFY", "true")];
    each_database_with(&settings, async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let ma = server.mentor("ma@ucla.edu").await;
        let admin = server.admin("SUPERADMIN").await;
        let received = Receiver::open().await;
        let input = json!({ "url": received.url });
        admin.accept("createWebhook", input, "").await;
        server.send_emails().await;
        let before = server.mail.emails_to("ma@ucla.edu").len();
        let id = raise(&jo, Some(&ma), TEXT).await;
        let input = json!({ "id": id, "note": "Quixotry: called him." });
        admin.accept("resolveConcern", input, "").await;
        server.send_emails().await;
        assert_eq!(server.mail.emails_to("ma@ucla.edu").len(), before);
        server.wait_for_log().await;
        deliver_due(&server.app).await.expect("a round");

        let exported = ma.accept("exportMyData", json!({}), "data").await["data"].take();
        assert_eq!(exported["concerns"], json!([]));
        let exported = exported.to_string();
        assert!(!exported.contains("concern_"), "{exported}");
        let (jo_id, ma_id) = (jo.id().await, ma.id().await);
        let signals = server.signals().await;
        let raised = signals
            .iter()
            .find(|signal| signal.name == "concern_raised");
        let raised = raised.expect("a signal");
        assert_eq!((&raised.user_id, &raised.actor_id), (&None, &None));
        let about = signals
            .iter()
            .filter(|signal| signal.name.starts_with("concern_"));
        let about = about.map(|signal| format!("{signal:?}"));
        let posted = received.posts().into_iter().map(|post| post.body);
        for text in about.chain(posted) {
            let is_about = text.contains("concern_");
            assert!(!is_about || !text.contains(&jo_id), "{text}");
            assert!(!is_about || !text.contains(&ma_id), "{text}");
            assert!(!text.to_lowercase().contains("quixotry"), "{text}");
        }
        let logged = log_lines();
        assert!(logged.iter().all(|line| !line.contains("Quixotry")));
    })
    .await;
}

#[tokio::test]
async fn a_member_exports_own_concerns_without_the_note() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let ma = server.mentor("ma@ucla.edu").await;
        let admin = server.admin("SUPERADMIN").await;
        let id = raise(&jo, Some(&ma), TEXT).await;
        raise(&jo, None, "The form is too long.").await;
        let input = json!({ "id": id, "note": "Called him." });
        admin.accept("resolveConcern", input, "").await;
        let exported = jo.accept("exportMyData", json!({}), "data").await["data"].take();
        let concerns = exported["concerns"].as_array().expect("concerns");
        assert_eq!(concerns.len(), 2);
        assert_eq!(concerns[0]["text"], TEXT);
        assert_eq!(concerns[0]["aboutId"], ma.id().await);
        assert_eq!(concerns[0]["state"], "RESOLVED");
        assert_eq!(concerns[1]["aboutId"], Value::Null);
        assert!(!exported.to_string().contains("Called him."));
    })
    .await;
}

#[tokio::test]
async fn a_deleted_account_leaves_neither_its_text_nor_its_name() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let ma = server.mentor("ma@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        raise(&jo, Some(&ma), TEXT).await;
        raise(&mo, Some(&ma), "He is late.").await;
        let admin = server.admin("SUPERADMIN").await;
        let input = json!({ "id": jo.id().await });
        admin.accept("deleteUser", input, "").await;
        let left = queue(&admin, "").await;
        assert_eq!(left[1]["text"], Value::Null);
        assert_eq!(left[1]["raisedBy"], Value::Null);
        assert_eq!(left[1]["about"]["email"], "ma@ucla.edu");
        assert_eq!(left[1]["state"], "OPEN");
        assert_eq!(
            server.count("concerns WHERE text LIKE 'Quixotry%'").await,
            0
        );
        let input = json!({ "id": ma.id().await });
        admin.accept("deleteUser", input, "").await;
        let left = queue(&admin, "").await;
        assert_eq!(left[0]["about"], Value::Null);
        assert_eq!(left[0]["text"], "He is late.", "that of someone else");
    })
    .await;
}
