//! The time to the first match, and why matches ended.

use bruinbridge::entities::ended_match::{EndReason, EndedBy};
use chrono::Duration;
use serde_json::{Value, json};

use super::super::support::failure;
use super::{begin, end, insert, mentors, waiting};
use crate::harness::{Client, each_database};

async fn report(admin: &Client, period: &str, fields: &str) -> Value {
    let document = format!("{{ programReport{period} {{ {fields} }} }}");
    let mut data = admin.run(&document, json!({})).await;
    data["programReport"].take()
}

#[tokio::test]
async fn the_time_from_the_registration_to_the_first_match_is_measured() {
    each_database(async |server| {
        let people = [waiting("Art", 1, 10), mentors("Art", 1, 1)];
        let ids = insert(&server, &people).await;
        let mentor = ids[10];
        let joined = server.app.clock.now();
        let after = |hours: i64| joined + Duration::hours(hours);
        // Nine first matches after 1 to 9 days, of which one has ended and is followed by another.
        for (number, mentee) in ids.iter().take(9).enumerate() {
            let day = i64::try_from(number).expect("a number") + 1;
            let times = [after(day * 24), after(day * 24 + 1)];
            if day == 1 {
                end(&server, [*mentee, mentor], times, EndedBy::Mentee, None).await;
                begin(&server, *mentee, mentor, after(200 * 24)).await;
            } else {
                begin(&server, *mentee, mentor, times[0]).await;
            }
        }
        // An imported match from before the registration.
        begin(&server, ids[9], mentor, after(-48)).await;
        server.advance(Duration::days(300));
        let admin = server.admin("AUDITOR").await;
        let fields = "timeToMatch { mentees medianDays percentile90Days }";
        let shown = report(&admin, "", fields).await;
        let expected = json!({ "mentees": 9, "medianDays": 5.0, "percentile90Days": 9.0 });
        assert_eq!(shown["timeToMatch"], expected);
        let day = |after: i64| (joined + Duration::days(after)).date_naive();
        let hidden = json!({ "mentees": null, "medianDays": null, "percentile90Days": null });
        let period = format!(r#"(from: "{}", to: "{}")"#, day(1), day(4));
        assert_eq!(report(&admin, &period, fields).await["timeToMatch"], hidden);
        let period = format!(r#"(from: "{}", to: "{}")"#, day(20), day(100));
        let none = json!({ "mentees": 0, "medianDays": null, "percentile90Days": null });
        assert_eq!(report(&admin, &period, fields).await["timeToMatch"], none);
    })
    .await;
}

#[tokio::test]
async fn endings_are_counted_by_reason_and_by_who_ended_them() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        let people = [waiting("Art", 1, 1), mentors("Art", 1, 1)];
        let ids = insert(&server, &people).await;
        let pair = [ids[0], ids[1]];
        let now = server.app.clock.now();
        let endings = [
            (7, EndedBy::Mentee, Some(EndReason::NoTime)),
            (6, EndedBy::Mentor, Some(EndReason::GoalsReached)),
            (3, EndedBy::Admin, Some(EndReason::Conduct)),
            (2, EndedBy::Platform, None),
        ];
        for (count, ended_by, reason) in endings {
            for _ in 0..count {
                end(&server, pair, [now, now], ended_by, reason).await;
            }
        }
        let long_ago = now - Duration::days(1000);
        end(&server, pair, [long_ago, long_ago], EndedBy::Block, None).await;
        let fields = "endings { total otherReasons byOthers byReason { reason matches } byWhom { endedBy matches } }";
        let shown = report(&admin, "", fields).await;
        let expected = json!({
            "total": 18,
            "byReason": [{ "reason": "NO_TIME", "matches": 7 }],
            "otherReasons": 11,
            "byWhom": [{ "endedBy": "MENTEE", "matches": 7 }],
            "byOthers": 11,
        });
        assert_eq!(shown["endings"], expected);
        let period = format!(r#"(from: "{0}", to: "{0}")"#, long_ago.date_naive());
        let hidden = json!({ "total": null, "byReason": [], "otherReasons": null, "byWhom": [], "byOthers": null });
        assert_eq!(report(&admin, &period, fields).await["endings"], hidden);
    })
    .await;
}

#[tokio::test]
async fn a_period_is_the_last_year_by_default_and_ends_after_it_starts() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        let today = server.app.clock.now().date_naive();
        let year_ago = today - Duration::days(364);
        let shown = report(&admin, "", "from to").await;
        assert_eq!(
            shown,
            json!({ "from": year_ago.to_string(), "to": today.to_string() })
        );
        for range in [
            r#"from: "2024-01-02", to: "2024-01-01""#,
            r#"to: "-262143-01-01""#,
            r#"from: "+10000-01-01", to: "+10000-01-02""#,
        ] {
            let query = format!("{{ programReport({range}) {{ from }} }}");
            assert_eq!(failure(&admin, &query).await, "BAD_USER_INPUT", "{range}");
        }
    })
    .await;
}
