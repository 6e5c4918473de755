//! Whether a member knows a person, so that a concern about the person discloses nothing to the member.

use crate::entities::user::{Model, Role};
use crate::entities::{ended_match, matched, mentorship_request};
use crate::error::Result;
use crate::ids::UserId;
use sea_orm::{Condition, ConnectionTrait, EntityTrait, QueryFilter, SelectExt};

/// Whether a member may see a person: a mentor in the directory, a partner, one of an earlier match, or the other side
/// of a request that the member sent or sees.
pub(super) async fn knows(
    rows: &impl ConnectionTrait,
    member: UserId,
    person: &Model,
) -> Result<bool> {
    if person.id == member || person.is_deleted() {
        return Ok(false);
    }
    Ok(person.is_presentable(Role::Mentor)
        || are_matched(rows, member, person.id).await?
        || were_matched(rows, member, person.id).await?
        || share_request(rows, member, person.id).await?)
}

async fn are_matched(rows: &impl ConnectionTrait, one: UserId, other: UserId) -> Result<bool> {
    let pair = either_way(one, other, matched::between);
    Ok(matched::Entity::find().filter(pair).exists(rows).await?)
}

async fn were_matched(rows: &impl ConnectionTrait, one: UserId, other: UserId) -> Result<bool> {
    let pair = either_way(one, other, ended_match::between);
    Ok(ended_match::Entity::find()
        .filter(pair)
        .exists(rows)
        .await?)
}

/// Whether there is a request between the two that the member can see with its other side. Who has an address that a
/// mentor typed is not disclosed to the mentor.
async fn share_request(rows: &impl ConnectionTrait, member: UserId, other: UserId) -> Result<bool> {
    let pair = either_way(member, other, mentorship_request::between);
    let requests = mentorship_request::Entity::find().filter(pair);
    let requests = requests.all(rows).await?;
    let is_seen = |request: &mentorship_request::Model| {
        let has_named = request.sender() == Some(member) && request.typed.is_none();
        has_named || request.recipient() == Some(member)
    };
    Ok(requests.iter().any(is_seen))
}

/// The two as mentee and mentor, or the other way around: roles may have changed since.
fn either_way(
    one: UserId,
    other: UserId,
    between: impl Fn(UserId, UserId) -> Condition,
) -> Condition {
    Condition::any()
        .add(between(one, other))
        .add(between(other, one))
}
