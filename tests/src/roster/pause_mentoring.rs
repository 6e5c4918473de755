//! Mentors who pause, and resume by themselves or in time.

use bruinbridge::admins::export_users::{export_users, header};
use bruinbridge::admins::users::Filter;
use bruinbridge::roster::resume_due::resume_due;
use chrono::{DateTime, Duration, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::invariants::check;
use super::support::{add, on_roster};
use crate::harness::{Client, Server, codes, each_database, each_database_with, names};

const ROSTER: &str = "isMatched matching { eligible reasons } roster { capacity spotsLeft isFull isPaused pausedUntil }";

async fn pause(server: &Server, mentor: &Client, length: Duration) -> String {
    let until = server.at(length);
    mentor
        .accept("pauseMentoring", json!({ "until": until }), "")
        .await;
    until
}

async fn resume_all(server: &Server) -> u64 {
    // One at a time, so that the job reads several pages.
    resume_due(&server.app, 1).await.expect("a round")
}

async fn reasons(client: &Client) -> Value {
    client.me("matching { reasons }").await["matching"]["reasons"].take()
}

#[tokio::test]
async fn a_mentor_who_pauses_keeps_the_mentees_and_has_no_seat() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        ma.complete_profile(2).await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        let open = json!({
            "isMatched": false, "matching": { "eligible": true, "reasons": [] },
            "roster": { "capacity": 5, "spotsLeft": 4, "isFull": false, "isPaused": false, "pausedUntil": null },
        });
        assert_eq!(ma.me(ROSTER).await, open);
        ma.accept("pauseMentoring", json!({}), "").await;
        let paused = json!({
            "isMatched": true, "matching": { "eligible": false, "reasons": ["PAUSED"] },
            "roster": { "capacity": 0, "spotsLeft": 0, "isFull": true, "isPaused": true, "pausedUntil": null },
        });
        assert_eq!(ma.me(ROSTER).await, paused);
        assert_eq!(on_roster(&ma).await, ["jo@ucla.edu"]);
        let mentor = jo.me("mentor { capacity spotsLeft }").await["mentor"].take();
        assert_eq!(mentor, json!({ "capacity": 0, "spotsLeft": 0 }));
        for (has_spots, found) in [(true, 0), (false, 1)] {
            let list = format!("{{ mentors(filter: {{ hasSpots: {has_spots} }}) {{ nodes {{ id }} }} }}");
            let list = jo.run(&list, json!({})).await;
            assert_eq!(list["mentors"]["nodes"].as_array().map(Vec::len), Some(found));
        }
        check(&server.app, "a pause").await;
        let resumed = ma.accept("resumeMentoring", json!({}), "roster { spotsLeft isPaused }").await;
        assert_eq!(resumed["roster"], json!({ "spotsLeft": 4, "isPaused": false }));
        assert_eq!(ma.me(ROSTER).await, open);
        check(&server.app, "the end of a pause").await;
    })
    .await;
}

#[tokio::test]
async fn a_pause_ends_by_itself_at_its_time_and_not_before() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        let mi = server.mentor("mi@ucla.edu").await;
        let until = pause(&server, &ma, Duration::days(2)).await;
        pause(&server, &mo, Duration::days(1)).await;
        mi.accept("pauseMentoring", json!({}), "").await;
        let shown = ma.me("roster { pausedUntil }").await["roster"]["pausedUntil"].take();
        let shown: DateTime<Utc> = shown.as_str().expect("a time").parse().expect("a time");
        assert_eq!(shown.to_rfc3339(), until);
        server.advance(Duration::hours(23));
        assert_eq!(resume_all(&server).await, 0);
        server.advance(Duration::hours(26));
        server.forget_signals().await;
        assert_eq!(resume_all(&server).await, 2);
        let emitted = server.signals().await;
        let expected = [
            "user_update_started",
            "user_pre_update",
            "user_post_update",
            "user_updated",
        ];
        assert_eq!(names(&emitted), [expected, expected].concat());
        assert!(emitted.iter().all(|signal| signal.actor_id.is_none()));
        for (mentor, is_paused) in [(&ma, false), (&mo, false), (&mi, true)] {
            assert_eq!(mentor.me("isMatched").await["isMatched"], is_paused);
        }
        assert_eq!(resume_all(&server).await, 0);
        check(&server.app, "pauses that ended").await;
    })
    .await;
}

