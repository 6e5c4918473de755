//! Seats against demand by major and by year.

use serde_json::{Value, json};

use super::{Group, begin, insert, mentors, taken, waiting};
use crate::harness::{Client, each_database, each_database_with};

const COUNTS: &str = "waiting matched mentors freeSeats";

async fn report(admin: &Client, field: &str) -> Value {
    let document = format!(
        "{{ programReport {{ {field} {{
            groups {{ name counts {{ {COUNTS} }} }} other {{ {COUNTS} }} total {{ {COUNTS} }} }} }} }}"
    );
    let mut data = admin.run(&document, json!({})).await;
    data["programReport"][field].take()
}

fn counts(
    waiting: Option<u32>,
    matched: Option<u32>,
    mentors: Option<u32>,
    seats: Option<u32>,
) -> Value {
    json!({ "waiting": waiting, "matched": matched, "mentors": mentors, "freeSeats": seats })
}

#[tokio::test]
async fn people_and_seats_are_counted_by_year() {
    each_database_with(&[("MAX_MENTEES", "4")], async |server| {
        let admin = server.admin("AUDITOR").await;
        let people = [
            waiting("Art", 1, 6),
            waiting("Art", 2, 7),
            waiting("Art", 3, 2),
            taken("Art", 1, 5),
            taken("Art", 2, 2),
            mentors("Art", 4, 5),
            mentors("Art", 5, 6),
        ];
        let ids = insert(&server, &people).await;
        let (first_mentor, mentee) = (ids[22], ids[15]);
        begin(&server, mentee, first_mentor, server.app.clock.now()).await;
        server
            .execute("UPDATE users SET capacity_limit = 1 WHERE year = 5")
            .await;
        // Of year 1 nothing can be shown but that it has no mentors, so it is not listed.
        let expected = json!({
            "groups": [
                { "name": "2", "counts": counts(Some(7), None, Some(0), Some(0)) },
                { "name": "4", "counts": counts(Some(0), Some(0), Some(5), Some(19)) },
                { "name": "5", "counts": counts(Some(0), Some(0), Some(6), Some(6)) },
            ],
            "other": counts(Some(8), Some(7), Some(0), Some(0)),
            "total": counts(Some(15), Some(7), Some(11), Some(25)),
        });
        assert_eq!(report(&admin, "seatsByYear").await, expected);
    })
    .await;
}

#[tokio::test]
async fn people_are_counted_with_their_first_major_ignoring_case() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        let people = [
            waiting("Art", 1, 3),
            waiting("art", 1, 3),
            waiting("Biology", 1, 5),
            waiting("Zoology", 1, 4),
            waiting("Chemistry", 1, 1),
        ];
        insert(&server, &people).await;
        let only = |waiting: u32| counts(Some(waiting), Some(0), Some(0), Some(0));
        let expected = json!({
            "groups": [{ "name": "Art", "counts": only(6) }],
            "other": only(10),
            "total": only(16),
        });
        assert_eq!(report(&admin, "seatsByMajor").await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_small_program_shows_nothing() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        insert(&server, &[waiting("Art", 1, 2), mentors("Art", 1, 2)]).await;
        let hidden = counts(None, Some(0), None, None);
        for field in ["seatsByMajor", "seatsByYear"] {
            let expected = json!({ "groups": [], "other": hidden, "total": hidden });
            assert_eq!(report(&admin, field).await, expected);
        }
    })
    .await;
}

#[tokio::test]
async fn at_most_fifty_groups_are_listed() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        let mut people: Vec<Group> = Vec::new();
        for number in 0..60 {
            let major = format!("Major {number:02}");
            people.push(waiting(major.leak(), 1, 5));
        }
        people.push(waiting("A", 1, 9));
        insert(&server, &people).await;
        let report = report(&admin, "seatsByMajor").await;
        let groups = report["groups"].as_array().expect("groups");
        assert_eq!(groups.len(), 50);
        assert_eq!(groups[0]["name"], "A");
        assert_eq!(report["other"]["waiting"], 11 * 5);
        assert_eq!(report["total"]["waiting"], 60 * 5 + 9);
    })
    .await;
}
