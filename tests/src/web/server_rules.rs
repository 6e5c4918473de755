//! What a server accepts by its settings, for forms that judge before they send.

use serde_json::json;

use crate::harness::each_database_with;

#[tokio::test]
async fn everybody_learns_which_addresses_and_rosters_this_server_accepts() {
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
        // What is told is what counts.
        let input = json!({ "email": "jo@alumni.ucla.edu", "password": crate::harness::PASSWORD });
        server.client().accept("register", input, "").await;
    })
    .await;
}
