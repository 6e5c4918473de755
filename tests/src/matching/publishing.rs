//! Publishing plans, also against everything that happens meanwhile.

use bruinbridge::entities::matching_plan::{Column, Entity};
use bruinbridge::entities::user::Role;
use bruinbridge::matching::compute::compute_due;
use chrono::Duration;
use futures_util::future::join_all;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::support::{compute, majors, pair, plan, proposed};
use crate::harness::{MAIL, each_database, each_database_with};
use crate::roster::support::people;

/// The outcomes of the pairs of a plan, with the code of a refusal.
async fn outcomes(admin: &crate::harness::Client, id: &str) -> Vec<String> {
    let fields = "pairs(first: 100) { nodes { outcome refusal } }";
    let seen = plan(admin, id, fields).await;
    let pairs = seen["pairs"]["nodes"].as_array().expect("pairs");
    let outcome = |pair: &Value| {
        let refusal = pair["refusal"].as_str().unwrap_or("");
        format!(
            "{} {refusal}",
            pair["outcome"].as_str().expect("an outcome")
        )
    };
    pairs.iter().map(outcome).collect()
}

#[tokio::test]
async fn publishing_matches_the_pairs_and_sends_the_emails() {
    each_database_with(MAIL, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        people(&server, "mentee", Role::Mentee, 3).await;
        people(&server, "mentor", Role::Mentor, 1).await;
        let id = proposed(&server, &admin, "BEST_FIT").await;
        let fields = "matched refused remaining plan { state }";
        let input = json!({ "id": id });
        let published = admin.accept("publishMatching", input.clone(), fields).await;
        let expected =
            json!({ "matched": 3, "refused": 0, "remaining": 0, "plan": { "state": "PUBLISHED" }, "errors": [] });
        assert_eq!(published, expected);
        assert_eq!(server.count("matches").await, 3);
        // Until then a match can be undone.
        server.advance(Duration::minutes(10));
        server.send_emails().await;
        assert_eq!(server.mail.emails_to("mentee0@ucla.edu").len(), 1);
        assert_eq!(server.mail.emails_to("mentor0@ucla.edu").len(), 3);
        assert_eq!(outcomes(&admin, &id).await, ["MATCHED "; 3]);
        assert_eq!(
            admin.refuse("publishMatching", input).await,
            ["PLAN_NOT_READY id"]
        );
        let added = server.signals().await;
        let added = added
            .iter()
            .filter(|emitted| emitted.name == "mentee_added");
        assert_eq!(added.count(), 3);
    })
    .await;
}

#[tokio::test]
async fn pairs_that_are_no_longer_possible_are_marked_and_reported() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let mentees = people(&server, "mentee", Role::Mentee, 3).await;
        let mentors = people(&server, "mentor", Role::Mentor, 3).await;
        majors(&server, &mentees, &["Biology", "Art", "History"], None).await;
        majors(&server, &mentors, &["Biology", "Art", "History"], Some(1)).await;
        let id = proposed(&server, &admin, "BEST_FIT").await;
        // The first mentor's seat is taken by the second mentee; the third mentee leaves.
        admin
            .accept("assignMentee", pair(mentees[1], mentors[0]), "")
            .await;
        let gone = json!({ "id": mentees[2].to_string() });
        admin.accept("deleteUser", gone, "").await;
        let fields = "pairs { nodes { changes } }";
        let expected = json!({ "pairs": { "nodes": [
            { "changes": ["MENTOR"] }, { "changes": ["MENTEE"] }, { "changes": ["MENTEE"] },
        ] } });
        assert_eq!(plan(&admin, &id, fields).await, expected);
        let input = json!({ "id": id });
        let published = admin
            .accept("publishMatching", input, "matched refused")
            .await;
        assert_eq!(published["matched"], 0);
        assert_eq!(published["refused"], 3);
        let reasons = [
            "REFUSED ROSTER_FULL",
            "REFUSED MENTEE_UNAVAILABLE",
            "REFUSED MENTEE_NOT_FOUND",
        ];
        assert_eq!(outcomes(&admin, &id).await, reasons);
    })
    .await;
}

#[tokio::test]
async fn a_pair_that_separated_after_the_computation_is_not_matched_again() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let mentees = people(&server, "mentee", Role::Mentee, 1).await;
        let mentors = people(&server, "mentor", Role::Mentor, 1).await;
        let id = proposed(&server, &admin, "BEST_FIT").await;
        admin
            .accept("assignMentee", pair(mentees[0], mentors[0]), "")
            .await;
        let ended = json!({ "menteeId": mentees[0].to_string() });
        admin.accept("endMatch", ended, "").await;
        admin
            .accept("publishMatching", json!({ "id": id }), "")
            .await;
        assert_eq!(outcomes(&admin, &id).await, ["REFUSED MENTEE_UNAVAILABLE"]);
    })
    .await;
}

