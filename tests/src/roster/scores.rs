//! When scores become stale, and their recomputation by several processes at once.

use bruinbridge::db::Engine;
use bruinbridge::entities::user::Role;
use bruinbridge::entities::{score_list, user};
use bruinbridge::roster::scores::recompute_due;
use chrono::DateTime;
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::{Value, json};

use super::support::{compute_scores, mark_stale, mark_stale_since, people};
use crate::harness::{Database, PASSWORD, Server, each_database, listed};

#[tokio::test]
async fn every_change_that_affects_a_score_or_a_suggestion_makes_it_stale() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let id = jo.id().await;
        let manager = server.admin("MANAGER").await;
        let name = json!({ "firstName": "Joe", "lastName": "Lee" });
        jo.accept("updateProfile", name, "").await;
        let own: [(&str, Value); 11] = [
            ("updateProfile", json!({ "hobbies": "chess" })),
            ("updateProfile", json!({ "clubs": "chess" })),
            ("updateProfile", json!({ "goals": "chess" })),
            ("updateProfile", json!({ "year": 2 })),
            ("updateProfile", json!({ "major": ["Biology"] })),
            ("updateProfile", json!({ "minor": ["Biology"] })),
            ("updateProfile", json!({ "matchByBackground": true })),
            ("updateProfile", json!({ "firstgen": true })),
            ("changeRole", json!({ "newRole": "MENTOR" })),
            (
                "requestAccountDeletion",
                json!({ "confirmation": "jo@ucla.edu" }),
            ),
            ("cancelAccountDeletion", json!({})),
        ];
        for (mutation, input) in own {
            compute_scores(&server).await;
            assert_eq!(server.count("stale_scores").await, 0);
            jo.accept(mutation, input.clone(), "").await;
            assert_eq!(server.count("stale_scores").await, 1, "{mutation} {input}");
        }
        for change in [
            json!({ "id": id, "isActive": false }),
            json!({ "id": id, "isActive": true }),
            json!({ "id": id, "isVerified": false }),
            json!({ "id": id, "isVerified": true }),
            json!({ "id": id, "role": "MENTEE" }),
        ] {
            compute_scores(&server).await;
            manager.accept("updateUser", change.clone(), "").await;
            assert_eq!(server.count("stale_scores").await, 1, "{change}");
        }
        compute_scores(&server).await;
        manager
            .accept("sendPasswordReset", json!({ "id": id }), "")
            .await;
        let jo = server.client().log_in("jo@ucla.edu", PASSWORD).await;
        for nothing in [
            json!({ "firstName": "Jo", "otherBackground": "a farm" }),
            json!({ "profilePictureUrl": "https://pictures.example/jo.png" }),
            json!({ "hobbies": "chess", "year": 2, "major": ["Biology"], "firstgen": true }),
        ] {
            jo.accept("updateProfile", nothing.clone(), "").await;
            assert_eq!(server.count("stale_scores").await, 0, "{nothing}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_account_that_nobody_may_see_has_no_scores_to_recompute() {
    each_database(async |server| {
        let id = server.member("jo@ucla.edu").await.id().await;
        let manager = server.admin("MANAGER").await;
        for (change, stale) in [
            (json!({ "id": id, "isActive": false }), 1),
            (json!({ "id": id, "hobbies": "chess" }), 0),
            (json!({ "id": id, "role": "MENTOR" }), 0),
            (json!({ "id": id, "isActive": true }), 1),
            (json!({ "id": id, "hobbies": "go" }), 1),
        ] {
            compute_scores(&server).await;
            manager.accept("updateUser", change.clone(), "").await;
            assert_eq!(server.count("stale_scores").await, stale, "{change}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_deactivated_mentor_is_not_suggested_until_activated_again() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let ma = server.mentor("ma@ucla.edu").await;
        for client in [&jo, &ma] {
            client.complete_profile(2).await;
        }
        let ma = ma.id().await;
        let manager = server.admin("MANAGER").await;
        for is_active in [true, false, true] {
            let change = json!({ "id": ma, "isActive": is_active });
            manager.accept("updateUser", change, "").await;
            compute_scores(&server).await;
            let document = "{ mentorSuggestions { nodes { mentor { id } } } }";
            let suggested = jo.run(document, json!({})).await;
            let nodes = suggested["mentorSuggestions"]["nodes"].as_array();
            assert_eq!(nodes.map(Vec::len), Some(usize::from(is_active)));
        }
    })
    .await;
}

#[tokio::test]
async fn a_score_that_cannot_be_written_does_not_block_the_others() {
    each_database(async |server| {
        people(&server, "mentor", Role::Mentor, 1).await;
        let mentees = people(&server, "mentee", Role::Mentee, 3).await;
        let (refuse, allow) = match server.app.db.engine {
            Engine::Postgres => (
                format!(
                    "ALTER TABLE score_lists ADD CONSTRAINT broken \
                     CHECK (user_id <> '{}' OR computed_at IS NULL)",
                    mentees[0]
                ),
                "ALTER TABLE score_lists DROP CONSTRAINT broken",
            ),
            Engine::Sqlite => (
                format!(
                    "CREATE TRIGGER broken BEFORE UPDATE ON score_lists WHEN NEW.user_id = X'{}' \
                     BEGIN SELECT RAISE(ABORT, 'broken'); END",
                    mentees[0].0.simple()
                ),
                "DROP TRIGGER broken",
            ),
        };
        server.execute(&refuse).await;
        mark_stale(&server, &mentees).await;
        compute_scores(&server).await;
        assert_eq!(server.scores().await, 2);
        assert_eq!(server.count("stale_scores").await, 1, "it is retried later");
        server.execute(allow).await;
        compute_scores(&server).await;
        assert_eq!(
            server.count("stale_scores").await,
            1,
            "it is not retried yet"
        );
        server.advance(chrono::Duration::minutes(2));
        compute_scores(&server).await;
        assert_eq!(server.scores().await, 3);
        assert_eq!(server.count("stale_scores").await, 0);
    })
    .await;
}

#[tokio::test]
async fn new_changes_are_computed_before_the_backlog_of_an_upgrade() {
    each_database(async |server| {
        people(&server, "mentor", Role::Mentor, 1).await;
        let mentees = people(&server, "mentee", Role::Mentee, 3).await;
        mark_stale_since(&server, &mentees, DateTime::UNIX_EPOCH).await;
        mark_stale(&server, &mentees[2..]).await;
        for (limit, done) in [(1, 1), (1, 2), (3, 3)] {
            let due = recompute_due(&server.app, limit).await;
            assert_eq!(due.expect("a round"), 1);
            let lists = score_list::Entity::find()
                .filter(score_list::Column::ComputedAt.is_not_null())
                .all(server.app.db.reader())
                .await
                .expect("lists");
            assert_eq!(lists.len(), done);
            assert!(lists.iter().any(|list| list.user_id == mentees[2]));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_can_compute_the_same_scores_at_once() {
    let database = Database::postgres().await;
    let here = Server::on(&database, &[]).await;
    let there = here.sibling().await;
    let mentees = people(&here, "mentee", Role::Mentee, 12).await;
    let mentors = people(&here, "mentor", Role::Mentor, 12).await;
    for round in 0..10 {
        // Both sides of every pair are stale, and each process starts with the side it finds first.
        mark_stale(&here, &mentees).await;
        mark_stale(&there, &mentors).await;
        let jobs = [&here, &there, &here, &there].map(|server| {
            let app = server.app.clone();
            tokio::spawn(async move {
                while recompute_due(&app, 5).await? > 0 {}
                Ok::<(), bruinbridge::error::Error>(())
            })
        });
        for job in join_all(jobs).await {
            job.expect("a job that does not panic").expect("scores");
        }
        assert_eq!(here.count("stale_scores").await, 0, "round {round}");
        assert_eq!(listed(&here.app).await.len(), 288, "round {round}");
        // Change the survey of half of the mentees, so that their scores change.
        user::Entity::update_many()
            .set(user::ActiveModel {
                hobbies: Set(format!("hobby number {round}")),
                ..Default::default()
            })
            .filter(user::Column::Id.is_in(mentees[..6].iter().copied()))
            .exec(here.app.db.writer())
            .await
            .expect("hobbies");
    }
    database.remove().await;
}
