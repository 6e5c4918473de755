//! Signals about plans that match many people.

use bruinbridge::entities::user::Role;
use serde_json::json;

use super::branch::{Branch, run};
use crate::matching::support::{compute, proposed};
use crate::roster::support::people;

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "a plan is proposed, revised and published",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let admin = server.admin("SUPERADMIN").await;
                people(server, "mentee", Role::Mentee, 1).await;
                people(server, "mentor", Role::Mentor, 1).await;
                server.forget_signals().await;
                let id = proposed(server, &admin, "BEST_FIT").await;
                let input = json!({ "id": id });
                admin.accept("reviseMatching", input.clone(), "").await;
                compute(server).await;
                admin.accept("publishMatching", input, "").await;
            })
        },
        emitted: r#"
        W1 Platform.matching_proposed(data: {matched: 0, mentees: 0, mentors: 0, objective: "BEST_FIT", planId: U1, score: 0}) by U2
        W2 Platform.matching_computed(data: {matched: 1, mentees: 1, mentors: 1, objective: "BEST_FIT", planId: U1, score: 35})
        W3 Platform.matching_revised(data: {matched: 1, mentees: 1, mentors: 1, objective: "BEST_FIT", planId: U1, score: 35}) by U2
        W4 Platform.matching_computed(data: {matched: 1, mentees: 1, mentors: 1, objective: "BEST_FIT", planId: U1, score: 35})
        W5 Platform.matching_published(data: {matched: 1, mentees: 1, mentors: 1, objective: "BEST_FIT", planId: U1, score: 35}) by U2
        W6 Platform.mentee_added(data: {mentorId: U3}) about U4 by U2
    "#,
    },
    Branch {
        title: "a plan is discarded",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let admin = server.admin("SUPERADMIN").await;
                server.forget_signals().await;
                let id = proposed(server, &admin, "MOST_MATCHED").await;
                admin
                    .accept("discardMatching", json!({ "id": id }), "")
                    .await;
            })
        },
        emitted: r#"
        W1 Platform.matching_proposed(data: {matched: 0, mentees: 0, mentors: 0, objective: "MOST_MATCHED", planId: U1, score: 0}) by U2
        W2 Platform.matching_computed(data: {matched: 0, mentees: 0, mentors: 0, objective: "MOST_MATCHED", planId: U1, score: 0})
        W3 Platform.matching_discarded(data: {matched: 0, mentees: 0, mentors: 0, objective: "MOST_MATCHED", planId: U1, score: 0}) by U2
    "#,
    },
    Branch {
        title: "a plan is for too many people",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let admin = server.admin("SUPERADMIN").await;
                // Together more pairs than a plan may have.
                people(server, "mentee", Role::Mentee, 2800).await;
                people(server, "mentor", Role::Mentor, 2700).await;
                server.forget_signals().await;
                let id = proposed(server, &admin, "BEST_FIT").await;
                admin
                    .accept("discardMatching", json!({ "id": id }), "")
                    .await;
            })
        },
        emitted: r#"
        W1 Platform.matching_proposed(data: {matched: 0, mentees: 0, mentors: 0, objective: "BEST_FIT", planId: U1, score: 0}) by U2
        W2 Platform.matching_failed(data: {matched: 0, mentees: 0, mentors: 0, objective: "BEST_FIT", planId: U1, score: 0})
        W3 Platform.matching_discarded(data: {matched: 0, mentees: 0, mentors: 0, objective: "BEST_FIT", planId: U1, score: 0}) by U2
    "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