#[tokio::test]
async fn a_publication_that_was_interrupted_is_finished_by_the_job() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let mentees = people(&server, "mentee", Role::Mentee, 2).await;
        let mentors = people(&server, "mentor", Role::Mentor, 2).await;
        majors(&server, &mentors, &["Biology"], Some(1)).await;
        let id = proposed(&server, &admin, "BEST_FIT").await;
        // As it is after a kill between the first match, which fills a roster, and its record.
        let fields = "pairs { nodes { mentee { id } mentor { id } } }";
        let planned = plan(&admin, &id, fields).await;
        let first = &planned["pairs"]["nodes"][0];
        assert_eq!(first["mentee"]["id"], mentees[0].to_string());
        let matched =
            json!({ "menteeId": first["mentee"]["id"], "mentorId": first["mentor"]["id"] });
        admin.accept("assignMentee", matched, "").await;
        let now = server.app.clock.now();
        let published = Entity::update_many()
            .col_expr(Column::State, Expr::value("PUBLISHED"))
            .col_expr(
                Column::LeasedUntil,
                Expr::value(now + Duration::seconds(20)),
            )
            .filter(Column::State.eq("READY"));
        published
            .exec(server.app.db.writer())
            .await
            .expect("a write");
        let stop = CancellationToken::new();
        assert!(!compute_due(&server.app, &stop).await.expect("a round"));
        server.advance(Duration::seconds(21));
        compute(&server).await;
        assert_eq!(outcomes(&admin, &id).await, ["MATCHED "; 2]);
        assert_eq!(server.count("matches").await, 2);
        assert!(!compute_due(&server.app, &stop).await.expect("a round"));
    })
    .await;
}

#[tokio::test]
async fn a_computation_of_a_process_that_died_is_taken_over() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let input = json!({ "objective": "BEST_FIT" });
        let payload = admin.accept("proposeMatching", input, "plan { id }").await;
        let id = payload["plan"]["id"].as_str().expect("an id");
        let until = server.app.clock.now() + Duration::seconds(20);
        let taken = Entity::update_many().col_expr(Column::LeasedUntil, Expr::value(until));
        taken.exec(server.app.db.writer()).await.expect("a write");
        compute(&server).await;
        assert_eq!(plan(&admin, id, "state").await["state"], "COMPUTING");
        server.advance(Duration::seconds(21));
        compute(&server).await;
        assert_eq!(plan(&admin, id, "state").await["state"], "READY");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn publishing_against_everything_else_keeps_every_roster_within_its_seats() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let mentees = people(&server, "mentee", Role::Mentee, 24).await;
        let mentors = people(&server, "mentor", Role::Mentor, 4).await;
        majors(&server, &mentors, &["Biology"], Some(5)).await;
        let id = proposed(&server, &admin, "MOST_MATCHED").await;
        assert_eq!(plan(&admin, &id, "matched").await["matched"], 20);
        let publish = admin.mutate("publishMatching", json!({ "id": id }), "matched refused");
        let assign = join_all(mentees.iter().step_by(2).map(|mentee| {
            let input = pair(*mentee, mentors[0]);
            let admin = admin.clone();
            async move { admin.mutate("assignMentee", input, "").await }
        }));
        let capacity = join_all(mentors.iter().map(|mentor| {
            let input = json!({ "mentorId": mentor.to_string(), "capacity": 4 });
            let admin = admin.clone();
            async move { admin.mutate("setCapacity", input, "").await }
        }));
        let delete = join_all((20..24).map(|number: usize| {
            let input = json!({ "id": mentees[number].to_string() });
            let admin = admin.clone();
            async move { admin.mutate("deleteUser", input, "").await }
        }));
        let (published, assigned, _, _) = tokio::join!(publish, assign, capacity, delete);
        assert_eq!(published["errors"], json!([]));
        let decided = published["matched"].as_u64().zip(published["refused"].as_u64());
        assert_eq!(decided.map(|(matched, refused)| matched + refused), Some(20));
        // Five seats, and two of mentees who are deleted.
        let by_hand = assigned.iter().filter(|payload| payload["errors"] == json!([]));
        assert!(by_hand.count() <= 7);
        let full = "(SELECT mentor_id FROM matches GROUP BY mentor_id HAVING count(*) > 5) AS crowded";
        assert_eq!(server.count(full).await, 0);
        let wrong = "users WHERE role = 'MENTEE' AND is_matched <> EXISTS (SELECT 1 FROM matches WHERE mentee_id = users.id)";
        assert_eq!(server.count(wrong).await, 0);
        let undecided = "matching_plan_mentees WHERE outcome = 'PLANNED'";
        assert_eq!(server.count(undecided).await, 0);
        let claimed = "matching_plan_mentees p WHERE outcome = 'MATCHED' AND mentee_id IS NOT NULL AND NOT EXISTS \
            (SELECT 1 FROM matches m WHERE m.mentee_id = p.mentee_id)";
        assert_eq!(server.count(claimed).await, 0);
    })
    .await;
}
