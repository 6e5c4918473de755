//! Helpers of the roster tests.

use bruinbridge::entities::stale_scores;
use bruinbridge::entities::user::{ActiveModel, Digest, Entity, Entries, Role};
use bruinbridge::ids::UserId;
use bruinbridge::roster::scores::recompute_due;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, EntityTrait, Set};
use serde_json::{Value, json};

use crate::harness::{Client, Server};

/// Inserts verified accounts `prefix0@ucla.edu`, `prefix1@ucla.edu` and so on, which cannot sign in.
pub(crate) async fn people(server: &Server, prefix: &str, role: Role, count: usize) -> Vec<UserId> {
    let now = server.app.clock.now();
    // The profiles are complete, and the years so far apart that they add nothing to a score.
    let year = if role == Role::Mentor { 5 } else { 0 };
    let ids: Vec<UserId> = (0..count).map(|_| UserId::new()).collect();
    let rows = ids.iter().enumerate().map(|(number, id)| {
        let email = format!("{prefix}{number}@ucla.edu");
        ActiveModel {
            id: Set(*id),
            email: Set(email.clone()),
            base_email: Set(email),
            password: Set(Digest(String::new())),
            role: Set(role),
            first_name: Set(format!("{prefix}{number}")),
            last_name: Set("Lee".to_owned()),
            year: Set(Some(year)),
            major: Set(Entries(vec!["Biology".to_owned()])),
            minor: Set(Entries::default()),
            is_active: Set(true),
            is_verified: Set(true),
            is_approved: Set(true),
            first_verified_at: Set(Some(now)),
            joined_at: Set(now),
            ..Default::default()
        }
    });
    let rows: Vec<ActiveModel> = rows.collect();
    for some in rows.chunks(500) {
        Entity::insert_many(some.to_vec())
            .exec_without_returning(server.app.db.writer())
            .await
            .expect("people");
    }
    ids
}

/// Adds a mentee by email address.
pub(super) async fn add(mentor: &Client, email: &str) -> Value {
    let input = json!({ "menteeEmail": email });
    mentor
        .accept(
            "addMentee",
            input,
            "roster { mentees { email } spotsLeft isFull }",
        )
        .await["roster"]
        .take()
}

/// Returns the email addresses on a roster.
pub(crate) async fn on_roster(mentor: &Client) -> Vec<String> {
    let me = mentor.me("roster { mentees { email } }").await;
    let mentees = me["roster"]["mentees"].as_array().expect("a roster");
    let email = |mentee: &Value| mentee["email"].as_str().expect("an address").to_owned();
    mentees.iter().map(email).collect()
}

/// Marks the scores of these people as stale.
pub(crate) async fn mark_stale(server: &Server, people: &[UserId]) {
    mark_stale_since(server, people, server.app.clock.now()).await;
}

/// Same as `mark_stale`, as if they had been stale since then.
pub(crate) async fn mark_stale_since(server: &Server, people: &[UserId], since: DateTime<Utc>) {
    for id in people {
        let marking = stale_scores::marking(*id, since);
        let marked = server.app.db.writer().execute(&marking).await;
        marked.expect("a stale score");
    }
}

/// Computes every score that is due.
pub(crate) async fn compute_scores(server: &Server) {
    while recompute_due(&server.app, 100)
        .await
        .expect("a round of scores")
        > 0
    {}
}
