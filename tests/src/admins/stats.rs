//! Statistics.

use chrono::Duration;
use serde_json::json;

use super::support::{failure, id_of};
use crate::harness::{PASSWORD, each_database};

#[tokio::test]
async fn accounts_are_counted_by_role_and_state() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        server.member("al@ucla.edu").await;
        server.mentor("mo@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        let al = id_of(&manager, "al@ucla.edu").await;
        let input = json!({ "id": al, "isActive": false, "isVerified": false });
        manager.accept("updateUser", input, "").await;
        let input = json!({ "confirmation": "jo@ucla.edu" });
        jo.accept("requestAccountDeletion", input, "").await;
        let document = "{ stats { matchedMentees matchRate
            roles { role accounts unverified inactive pendingDeletion } } }";
        let stats = manager.run(document, json!({})).await;
        let role = |role: &str, accounts: u32, rare: u32| {
            json!({
                "role": role, "accounts": accounts,
                "unverified": rare, "inactive": rare, "pendingDeletion": rare,
            })
        };
        let expected = json!({
            "matchedMentees": 0,
            "matchRate": 0.0,
            "roles": [role("MENTEE", 2, 1), role("MENTOR", 1, 0), role("ADMIN", 1, 0)],
        });
        assert_eq!(stats["stats"], expected);
    })
    .await;
}

#[tokio::test]
async fn activity_is_counted_per_day() {
    each_database(async |server| {
        let start = server.app.clock.now().date_naive();
        server.member("jo@ucla.edu").await;
        server.advance(Duration::days(2));
        server.member("al@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        mo.accept("addMentee", json!({ "menteeEmail": "al@ucla.edu" }), "")
            .await;
        let wrong = json!({ "email": "al@ucla.edu", "password": "another password" });
        server.client().refuse("login", wrong).await;
        let taken = json!({ "email": "al@ucla.edu", "password": PASSWORD });
        server.client().refuse("register", taken).await;
        let auditor = server.admin("AUDITOR").await;
        let document =
            "query($from: NaiveDate, $to: NaiveDate) { stats { days(from: $from, to: $to) {
            date registrations failedRegistrations signIns failedSignIns matches } } }";
        let end = start + Duration::days(2);
        let variables = json!({ "from": start.to_string(), "to": end.to_string() });
        let stats = auditor.run(document, variables).await;
        let day = |after: i64,
                   [
            registrations,
            failed_registrations,
            sign_ins,
            failed_sign_ins,
            matches,
        ]: [u32; 5]| {
            json!({
                "date": (start + Duration::days(after)).to_string(),
                "registrations": registrations,
                "failedRegistrations": failed_registrations,
                "signIns": sign_ins,
                "failedSignIns": failed_sign_ins,
                "matches": matches,
            })
        };
        let expected = json!([
            day(0, [1, 0, 1, 0, 0]),
            day(1, [0; 5]),
            day(2, [2, 1, 3, 1, 1]),
        ]);
        assert_eq!(stats["stats"]["days"], expected);
        let usual = auditor.run("{ stats { days { date } } }", json!({})).await;
        assert_eq!(usual["stats"]["days"].as_array().map(Vec::len), Some(30));
    })
    .await;
}

#[tokio::test]
async fn a_query_covers_at_most_a_year() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        for range in [
            r#"from: "2024-01-01", to: "2025-01-01""#,
            r#"from: "2024-01-02", to: "2024-01-01""#,
            r#"from: "2024-01-02", to: "+262142-12-31""#,
            r#"from: "-262143-01-01", to: "+262142-12-31""#,
            r#"from: "+10000-01-01", to: "+10000-01-02""#,
            r#"from: "-5000-01-01", to: "-5000-01-02""#,
            r#"to: "-262143-01-01""#,
            r#"to: "+262142-12-31""#,
        ] {
            let query = format!("{{ stats {{ days({range}) {{ date }} }} }}");
            assert_eq!(failure(&auditor, &query).await, "BAD_USER_INPUT", "{range}");
        }
    })
    .await;
}
