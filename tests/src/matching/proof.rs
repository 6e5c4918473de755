//! The proof of a plan, as `bruinbridge matching verify` checks it.

use bruinbridge::entities::matching_plan::mentee;
use bruinbridge::entities::user::Role;
use bruinbridge::ids::PlanId;
use bruinbridge::matching::verify::verify;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::support::{compute, majors, pair, proposed};
use crate::harness::each_database;
use crate::roster::support::people;

#[tokio::test]
async fn the_proof_holds_until_someone_changes_the_plan() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let mentees = people(&server, "mentee", Role::Mentee, 6).await;
        let mentors = people(&server, "mentor", Role::Mentor, 3).await;
        majors(&server, &mentees, &["Biology", "Art"], None).await;
        majors(&server, &mentors, &["Biology", "Art", "History"], Some(2)).await;
        let id = proposed(&server, &admin, "BEST_FIT").await;
        let input = json!({ "id": id, "pin": [pair(mentees[0], mentors[2])] });
        admin.accept("reviseMatching", input, "").await;
        compute(&server).await;
        let id = PlanId(id.parse().expect("an id"));
        let verdict = verify(&server.app, id).await.expect("a proof");
        assert_eq!((verdict.mentees, verdict.mentors), (6, 3));
        assert_eq!((verdict.matched, verdict.score), (5, 4 * 35));

        // Deleted accounts leave the proof as it is.
        let gone = json!({ "id": mentees[1].to_string() });
        admin.accept("deleteUser", gone, "").await;
        assert_eq!(verify(&server.app, id).await.ok(), Some(verdict));

        let forged = mentee::Entity::update_many()
            .col_expr(mentee::Column::MentorPosition, Expr::value(None::<i32>))
            .filter(mentee::Column::PlanId.eq(id))
            .filter(mentee::Column::Position.eq(1));
        forged.exec(server.app.db.writer()).await.expect("a write");
        let refusal = verify(&server.app, id).await.expect_err("a flaw");
        assert!(refusal.to_string().contains("does not hold"), "{refusal}");
    })
    .await;
}

#[tokio::test]
async fn a_plan_that_was_not_computed_has_no_proof() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let input = json!({ "objective": "BEST_FIT" });
        let payload = admin.accept("proposeMatching", input, "plan { id }").await;
        let id = payload["plan"]["id"].as_str().expect("an id");
        let id = PlanId(id.parse().expect("an id"));
        let refusal = verify(&server.app, id).await.expect_err("no proof");
        assert!(refusal.to_string().contains("is not ready"), "{refusal}");
        let refusal = verify(&server.app, PlanId::new())
            .await
            .expect_err("no plan");
        assert!(
            refusal.to_string().contains("There is no plan"),
            "{refusal}"
        );
    })
    .await;
}
