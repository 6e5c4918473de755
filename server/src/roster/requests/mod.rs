//! Requests of mentees and offers of mentors: who asks whom, and what becomes of it.
//!
//! A match that members make by id needs both: one asks, the other accepts. A request that the recipient must not see
//! (`is_hidden`) counts and ends like any other for its sender.
// Invariant: a request changes only while its mentor is locked, and is decided or closed only while both of its
// accounts are.

pub mod accept;
pub mod ask;
pub(super) mod by_mentee;
pub(super) mod close;
pub mod decline;
mod emails;
pub mod expire;
pub mod list;
pub(super) mod offer_to_address;
mod pair;
pub mod queue;
mod signals;
mod store;
pub mod withdraw;

use crate::auth::Member;
use crate::entities::mentorship_request::{Entity, Model, RequestState};
use crate::error::{Error, Result};
use crate::ids::{RequestId, UserId};
use crate::roster::eligibility::Warning;
use crate::work::Tx;
use rules::Code;
use sea_orm::EntityTrait;

/// A request that a member sent or accepted.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The request.
    pub request: Model,
    /// What a match has overridden, for the mentor who made it.
    pub warnings: Vec<Warning>,
}

impl From<Model> for Asked {
    fn from(request: Model) -> Self {
        Self {
            request,
            warnings: Vec::new(),
        }
    }
}

/// Which side of a request a member must be on to change it.
#[derive(Debug, Clone, Copy)]
enum Side {
    Sender,
    Recipient,
}

/// Locks both accounts of a request, and returns it as it is then.
///
/// # Errors
/// `REQUEST_NOT_FOUND` when the member is not on this side of it, or `REQUEST_NOT_OPEN`.
async fn lock_open(tx: &Tx, member: UserId, side: Side, id: RequestId) -> Result<Model> {
    let request = find(tx, member, side, id).await?;
    pair::lock(tx, &request).await?;
    let request = find(tx, member, side, id).await?;
    match request.state_for(Some(member), tx.app.clock.now()) {
        RequestState::Open => Ok(request),
        _ => Err(Error::refused(Code::RequestNotOpen)),
    }
}

async fn find(tx: &Tx, member: UserId, side: Side, id: RequestId) -> Result<Model> {
    let found = Entity::find_by_id(id).one(tx.rows()).await?;
    let is_on_side = |request: &Model| match side {
        Side::Sender => request.sender() == Some(member),
        Side::Recipient => request.recipient() == Some(member),
    };
    found
        .filter(is_on_side)
        .ok_or_else(|| Error::refused_at(Code::RequestNotFound, "id"))
}

/// Returns the member's id, for commands that run in a task of their own.
fn actor(member: &Member) -> UserId {
    member.user().id
}
