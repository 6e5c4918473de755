//! Concurrent changes of rosters.

use bruinbridge::entities::user::Role;
use futures_util::future::join_all;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::support::{on_roster, people};
use crate::harness::{Database, Server, codes, each_database};

fn accepted(payloads: &[Value]) -> usize {
    payloads
        .iter()
        .filter(|payload| payload["errors"] == json!([]))
        .count()
}

/// Adds fifty mentees at once to a roster with one seat, and asserts that exactly one succeeds.
async fn race_for_the_last_seat(server: &Server) {
    let ma = server.mentor("ma@ucla.edu").await;
    ma.accept("setCapacity", json!({ "capacity": 1 }), "").await;
    people(server, "mentee", Role::Mentee, 50).await;
    let additions = (0..50).map(|number| {
        let input = json!({ "menteeEmail": format!("mentee{number}@ucla.edu") });
        let ma = ma.clone();
        async move { ma.mutate("addMentee", input, "").await }
    });
    let payloads = join_all(additions).await;
    assert_eq!(accepted(&payloads), 1);
    let full = payloads
        .iter()
        .filter(|payload| codes(payload) == ["ROSTER_FULL"])
        .count();
    assert_eq!(full, 49);
    assert_eq!(on_roster(&ma).await.len(), 1);
}

#[tokio::test]
async fn repeatable_read_as_the_default_isolation_makes_no_difference() {
    let database = Database::postgres().await;
    let db = database.connect().await;
    let by_default = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = %L', \
                      current_database(), 'repeatable read'); END $$";
    db.writer()
        .execute_unprepared(by_default)
        .await
        .expect(by_default);
    let server = Server::on(&database, &[]).await;
    race_for_the_last_seat(&server).await;
    drop(server);
    database.remove().await;
}

#[tokio::test]
async fn one_of_fifty_additions_to_the_last_seat_succeeds() {
    each_database(async |server| {
        race_for_the_last_seat(&server).await;
        let emitted = server.signals().await;
        assert_eq!(
            emitted
                .iter()
                .filter(|emitted| emitted.name == "mentee_added")
                .count(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn one_of_two_mentors_who_add_the_same_mentee_succeeds() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        people(&server, "mentee", Role::Mentee, 10).await;
        for number in 0..5 {
            let input = json!({ "menteeEmail": format!("mentee{number}@ucla.edu") });
            let (one, other) = tokio::join!(
                ma.mutate("addMentee", input.clone(), ""),
                mo.mutate("addMentee", input, ""),
            );
            let payloads = [one, other];
            assert_eq!(accepted(&payloads), 1);
            let refused: Vec<String> = payloads.iter().flat_map(codes).collect();
            assert_eq!(refused, ["MENTEE_UNAVAILABLE menteeEmail"]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_mentee_who_changes_role_or_leaves_while_being_added_ends_up_unmatched() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        for number in 0..6 {
            let email = format!("jo{number}@ucla.edu");
            let jo = server.member(&email).await;
            let (mutation, input) = match number % 2 {
                0 => ("changeRole", json!({ "newRole": "MENTOR" })),
                _ => ("requestAccountDeletion", json!({ "confirmation": email })),
            };
            let (added, left) = tokio::join!(
                ma.mutate("addMentee", json!({ "menteeEmail": email }), ""),
                jo.mutate(mutation, input, ""),
            );
            assert_eq!(left["errors"], json!([]));
            let too_late = ["NOT_A_MENTEE menteeEmail", "MENTEE_NOT_FOUND menteeEmail"];
            let refused = codes(&added);
            assert!(
                refused.is_empty() || refused == [too_late[number % 2]],
                "{refused:?}"
            );
            assert!(on_roster(&ma).await.is_empty());
        }
    })
    .await;
}

#[tokio::test]
async fn a_mentor_who_changes_role_while_adding_keeps_no_mentee() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        for number in 0..4 {
            let ma = server.mentor(&format!("ma{number}@ucla.edu")).await;
            let (_, changed) = tokio::join!(
                ma.mutate("addMentee", json!({ "menteeEmail": "jo@ucla.edu" }), ""),
                ma.mutate("changeRole", json!({ "newRole": "MENTEE" }), ""),
            );
            assert_eq!(changed["errors"], json!([]));
            assert_eq!(jo.me("isMatched").await["isMatched"], false);
        }
    })
    .await;
}
