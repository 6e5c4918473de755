//! The `rules` query: the limits that depend on settings, for forms that validate before they send.

use serde_json::json;

use crate::harness::each_database_with;

#[tokio::test]
async fn anonymous_clients_can_read_the_email_domains_and_roster_limits() {
    let settings = [
        ("UCLA_EMAIL_DOMAINS", "Alumni.UCLA.edu, ucla.edu"),
        ("MAX_MENTEES", "7"),
    ];
    each_database_with(&settings, async |server| {
        let document = "{ rules { emailDomains maxMentees } }";
        let response = server.client().run(document, json!({})).await;
        let expected = json!({
            "emailDomains": ["ucla.edu", "g.ucla.edu", "alumni.ucla.edu"],
            "maxMentees": 7,
        });
        assert_eq!(response["rules"], expected);
        // The server enforces the limits that it reports.
        let input = json!({ "email": "jo@alumni.ucla.edu", "password": crate::harness::PASSWORD });
        server.client().accept("register", input, "").await;
    })
    .await;
}
