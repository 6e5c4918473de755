//! Whether a member knows a person, so that a concern about the person discloses nothing to the member.

use crate::entities::user::{Model, Role};
use crate::entities::{ended_match, matched, mentorship_request};
use crate::error::Result;
use crate::ids::UserId;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, SelectExt};

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
    if person.is_presentable(Role::Mentor) {
        return Ok(true);
    }
    // As mentee and mentor, or the other way around: roles may have changed since.
    Ok(relates(rows, member, member, person.id).await?
        || relates(rows, member, person.id, member).await?)
}

/// Whether a member knows the other of a mentee and a mentor.
async fn relates(
    rows: &impl ConnectionTrait,
    member: UserId,
    mentee: UserId,
    mentor: UserId,
) -> Result<bool> {
    let matches = matched::Entity::find().filter(matched::between(mentee, mentor));
    let ended = ended_match::Entity::find().filter(ended_match::between(mentee, mentor));
    Ok(matches.exists(rows).await?
        || ended.exists(rows).await?
        || share_request(rows, member, mentee, mentor).await?)
}

/// Whether there is a request between the two that the member can see with its other side. Who has an address that a
/// mentor typed is not disclosed to the mentor.
async fn share_request(
    rows: &impl ConnectionTrait,
    member: UserId,
    mentee: UserId,
    mentor: UserId,
) -> Result<bool> {
    let requests = mentorship_request::Entity::find()
        .filter(mentorship_request::between(mentee, mentor))
        .all(rows)
        .await?;
    let is_seen = |request: &mentorship_request::Model| {
        let has_named = request.sender() == Some(member) && request.typed.is_none();
        has_named || request.recipient() == Some(member)
    };
    Ok(requests.iter().any(is_seen))
}