#[tokio::test]
async fn exports_say_who_pauses_and_until_when() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let until = pause(&server, &ma, Duration::days(2)).await;
        let exported = ma.accept("exportMyData", json!({}), "data").await["data"]["account"].take();
        assert_eq!(exported["capacity"], 5);
        assert_eq!(exported["isPaused"], true);
        assert_eq!(exported["isApproved"], true);
        let same = |text: &str| {
            let moments = [text, &until].map(|text| text.parse::<DateTime<Utc>>().expect("a time"));
            moments[0].timestamp() == moments[1].timestamp()
        };
        assert!(same(exported["pausedUntil"].as_str().expect("a time")));
        let page = export_users(&server.app, &Filter::default(), None, 10).await;
        let rows = page.expect("a page").rows;
        let cell = |name: &str| {
            let column = header().position(|column| column == name);
            rows[0][column.expect("a column")].clone()
        };
        assert_eq!(
            (cell("isPaused"), cell("isApproved")),
            ("true".to_owned(), "true".to_owned())
        );
        assert_eq!(cell("isMatched"), "true");
        assert!(same(&cell("pausedUntil")));
    })
    .await;
}

#[tokio::test]
async fn a_pause_ends_in_the_future_and_within_400_days() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        for until in [
            Duration::zero(),
            Duration::seconds(-1),
            Duration::days(400) + Duration::seconds(1),
        ] {
            let input = json!({ "until": server.at(until) });
            assert_eq!(
                ma.refuse("pauseMentoring", input).await,
                ["PAUSE_OUT_OF_RANGE until"]
            );
        }
        pause(&server, &ma, Duration::days(400)).await;
        // Another pause replaces the first.
        ma.accept("pauseMentoring", json!({ "until": null }), "")
            .await;
        let until = ma.me("roster { isPaused pausedUntil }").await;
        assert_eq!(
            until["roster"],
            json!({ "isPaused": true, "pausedUntil": null })
        );
        let jo = server.member("jo@ucla.edu").await;
        assert_eq!(
            jo.refuse("pauseMentoring", json!({})).await,
            ["NOT_A_MENTOR"]
        );
        assert_eq!(
            jo.refuse("resumeMentoring", json!({})).await,
            ["NOT_A_MENTOR"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_capacity_of_zero_is_a_pause_and_any_other_resumes() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        let mentor_id = ma.id().await;
        for email in ["jo@ucla.edu", "mia@ucla.edu"] {
            server.register(email, "MENTEE").await;
            add(&ma, email).await;
        }
        ma.accept("setCapacity", json!({ "capacity": 3 }), "").await;
        let shown = "roster { capacity isPaused mentees { email } }";
        for (capacity, seats, is_paused) in [(0, 0, true), (2, 2, false), (0, 0, true)] {
            let payload = ma
                .accept("setCapacity", json!({ "capacity": capacity }), shown)
                .await;
            assert_eq!(payload["roster"]["capacity"], seats);
            assert_eq!(payload["roster"]["isPaused"], is_paused);
            assert_eq!(
                payload["roster"]["mentees"].as_array().map(Vec::len),
                Some(2)
            );
        }
        // The number of seats is still that of before.
        let resumed = ma.accept("resumeMentoring", json!({}), shown).await;
        assert_eq!(resumed["roster"]["capacity"], 2);
        pause(&server, &ma, Duration::days(3)).await;
        let input = json!({ "capacity": 4, "mentorId": mentor_id });
        let payload = manager
            .accept(
                "setCapacity",
                input,
                "roster { capacity isPaused pausedUntil }",
            )
            .await;
        assert_eq!(
            payload["roster"],
            json!({ "capacity": 4, "isPaused": false, "pausedUntil": null })
        );
        let input = json!({ "mentorId": mentor_id });
        let paused = manager
            .accept("pauseMentoring", input.clone(), "roster { isPaused }")
            .await;
        assert_eq!(paused["roster"]["isPaused"], true);
        let resumed = manager
            .accept("resumeMentoring", input, "roster { isPaused }")
            .await;
        assert_eq!(resumed["roster"]["isPaused"], false);
        check(&server.app, "capacities of zero").await;
    })
    .await;
}

