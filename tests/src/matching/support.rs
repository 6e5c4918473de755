//! Helpers of the tests of plans.

use bruinbridge::entities::user::{ActiveModel, Entity, Entries};
use bruinbridge::ids::UserId;
use bruinbridge::matching::compute::compute_due;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Set};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::harness::{Client, Server};

/// Computes every plan that waits.
pub(crate) async fn compute(server: &Server) {
    let stop = CancellationToken::new();
    while compute_due(&server.app, &stop).await.expect("a plan") {}
}

/// Proposes a plan, computes it, and returns its id.
pub(crate) async fn proposed(server: &Server, admin: &Client, objective: &str) -> String {
    let input = json!({ "objective": objective, "seed": "one" });
    let payload = admin.accept("proposeMatching", input, "plan { id }").await;
    compute(server).await;
    payload["plan"]["id"].as_str().expect("an id").to_owned()
}

/// Returns these fields of a plan.
pub(crate) async fn plan(admin: &Client, id: &str, fields: &str) -> Value {
    let document = format!("query($id: ID!) {{ matchingPlan(id: $id) {{ {fields} }} }}");
    admin.run(&document, json!({ "id": id })).await["matchingPlan"].take()
}

/// Returns the pairs of a plan, each "mentee mentor" by first name.
pub(crate) async fn pairs(admin: &Client, id: &str) -> Vec<String> {
    let fields = "pairs(first: 100) { nodes { mentee { firstName } mentor { firstName } } }";
    let plan = plan(admin, id, fields).await;
    let pairs = plan["pairs"]["nodes"].as_array().expect("pairs");
    let name = |person: &Value| person["firstName"].as_str().unwrap_or("nobody").to_owned();
    let names = |pair: &Value| format!("{} {}", name(&pair["mentee"]), name(&pair["mentor"]));
    pairs.iter().map(names).collect()
}

/// Gives accounts a major of their own, and mentors a number of seats.
pub(crate) async fn majors(
    server: &Server,
    people: &[UserId],
    majors: &[&str],
    seats: Option<i32>,
) {
    for (id, major) in people.iter().zip(majors.iter().cycle()) {
        let user = Entity::find_by_id(*id).one(server.app.db.reader()).await;
        let user = user.expect("a read").expect("an account");
        let changed = ActiveModel {
            major: Set(Entries(vec![(*major).to_owned()])),
            own_capacity: Set(seats),
            ..user.into_active_model()
        };
        changed
            .update(server.app.db.writer())
            .await
            .expect("a write");
    }
}

/// A pair as an input.
pub(crate) fn pair(mentee: UserId, mentor: UserId) -> Value {
    json!({ "menteeId": mentee.to_string(), "mentorId": mentor.to_string() })
}
