//! A change of the email address that waits.

use bruinbridge::accounts::pending_email_change;
use chrono::Duration;
use serde_json::json;

use crate::harness::{MAIL, PASSWORD, each_database_with};

const JO: &str = "jo@ucla.edu";
const NEW: &str = "joanna@ucla.edu";

#[tokio::test]
async fn a_change_that_nobody_confirms_is_deleted_in_the_end() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let input = json!({ "newEmail": NEW, "currentPassword": PASSWORD });
        jo.accept("changeEmail", input, "").await;
        server.token_for(NEW).await;
        let count = async || {
            let deleted = pending_email_change::delete_expired(&server.app).await;
            deleted.expect("a number")
        };
        server.advance(Duration::days(7));
        assert_eq!(count().await, 0);
        // A link that was sent again keeps the change.
        server.advance(Duration::hours(12));
        let jo = server.client().log_in(JO, PASSWORD).await;
        jo.accept("resendEmailChange", json!({}), "").await;
        server.token_for(NEW).await;
        server.advance(Duration::hours(14));
        assert_eq!(count().await, 0);
        server.advance(Duration::days(1));
        assert_eq!(count().await, 1);
    })
    .await;
}