#[tokio::test]
async fn another_role_ends_a_pause() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        ma.complete_profile(2).await;
        pause(&server, &ma, Duration::days(3)).await;
        ma.accept("changeRole", json!({ "newRole": "MENTEE" }), "")
            .await;
        check(&server.app, "a change of role").await;
        let me = ma.me("isMatched matching { eligible }").await;
        assert_eq!(
            me,
            json!({ "isMatched": false, "matching": { "eligible": true } })
        );
        ma.accept("updateProfile", json!({ "role": "MENTOR" }), "")
            .await;
        assert_eq!(
            ma.me("roster { isPaused }").await["roster"]["isPaused"],
            false
        );
        assert_eq!(reasons(&ma).await, json!([]));
        server.advance(Duration::days(4));
        assert_eq!(resume_all(&server).await, 0);
        check(&server.app, "a change of role and back").await;
    })
    .await;
}

#[tokio::test]
async fn a_match_by_hand_overrides_a_pause_and_incomplete_profiles_with_warnings() {
    each_database_with(&[("MAX_MENTEES", "2")], async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let mia = server.member("mia@ucla.edu").await;
        mia.complete_profile(2).await;
        server.register("al@ucla.edu", "MENTEE").await;
        ma.accept("pauseMentoring", json!({}), "").await;
        let warnings = "warnings { code message userId }";
        let (mentor_id, jo_id) = (ma.id().await, jo.id().await);
        let payload = ma.accept("addMentee", json!({ "menteeEmail": "jo@ucla.edu" }), warnings).await;
        let of_mentor = [
            json!({ "code": "PROFILE_INCOMPLETE", "message": "The mentor's profile is incomplete.", "userId": mentor_id }),
            json!({ "code": "PAUSED", "message": "The mentor has paused mentoring.", "userId": mentor_id }),
        ];
        let of_jo = json!({
            "code": "PROFILE_INCOMPLETE", "message": "The mentee's profile is incomplete.", "userId": jo_id,
        });
        assert_eq!(payload["warnings"], json!([of_mentor[0], of_mentor[1], of_jo]));
        ma.complete_profile(3).await;
        let manager = server.admin("MANAGER").await;
        let input = json!({ "mentorId": mentor_id, "menteeEmail": "mia@ucla.edu" });
        let payload = manager.accept("assignMentee", input, warnings).await;
        assert_eq!(payload["warnings"], json!([of_mentor[1]]));
        // A roster that is full is full, paused or not.
        let input = json!({ "mentorId": mentor_id, "menteeEmail": "al@ucla.edu" });
        assert_eq!(manager.refuse("assignMentee", input).await, ["ROSTER_FULL"]);
        assert_eq!(reasons(&ma).await, json!(["PAUSED", "ROSTER_FULL"]));
        let input = json!({ "menteeEmail": "jo@ucla.edu" });
        let payload = ma.accept("removeMentee", input, warnings).await;
        assert_eq!(payload["warnings"], json!([]));
        check(&server.app, "matches during a pause").await;
    })
    .await;
}

#[tokio::test]
async fn pauses_capacities_and_additions_at_once_never_overfill_a_roster() {
    each_database_with(&[("MAX_MENTEES", "2")], async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        let mentor_id = ma.id().await;
        for round in 0..10 {
            let mut running = Vec::new();
            for number in 0..4 {
                let email = format!("r{round}n{number}@ucla.edu");
                server.register(&email, "MENTEE").await;
                running.push((&ma, "addMentee", json!({ "menteeEmail": email })));
            }
            let soon = server.at(Duration::minutes(5));
            running.extend([
                (&ma, "pauseMentoring", json!({ "until": soon })),
                (&manager, "pauseMentoring", json!({ "mentorId": mentor_id })),
                (&ma, "setCapacity", json!({ "capacity": round % 3 })),
                (&ma, "resumeMentoring", json!({})),
                (
                    &manager,
                    "setCapacity",
                    json!({ "capacity": 2, "mentorId": mentor_id }),
                ),
            ]);
            server.advance(Duration::minutes(3));
            let mutations = running
                .into_iter()
                .map(|(client, mutation, input)| async move {
                    let payload = client.mutate(mutation, input, "").await;
                    (mutation, codes(&payload))
                });
            let (outcomes, resumed) =
                tokio::join!(join_all(mutations), resume_due(&server.app, 10));
            resumed.expect("a round");
            for (mutation, codes) in outcomes {
                let expected = ["ROSTER_FULL", "CAPACITY_BELOW_ROSTER capacity"];
                assert!(
                    codes.iter().all(|code| expected.contains(&code.as_str())),
                    "{mutation}: {codes:?}"
                );
            }
            check(&server.app, &format!("round {round}")).await;
            for mentee in on_roster(&ma).await {
                ma.accept("removeMentee", json!({ "menteeEmail": mentee }), "")
                    .await;
            }
        }
    })
    .await;
}
